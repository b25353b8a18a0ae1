import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** One thing that happens at a terminal: something must be shown, keys are typed, the window changes. */
export type TerminalStep = { readonly expect: string } | { readonly type: string } | { readonly columns: number };

export interface Terminal {
  /** What was waited for and never came; null when all came. */
  readonly missing: string | null;
  readonly shown: string;
  readonly code: number | undefined;
}

/** Why there is no pseudo terminal to test on; null when there is one. */
export function noTerminal(): string | null {
  if (spawnSync('python3', ['-c', 'import pty']).status === 0) return null;
  return 'python3 is not on this machine; apt-get install python3';
}

/** Runs the CLI in a pseudo terminal. */
export function atTerminal(
  argv: readonly string[],
  steps: readonly TerminalStep[],
  env: Readonly<Record<string, string>> = {},
): Terminal {
  const root = join(import.meta.dirname, '..', '..');
  const asked = {
    argv: [process.execPath, join(root, 'src', 'cli', 'memlapse.js'), ...argv],
    env: { TERM: 'xterm-256color', HOME: '/nonexistent', ...env },
    columns: 80,
    steps,
  };
  const ran = spawnSync('python3', [join(import.meta.dirname, 'at-terminal.py')], {
    input: JSON.stringify(asked),
    encoding: 'utf8',
  });
  if (ran.status !== 0) throw new Error(ran.stderr);
  return JSON.parse(ran.stdout) as Terminal;
}
