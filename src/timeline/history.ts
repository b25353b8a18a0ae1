import type { MemoryEvent } from '../../events/event.ts';
import type { Subject } from './about.ts';
import { positionsAbout } from './about-index.ts';
import { type Appearance, appearanceOf, looksAlike } from './appearance.ts';
import { countUpTo, type Way } from './positions.ts';
import type { Timeline } from './timeline.ts';

/** One event that changed how a subject looks. */
export interface SubjectChange {
  readonly event: MemoryEvent;
  readonly from: Appearance;
  readonly to: Appearance;
}

/** What event `seq` changed of a subject; undefined where it left it as it was. */
function changeAt(timeline: Timeline, subject: Subject, seq: number): SubjectChange | undefined {
  const event = timeline.log.at(seq);
  if (!event) return undefined;
  const from = appearanceOf(timeline.stateAt(seq - 1), subject);
  const to = appearanceOf(timeline.stateAt(seq), subject);
  return looksAlike(from, to) ? undefined : { event, from, to };
}

/**
 * Changes of a subject from an instant on, or back from it, the nearest first. On: by the events after `seq`. Back: by
 * event `seq` and those before it.
 */
export function* changesOf(timeline: Timeline, subject: Subject, seq: number, way: Way): Generator<SubjectChange> {
  const positions = positionsAbout(timeline, subject);
  const here = countUpTo(positions, seq);
  const stride = way === 'on' ? 1 : -1;
  for (let index = way === 'on' ? here : here - 1; positions[index] !== undefined; index += stride) {
    const change = changeAt(timeline, subject, positions[index] ?? 0);
    if (change) yield change;
  }
}

/** Everything that changed a subject up to an instant, in order. */
export function historyOf(timeline: Timeline, subject: Subject, to = timeline.end): readonly SubjectChange[] {
  return [...changesOf(timeline, subject, to, 'back')].reverse();
}
