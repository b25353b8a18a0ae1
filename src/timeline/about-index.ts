import { type PackedLog, packedOf } from '../../events/packed/packed-log.ts';
import { overlap, pagesOfSubject, type Subject, subjectText } from './about.ts';
import { pageReader } from './page-columns.ts';
import type { Timeline } from './timeline.ts';

/** Positions of the events about one subject, as far as the log was read. */
interface SubjectPositions {
  readonly positions: readonly number[];
  readOn(): void;
}

const SUBJECT_POSITIONS = new WeakMap<PackedLog, Map<string, SubjectPositions>>();

/**
 * Finds the events that are about a subject: those that name its pages, and the endings and notifiers of operations that
 * do.
 */
function finder(layout: Timeline['initial'], log: PackedLog, subject: Subject): SubjectPositions {
  const pages = pagesOfSubject(layout, subject);
  const operations = new Set<number>();
  const positions: number[] = [];
  const each = pageReader(layout, log);
  let read = 0;
  return {
    positions,
    readOn() {
      each(read + 1, log.position, (seq, _shape, operation, spans) => {
        const touches = spans?.some((span) => overlap(span, pages)) ?? operations.has(operation);
        if (!touches) return;
        positions.push(seq);
        if (operation >= 0) operations.add(operation);
      });
      read = log.position;
    },
  };
}

/**
 * Positions of the events about a subject, ascending. The first question about a subject reads the log once; later ones
 * read only what was appended since.
 */
export function positionsAbout({ log, initial }: Timeline, subject: Subject): readonly number[] {
  const packed = packedOf(log);
  const subjects = SUBJECT_POSITIONS.get(packed) ?? new Map<string, SubjectPositions>();
  SUBJECT_POSITIONS.set(packed, subjects);
  const name = subjectText(subject);
  const found = subjects.get(name) ?? finder(initial, packed, subject);
  subjects.set(name, found);
  found.readOn();
  return found.positions;
}
