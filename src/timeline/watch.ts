import type { Subject } from './about.ts';
import { positionsAbout } from './about-index.ts';
import { type Appearance, appearanceOf, looksAlike } from './appearance.ts';
import { countUpTo, type Way } from './positions.ts';
import { candidates, holds } from './predicate/holds.ts';
import type { Predicate } from './predicate/predicate.ts';
import { runToEnd, type Search } from './search.ts';
import type { Timeline } from './timeline.ts';

/** Condition to stop at: a section or block looks different, or a predicate begins or ceases to hold. */
export type Watch =
  | { readonly kind: 'subject'; readonly subject: Subject }
  | { readonly kind: 'predicate'; readonly predicate: Predicate };

/** Value of a watch at an instant: an appearance, or whether a predicate holds. */
export type WatchedValue = Appearance | boolean;

/** Value of a watch after event `seq`. */
export const watchedValue = (timeline: Timeline, watch: Watch, seq: number): WatchedValue =>
  watch.kind === 'subject' ? appearanceOf(timeline.stateAt(seq), watch.subject) : holds(watch.predicate, timeline, seq);

function same(a: WatchedValue, b: WatchedValue): boolean {
  return typeof a === 'boolean' || typeof b === 'boolean' ? a === b : looksAlike(a, b);
}

/** Positions that a look back passes over at first, and at most: each window is looked at in time's own direction. */
const WINDOW = { first: 16, most: 4096 };

/** The last of some ascending positions at which the watch sees something else than at the one before; null for none. */
function* lastHit(
  timeline: Timeline,
  watch: Watch,
  before: number,
  positions: readonly number[],
): Search<number | null> {
  let was = watchedValue(timeline, watch, before);
  let found: number | null = null;
  for (const position of positions) {
    const is = watchedValue(timeline, watch, position);
    if (!same(was, is)) found = position;
    was = is;
    yield position;
  }
  return found;
}

/** The last hit among the positions of two indexes, the second not in. */
function* hitBefore(
  timeline: Timeline,
  watch: Watch,
  positions: readonly number[],
  from: number,
  to: number,
): Search<number | null> {
  // Replay runs on, never back: a step back costs as much as the way from a keyframe, a window only one such way.
  let size = WINDOW.first;
  for (let end = to; end > from; ) {
    const start = Math.max(from, end - size);
    const found = yield* lastHit(timeline, watch, positions[start - 1] ?? 0, positions.slice(start, end));
    if (found !== null) return found;
    end = start;
    size = Math.min(2 * size, WINDOW.most);
  }
  return null;
}

/**
 * Looks for the nearest event after `seq`, or before it, that a watch waits for; null where there is none that way. Both
 * ways stop after the event that made the change, so that running on and back meets the same instants.
 * @param until the last position that is worth looking at, that way.
 */
export function* searchHit(
  timeline: Timeline,
  watch: Watch,
  seq: number,
  way: Way,
  until: number = way === 'on' ? timeline.end : 1,
): Search<number | null> {
  const positions =
    watch.kind === 'subject' ? positionsAbout(timeline, watch.subject) : candidates(watch.predicate, timeline);
  if (way === 'back') {
    const [start, end] = [countUpTo(positions, until - 1), countUpTo(positions, seq - 1)];
    return yield* hitBefore(timeline, watch, positions, start, end);
  }
  const first = countUpTo(positions, seq);
  const was = watchedValue(timeline, watch, positions[first - 1] ?? 0);
  for (let index = first; (positions[index] ?? Number.POSITIVE_INFINITY) <= until; index++) {
    const position = positions[index] ?? 0;
    if (!same(was, watchedValue(timeline, watch, position))) return position;
    yield position;
  }
  return null;
}

/** The nearest hit of a watch, as {@link searchHit} finds it. */
export const nearestHit = (timeline: Timeline, watch: Watch, seq: number, way: Way): number | null =>
  runToEnd(searchHit(timeline, watch, seq, way));
