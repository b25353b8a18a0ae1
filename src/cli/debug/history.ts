import { appendFileSync, chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Io } from '../io.ts';

/** Lines that are kept from earlier sessions. */
export const MOST_LINES = 1000;

/** Lines typed in earlier sessions, oldest first, and a way to keep one more. */
export interface History {
  readonly lines: readonly string[];
  /** Why history can't be kept, in words; null when it can. */
  readonly problem: string | null;
  readonly keep: (line: string) => string | null;
}

/** `$XDG_STATE_HOME/memlapse`, or `~/.local/state/memlapse` (XDG base directories, 0.8); a relative path there is none. */
export function stateFolder(env: Io['env']): string {
  const state = env['XDG_STATE_HOME'] ?? '';
  return join(state.startsWith('/') ? state : join(env['HOME'] ?? homedir(), '.local', 'state'), 'memlapse');
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Opens the history of a user: a file that nobody else may read, of at most a thousand lines. Never throws. */
export function openHistory(folder: string): History {
  const file = join(folder, 'debug-history');
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const all = existsSync(file)
      ? readFileSync(file, 'utf8')
          .split('\n')
          .filter((line) => line !== '')
      : [];
    const lines = all.slice(-MOST_LINES);
    // Also where nothing is cut off: it shows now, and not at the first line, whether the file can be written.
    writeFileSync(file, lines.map((line) => `${line}\n`).join(''), { mode: 0o600 });
    chmodSync(file, 0o600);
    const keep = (line: string): string | null => {
      try {
        appendFileSync(file, `${line}\n`, { mode: 0o600 });
        return null;
      } catch (error) {
        return reasonOf(error);
      }
    };
    return { lines, problem: null, keep };
  } catch (error) {
    return { lines: [], problem: reasonOf(error), keep: () => null };
  }
}
