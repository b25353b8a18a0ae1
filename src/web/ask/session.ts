import { signal } from '@preact/signals';
import { runLine } from '../../actions/debugger/run-line.ts';
import { openSession, type Session } from '../../actions/debugger/session.ts';
import { cursorAt } from '../../timeline/cursor.ts';
import { here } from '../log/instant.ts';
import { jumpTo } from '../log/navigation.ts';
import { arrived, openLog } from '../log/open-log.ts';
import { MARKING } from '../shell/marked.ts';

/** Something that was said in the debugger's words, and what it came to. */
export interface Answer {
  readonly typed: string;
  readonly lines: readonly string[];
  /** Why it was not understood; null where it was. */
  readonly problem: string | null;
}

/** What was said so far, the last first. */
export const answers = signal<readonly Answer[]>([]);
/** How far a long answer has come; null where nobody waits for one. */
export const waiting = signal<string | null>(null);

/** Answers that are kept, and lines that are shown of one. */
const MOST_ANSWERS = 20;
const MOST_LINES = 400;

/** Columns of an answer: what the dialog has room for. */
const WIDTH = 108;

let session: Session | undefined;
let asking: AbortController | undefined;

/** The page's own session: on the record that is open, where the playhead stands. */
function sessionHere(): Session | null {
  const log = openLog.value;
  if (!log) return null;
  const { name, notes, timeline } = log;
  const { initial, baseline } = timeline;
  session ??= openSession({
    name,
    notes,
    log: timeline.log,
    initial,
    baseline,
    get final() {
      return timeline.stateAt(arrived.value);
    },
  });
  if (session.cursor.timeline === session.record) session.cursor = cursorAt(session.record, here.value);
  return session;
}

async function answerTo(line: string, around: { readonly signal: AbortSignal }): Promise<Answer | null> {
  const one = sessionHere();
  if (!one) return null;
  const progress = (text: string): void => {
    waiting.value = text;
  };
  const reply = await runLine(one, line, { progress, signal: around.signal, again: false });
  if (!reply) return null;
  if (!reply.ok) return { typed: line, lines: [], problem: `column ${reply.column}: ${reply.reason}` };
  const lines: string[] = [];
  for await (const text of reply.result.text({ ...MARKING, width: WIDTH })) {
    if (lines.length === MOST_LINES) {
      lines.push('… and more: ask for less of it');
      break;
    }
    lines.push(text);
  }
  // What is beside the record has a playhead of its own: the page's stays.
  if (one.cursor.timeline === one.record && one.cursor.seq !== here.value) jumpTo(one.cursor.seq);
  return { typed: line, lines, problem: null };
}

/** Says a line to the page's session. A run that still goes on is stopped. */
export async function ask(line: string): Promise<void> {
  stopAsking();
  const own = new AbortController();
  asking = own;
  waiting.value = 'asking…';
  const answer = await answerTo(line, own).finally(() => {
    if (asking === own) waiting.value = null;
  });
  if (answer) answers.value = [answer, ...answers.value].slice(0, MOST_ANSWERS);
  if (session?.ended) session = undefined;
}

export function stopAsking(): void {
  asking?.abort();
  asking = undefined;
  waiting.value = null;
}
