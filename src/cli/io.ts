import type { Readable } from 'node:stream';

/** Where a run of the CLI reads its surroundings from and writes to. */
export interface Io {
  readonly out: {
    write(text: string): unknown;
    readonly isTTY?: boolean | undefined;
    readonly columns?: number | undefined;
  };
  readonly err: { write(text: string): unknown; readonly isTTY?: boolean | undefined };
  /** Standard input; absent where there is none to read. */
  readonly in?: Readable & { readonly isTTY?: boolean | undefined };
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Whether something may be written over on a stream's last line. */
export const canErase = (stream: { readonly isTTY?: boolean | undefined }, env: Io['env']): boolean =>
  stream.isTTY === true && env['TERM'] !== 'dumb';

/** Tells progress on standard error in one line that is written over; an empty text erases it. */
export const progressOn =
  ({ err, env }: Io): ((text: string) => void) =>
  (text) => {
    if (canErase(err, env)) err.write(`\u001b[2K\r${text}\r`);
  };
