import { spawn } from 'node:child_process';

interface Desktop {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly terminal: boolean;
}

/** The program that shows an address to the user who sits here; null where nobody does. */
export function browserCommand({ platform, env, terminal }: Desktop): readonly [string, ...string[]] | null {
  if (!terminal || env['SSH_CONNECTION']) return null;
  if (platform === 'darwin') return ['open'];
  if (platform === 'win32') return ['cmd', '/c', 'start', ''];
  return env['DISPLAY'] || env['WAYLAND_DISPLAY'] ? ['xdg-open'] : null;
}

/** Shows an address in the user's browser, if there is one. Whether that works is no matter: the address was printed. */
export function showInBrowser(address: string, desk: Desktop): void {
  const command = browserCommand(desk);
  if (!command) return;
  const [program, ...args] = command;
  const child = spawn(program, [...args, address], { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}
