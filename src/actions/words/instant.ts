import { parseSubject, type Subject } from '../../timeline/about.ts';
import { parseWhen, positionOf } from '../../timeline/instant.ts';
import type { Session } from './session.ts';
import { WordError, type WordInput } from './word.ts';

/** The position that a WHEN means in what the session looks at. @throws WordError at its column */
export function seqAsked({ source }: Session, input: WordInput, name: string, text: string): number {
  const answer = parseWhen(text);
  if (!answer.ok) throw new WordError(input.columnOf(name), answer.reason);
  const position = positionOf(source.log, source.baseline, answer.when);
  if (!position.ok) throw new WordError(input.columnOf(name), position.reason);
  return position.seq;
}

/** The section or block that a text names. @throws WordError at its column, also for one beyond the machine's addresses */
export function subjectAsked({ source }: Session, input: WordInput, name: string, text: string): Subject {
  const answer = parseSubject(text);
  if (!answer.ok) throw new WordError(input.columnOf(name), answer.reason);
  const { kind, number } = answer.subject;
  const { maxPhysmemBits, sectionSizeBits } = source.final.profile.geometry;
  const sections = 2 ** (maxPhysmemBits - sectionSizeBits);
  const last = (kind === 'section' ? sections : sections / source.final.blocks.sectionsPerBlock) - 1;
  if (number <= last) return answer.subject;
  throw new WordError(input.columnOf(name), `there is no ${kind} ${number}: this machine ends at ${kind} ${last}`);
}
