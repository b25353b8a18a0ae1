import type { MemoryState } from '../../memory/state.ts';
import { parseSubject, type Subject, type SubjectAnswer } from '../../timeline/about.ts';
import { type Cursor, seek } from '../../timeline/cursor.ts';
import { parseWhen } from '../../timeline/instant.ts';
import type { Session } from './session.ts';
import { WordError, type WordInput } from './word.ts';

/** Where a WHEN leads to from here. @throws WordError at its column for one that the timeline has not */
export function cursorAsked({ cursor }: Session, input: WordInput, name: string, text: string): Cursor {
  const answer = parseWhen(text);
  if (!answer.ok) throw new WordError(input.columnOf(name), answer.reason);
  const sought = seek(cursor, answer.when);
  if (!sought.ok) throw new WordError(input.columnOf(name), sought.reason);
  return sought.cursor;
}

/** The position that a WHEN means. @throws WordError as {@link cursorAsked} */
export const seqAsked = (session: Session, input: WordInput, name: string, text: string): number =>
  cursorAsked(session, input, name, text).seq;

/** The section or block of a machine that a text names; or why there is none, also beyond the machine's addresses. */
export function subjectIn({ profile, blocks }: Pick<MemoryState, 'profile' | 'blocks'>, text: string): SubjectAnswer {
  const answer = parseSubject(text);
  if (!answer.ok) return answer;
  const { kind, number } = answer.subject;
  const sections = 2 ** (profile.geometry.maxPhysmemBits - profile.geometry.sectionSizeBits);
  const last = (kind === 'section' ? sections : sections / blocks.sectionsPerBlock) - 1;
  if (number <= last) return answer;
  return { ok: false, reason: `there is no ${kind} ${number}: this machine ends at ${kind} ${last}` };
}

/** The section or block that a text names. @throws WordError at its column, as {@link subjectIn} tells */
export function subjectAsked({ cursor }: Session, input: WordInput, name: string, text: string): Subject {
  const answer = subjectIn(cursor.timeline.initial, text);
  if (answer.ok) return answer.subject;
  throw new WordError(input.columnOf(name), answer.reason);
}
