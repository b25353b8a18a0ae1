import { stateHere } from '../../timeline/cursor.ts';
import { timeForJson } from '../../timeline/snapshot.ts';
import { type ActionResult, type RunContext, type SessionAction, UsageError } from '../action.ts';
import { inputOf } from './arguments.ts';
import { LineError, tokensOfLine } from './line.ts';
import { wordMeant } from './meaning.ts';
import { wordsOf } from './registry.ts';
import { branchHere, type Session } from './session.ts';

/** The action that a line named, with its answer; or why there is none. */
export type Reply =
  | {
      readonly ok: true;
      readonly action: SessionAction;
      readonly args: readonly string[];
      readonly result: ActionResult;
    }
  | {
      readonly ok: false;
      readonly word: string;
      readonly args: readonly string[];
      /** Column of the line, from 1, at which it went wrong. */
      readonly column: number;
      readonly reason: string;
    };

/** The action that a line begins with. @throws LineError for none, or for one of several. */
function actionOf(session: Session, text: string, column: number): SessionAction {
  const found = wordMeant(wordsOf(session), text);
  if (found.kind === 'word') return found.word;
  if (found.kind === 'ambiguous') {
    const ids = found.candidates.map(({ id }) => id).join(', ');
    throw new LineError(column, `${JSON.stringify(text)} may be ${ids}`);
  }
  const hint = found.nearest ? `did you mean ${found.nearest.id}?` : 'help lists the words';
  throw new LineError(column, `there is no word ${JSON.stringify(text)}; ${hint}`);
}

/** Runs one line in a session; undefined for an empty one. Never throws for what a user typed. */
export async function runLine(session: Session, line: string, context: RunContext): Promise<Reply | undefined> {
  let word = '';
  let args: readonly string[] = [];
  let columnOf = (_: UsageError): number => 1;
  try {
    const [first, ...rest] = tokensOfLine(line);
    if (!first) return undefined;
    word = first.text;
    args = rest.map(({ text }) => text);
    const action = actionOf(session, word, first.column);
    word = action.id;
    const { columns, ...input } = inputOf(action, line, rest);
    columnOf = ({ argument = '', offset = 0 }) => (columns[argument] ?? line.trimEnd().length + 1) + offset;
    const result = await action.run(session, { ...input, ...context });
    return { ok: true, action, args, result };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const column = error instanceof LineError ? error.column : columnOf(error);
    return { ok: false, word, args, column, reason: error.message };
  }
}

/** All values of an answer: one, or the list of its lines. */
async function answerOf({ json }: ActionResult): Promise<unknown> {
  if (json.kind === 'value') return json.value;
  const values: unknown[] = [];
  for await (const value of json.values) values.push(value);
  return values;
}

/** A reply as one JSON value. */
export async function replyForJson(session: Session, reply: Reply): Promise<unknown> {
  // An answer that comes bit by bit may move the session on its way.
  const answer = reply.ok ? await answerOf(reply.result) : { error: { column: reply.column, reason: reply.reason } };
  const { timeNs } = stateHere(session.cursor).at;
  const here = branchHere(session);
  const at = { seq: session.cursor.seq, timeNs: timeForJson(timeNs), ...(here ? { branch: here.name } : {}) };
  const { ok, args } = reply;
  return { word: reply.ok ? reply.action.id : reply.word, args, ok, at, answer };
}
