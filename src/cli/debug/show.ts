import { plain } from '../../../events/plain-text.ts';
import type { Style } from '../../actions/action.ts';
import { type Reply, replyForJson } from '../../actions/debugger/run-line.ts';
import type { Session } from '../../actions/debugger/session.ts';
import type { Io } from '../io.ts';
import { shownLine, styleFor, type TerminalStyle, wrapLine } from '../style.ts';

/** Writes what was said: one JSON object a line, or text. A failure's text is the caller's to place. */
export async function show(session: Session, reply: Reply, json: boolean, io: Io): Promise<void> {
  if (json) {
    io.out.write(`${JSON.stringify(await replyForJson(session, reply))}\n`);
    return;
  }
  if (!reply.ok) return;
  const style = styleFor(io.out, io.env);
  for await (const line of reply.result.text(style)) write(line, style, io);
}

/** One line: broken between words for somebody at a terminal, whole for a program. */
export function write(line: string, style: TerminalStyle, { out }: Io): void {
  const shown = shownLine(line, style);
  for (const part of out.isTTY ? wrapLine(shown, style.width) : [shown]) out.write(`${part}\n`);
}

/** A failure under the line that was typed: a caret where it went wrong, and what was expected. */
export function complaint(reply: Extract<Reply, { ok: false }>, promptWidth: number, style: Style): string {
  const caret = `${' '.repeat(promptWidth + reply.column - 1)}^`;
  const pointed = promptWidth + reply.column < style.width ? [caret] : [];
  return [...pointed, ...wrapLine(plain(reply.reason), style.width)]
    .map((line) => `${style.paint(line, 'red')}\n`)
    .join('');
}
