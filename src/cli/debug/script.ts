import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { plain } from '../../../events/plain-text.ts';
import { EXIT, type ExitCode, UsageError } from '../../actions/action.ts';
import { promptOf } from '../../actions/debugger/frame.ts';
import { runLine } from '../../actions/debugger/run-line.ts';
import type { SessionOpened } from '../../actions/verb.ts';
import { type Io, progressOn } from '../io.ts';
import { shownLine, styleFor } from '../style.ts';
import { show } from './show.ts';

type Lines = Iterable<string> | AsyncIterable<string>;

/** @throws UsageError for a file that can't be read. */
function linesOfFile(path: string): readonly string[] {
  try {
    return readFileSync(path, 'utf8').split(/\r?\n/);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UsageError(`--commands: ${path} can not be read: ${why}`);
  }
}

const linesOfInput = ({ in: input }: Io): Lines => (input ? createInterface({ input, crlfDelay: Infinity }) : []);

const NEVER = new AbortController().signal;

/**
 * Runs words line by line: each is echoed with its answer; `#` begins a comment line. It stops at the first word that
 * fails, unless told to keep going.
 */
export async function runScript(
  { session, commands, keepGoing }: SessionOpened,
  json: boolean,
  io: Io,
): Promise<ExitCode> {
  const fromInput = commands === undefined || commands === '-';
  const file = fromInput ? '<stdin>' : commands;
  const lines = fromInput ? linesOfInput(io) : linesOfFile(commands);
  const style = styleFor(io.out, io.env);
  const progress = progressOn(io);
  let exit: ExitCode = EXIT.clean;
  let number = 0;
  for await (const line of lines) {
    number++;
    if (line.trim() === '' || line.trimStart().startsWith('#')) continue;
    if (!json) io.out.write(`${shownLine(`${promptOf(session, style)}${plain(line)}`, style)}\n`);
    const reply = await runLine(session, line, { progress, signal: NEVER, again: false });
    progress('');
    if (!reply) continue;
    await show(session, reply, json, io);
    if (!reply.ok) {
      io.err.write(`memlapse debug: ${plain(file)}:${number}:${reply.column}: ${plain(reply.reason)}\n`);
      if (!keepGoing) return EXIT.wrongCall;
      exit = EXIT.findings;
    } else if (reply.result.exit > exit) exit = reply.result.exit;
    if (session.ended) break;
  }
  return exit;
}
