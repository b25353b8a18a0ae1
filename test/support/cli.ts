import { runCli } from '../../src/cli/program.ts';

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the CLI inside this process, as a pipe would see it. */
export async function cli(...argv: readonly string[]): Promise<Ran> {
  let out = '';
  let err = '';
  const code = await runCli(argv, '0.0.0', {
    out: { write: (text) => (out += text) },
    err: { write: (text) => (err += text) },
    env: {},
  });
  return { code, out, err };
}

/** The one JSON value that a call printed. */
export const json = (ran: Ran): unknown => JSON.parse(ran.out);

/** The JSON values that a call printed, one a line. */
export const ndjson = (ran: Ran): readonly Record<string, unknown>[] =>
  ran.out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
