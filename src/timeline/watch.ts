import type { Subject } from './about.ts';
import { changesOf } from './history.ts';
import { countUpTo, type Way } from './positions.ts';
import { candidates, holds } from './predicate/holds.ts';
import type { Predicate } from './predicate/predicate.ts';
import type { Timeline } from './timeline.ts';

/** What somebody waits for: a section or block to look otherwise, or a predicate to begin or cease to hold. */
export type Watch =
  | { readonly kind: 'subject'; readonly subject: Subject }
  | { readonly kind: 'predicate'; readonly predicate: Predicate };

/**
 * The nearest event after `seq`, or before it, that a watch waits for; null where there is none that way. Both ways stop
 * after the event that made the change, so that running on and back meets the same instants.
 */
export function nearestHit(timeline: Timeline, watch: Watch, seq: number, way: Way): number | null {
  if (watch.kind === 'subject') {
    const from = way === 'on' ? seq : seq - 1;
    for (const { event } of changesOf(timeline, watch.subject, from, way)) return event.seq;
    return null;
  }
  const { predicate } = watch;
  const positions = candidates(predicate, timeline);
  const stride = way === 'on' ? 1 : -1;
  const first = way === 'on' ? countUpTo(positions, seq) : countUpTo(positions, seq - 1) - 1;
  for (let index = first; positions[index] !== undefined; index += stride) {
    const position = positions[index] ?? 0;
    if (holds(predicate, timeline, position) !== holds(predicate, timeline, position - 1)) return position;
  }
  return null;
}
