import type { MemoryEvent } from '../../events/event.ts';
import type { EventLog } from '../../events/log.ts';
import { aboutSubject, type Subject, subjectText } from './about.ts';
import type { Timeline } from './timeline.ts';

/** Positions of the events about one subject, as far as the log was read. */
interface Found {
  readonly isAbout: (event: MemoryEvent) => boolean;
  readonly positions: number[];
  read: number;
}

const FOUND = new WeakMap<EventLog, Map<string, Found>>();

/**
 * Positions of the events about a subject, ascending. The first question about a subject reads the log once; later ones
 * read only what was appended since.
 */
export function positionsAbout({ log, initial }: Timeline, subject: Subject): readonly number[] {
  const subjects = FOUND.get(log) ?? new Map<string, Found>();
  FOUND.set(log, subjects);
  const name = subjectText(subject);
  const found = subjects.get(name) ?? { isAbout: aboutSubject(initial, subject), positions: [], read: 0 };
  subjects.set(name, found);
  for (const event of log.read(found.read + 1)) if (found.isAbout(event)) found.positions.push(event.seq);
  found.read = log.position;
  return found.positions;
}
