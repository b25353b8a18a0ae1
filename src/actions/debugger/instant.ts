import type { MemoryState } from '../../memory/state.ts';
import { parseSubject, type Subject, type SubjectAnswer } from '../../timeline/about.ts';
import { type Cursor, seek } from '../../timeline/cursor.ts';
import { parseInstant } from '../../timeline/instant.ts';
import { type ActionInput, textOption, UsageError } from '../action.ts';
import type { Session } from './session.ts';

/** The text of an argument, or of an option of that name. */
const textOf = (input: ActionInput, name: string): string | undefined => input.args[name] ?? textOption(input, name);

/** Where a WHEN leads to from here. @throws UsageError for one that the timeline has not */
export function cursorOf({ cursor }: Session, text: string, name: string): Cursor {
  const answer = parseInstant(text);
  if (!answer.ok) throw new UsageError(answer.reason, name);
  const sought = seek(cursor, answer.when);
  if (!sought.ok) throw new UsageError(sought.reason, name);
  return sought.cursor;
}

/** The position of a WHEN; undefined where none was given. @throws UsageError as {@link cursorOf} */
export function seqAsked(session: Session, input: ActionInput, name: string): number | undefined {
  const text = textOf(input, name);
  return text === undefined ? undefined : cursorOf(session, text, name).seq;
}

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

/** The section or block that an argument or option names. @throws UsageError, as {@link subjectIn} tells */
export function subjectAsked({ cursor }: Session, input: ActionInput, name: string): Subject {
  const answer = subjectIn(cursor.timeline.initial, textOf(input, name) ?? '');
  if (answer.ok) return answer.subject;
  throw new UsageError(answer.reason, name);
}
