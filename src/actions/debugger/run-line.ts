import { stateHere } from '../../timeline/cursor.ts';
import { timeForJson } from '../../timeline/snapshot.ts';
import { type ActionResult, UsageError } from '../action.ts';
import { typedFor } from './arguments.ts';
import { wordMeant } from './meaning.ts';
import { wordsOf } from './registry.ts';
import { branchHere, type Session } from './session.ts';
import { tokensOf } from './tokens.ts';
import { type RunContext, type SessionAction, WordError } from './word.ts';

/** A word that was said, and what came of it. */
export type Reply =
  | { readonly ok: true; readonly word: SessionAction; readonly args: readonly string[]; readonly result: ActionResult }
  | {
      readonly ok: false;
      readonly word: string;
      readonly args: readonly string[];
      /** Column of the line, from 1, at which it went wrong. */
      readonly column: number;
      readonly reason: string;
    };

/** The word that a line begins with. @throws WordError for none, or for one of several. */
function wordOf(session: Session, text: string, column: number): SessionAction {
  const found = wordMeant(wordsOf(session), text);
  if (found.kind === 'word') return found.word;
  if (found.kind === 'ambiguous') {
    const names = found.candidates.map(({ name }) => name).join(', ');
    throw new WordError(column, `${JSON.stringify(text)} may be ${names}`);
  }
  const hint = found.nearest ? `did you mean ${found.nearest.name}?` : 'help lists the words';
  throw new WordError(column, `there is no word ${JSON.stringify(text)}; ${hint}`);
}

/** Says one line to a session. Never throws for what a user typed. An empty line says nothing. */
export async function runLine(session: Session, line: string, around: RunContext): Promise<Reply | undefined> {
  let name = '';
  let args: readonly string[] = [];
  let end = 1;
  try {
    const [first, ...rest] = tokensOf(line);
    if (!first) return undefined;
    name = first.text;
    args = rest.map(({ text }) => text);
    end = first.column;
    const word = wordOf(session, name, first.column);
    name = word.name;
    const typed = typedFor(word, line, rest);
    end = line.trimEnd().length + 1;
    const columnOf = (argument: string): number => typed.columns[argument] ?? end;
    const result = await word.run(session, { ...typed, ...around, columnOf });
    return { ok: true, word, args, result };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const column = error instanceof WordError ? error.column : end;
    return { ok: false, word: name, args, column, reason: error.message };
  }
}

/** All values of an answer: one, or the list of its lines. */
async function answerOf({ json }: ActionResult): Promise<unknown> {
  if (json.kind === 'value') return json.value;
  const values: unknown[] = [];
  for await (const value of json.values) values.push(value);
  return values;
}

/** What was said as one JSON value. */
export async function replyForJson(session: Session, reply: Reply): Promise<unknown> {
  // An answer that comes bit by bit may move the session on its way.
  const answer = reply.ok ? await answerOf(reply.result) : { error: { column: reply.column, reason: reply.reason } };
  const { timeNs } = stateHere(session.cursor).at;
  const here = branchHere(session);
  const at = { seq: session.cursor.seq, timeNs: timeForJson(timeNs), ...(here ? { branch: here.name } : {}) };
  const { ok, args } = reply;
  return { word: reply.ok ? reply.word.name : reply.word, args, ok, at, answer };
}
