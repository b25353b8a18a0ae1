import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { plain } from '../../../events/plain-text.ts';
import { EXIT, type ExitCode } from '../../actions/action.ts';
import { completionOf } from '../../actions/debugger/complete.ts';
import { hereAnswer, promptOf } from '../../actions/debugger/frame.ts';
import { type Reply, runLine } from '../../actions/debugger/run-line.ts';
import type { SessionOpened } from '../../actions/verb.ts';
import { canErase, type Io, progressOn } from '../io.ts';
import { styleFor } from '../style.ts';
import { openHistory, stateFolder } from './history.ts';
import { complaint, show, write } from './show.ts';

const BARE = { width: 80, paint: (text: string): string => text };

/** Asks for words at a prompt until the session ends. */
export async function runTerminal({ session, company }: SessionOpened, input: Readable, io: Io): Promise<ExitCode> {
  const style = () => styleFor(io.out, io.env);
  const progress = progressOn(io);
  const history = openHistory(stateFolder(io.env));
  const cannotKeep = (why: string): void =>
    void io.err.write(`memlapse: what you type will not be remembered in the next session: ${plain(why)}\n`);
  let running: AbortController | undefined;
  let last: { readonly line: string; readonly reply: Reply } | undefined;
  let complained = history.problem !== null;

  // The invitation has them already.
  for (const note of company ? [] : session.source.notes) io.err.write(`memlapse: ${plain(note)}\n`);
  if (history.problem !== null) cannotKeep(history.problem);
  for await (const line of hereAnswer(session).text(style())) write(line, style(), io);
  io.out.write('help lists the words; Ctrl+D leaves\n');

  const readline = createInterface({
    input,
    output: process.stdout,
    terminal: true,
    history: [...history.lines].reverse(),
    historySize: 1000,
    removeHistoryDuplicates: true,
    completer: (line: string): [string[], string] => {
      const { candidates, typed } = completionOf(session, line);
      return [[...candidates], typed];
    },
  });
  const ask = (keepTyped = false): void => {
    readline.setPrompt(promptOf(session, style()));
    readline.prompt(keepTyped);
  };
  // What others do is written above the prompt, with what was typed so far kept; they may have moved the session.
  company?.tellTo((line) => {
    if (running) return write(line, style(), io);
    io.out.write(canErase(io.out, io.env) ? '\r\u001b[2K' : '\n');
    write(line, style(), io);
    ask(true);
  });
  readline.on('close', () => company?.tellTo(() => {}));
  const remember = (line: string): void => {
    const why = history.keep(line);
    if (why === null || complained) return;
    complained = true;
    cannotKeep(why);
  };
  const hear = async (typed: string): Promise<void> => {
    const again = typed.trim() === '';
    if (again && !(last?.reply.ok && last.reply.action.repeats)) return;
    const line = again ? (last?.line ?? '') : typed;
    if (!again) remember(line);
    running = new AbortController();
    const width = promptOf(session, BARE).length;
    const reply = await runLine(session, line, { progress, signal: running.signal, again });
    progress('');
    if (!reply) return;
    last = { line, reply };
    await show(session, reply, false, io);
    if (!reply.ok) io.out.write(complaint(reply, width, style()));
    else
      for (const note of reply.result.notes ?? [])
        if (!session.source.notes.includes(note)) io.err.write(`memlapse: ${plain(note)}\n`);
    running = undefined;
  };

  readline.on('SIGINT', () => {
    if (running) running.abort();
    else {
      // As a shell does: the line is given up.
      io.out.write('^C\n');
      readline.write(null, { ctrl: true, name: 'e' });
      readline.write(null, { ctrl: true, name: 'u' });
      ask();
    }
  });
  ask();
  for await (const line of readline) {
    await hear(line);
    if (session.ended) break;
    ask();
  }
  readline.close();
  if (!session.ended) io.out.write('\n');
  return EXIT.clean;
}
