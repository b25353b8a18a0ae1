import type { RunContext } from '../../src/actions/action.ts';
import { completionOf } from '../../src/actions/debugger/complete.ts';
import { type Reply, replyForJson, runLine } from '../../src/actions/debugger/run-line.ts';
import { openSession, type Session } from '../../src/actions/debugger/session.ts';
import { openShipped } from './recordings.ts';

/** A session on a shipped recording. */
export function sessionOn(recording: string): Session {
  const { unknown, ...source } = openShipped(recording);
  return openSession({ ...source, notes: unknown });
}

const quiet: RunContext = { progress: () => {}, signal: new AbortController().signal, again: false };
const plainStyle = (width: number) => ({ width, paint: (text: string): string => text });

/** What a line comes to. */
export const replyTo = (session: Session, line: string, around: Partial<RunContext> = {}): Promise<Reply | undefined> =>
  runLine(session, line, { ...quiet, ...around });

/** The text that a line is answered with, or the complaint with its column. */
export async function answer(session: Session, line: string, width = 80): Promise<string> {
  const what = await replyTo(session, line);
  if (!what) return '';
  if (!what.ok) return `column ${what.column}: ${what.reason}`;
  const lines: string[] = [];
  for await (const text of what.result.text(plainStyle(width))) lines.push(text);
  return lines.join('\n');
}

/** The value that a line is answered with. */
export async function value(session: Session, line: string): Promise<Record<string, unknown>> {
  const what = await replyTo(session, line);
  if (!what) throw new Error('nothing was said');
  return (await replyForJson(session, what)) as Record<string, unknown>;
}

export const offers = (session: Session, line: string): readonly string[] => completionOf(session, line).candidates;

/** Where a session is. */
export const seqHere = async (session: Session): Promise<number> =>
  ((await value(session, 'when'))['at'] as { seq: number }).seq;
