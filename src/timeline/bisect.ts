import { candidates, holds } from './predicate/holds.ts';
import type { Predicate } from './predicate/predicate.ts';
import { runToEnd, type Search } from './search.ts';
import type { Timeline } from './timeline.ts';

/** From which event on a predicate holds, or does not. */
export interface Turn {
  readonly seq: number;
  readonly holds: boolean;
}

export interface Bisected {
  /** The first event after which the predicate holds; null where it never does. */
  readonly seq: number | null;
  /** It held before the first event that was searched. */
  readonly heldBefore: boolean;
  /** Once it holds, it goes on to hold. */
  readonly monotonic: boolean;
  /** Every event that made it begin or cease to hold. */
  readonly turns: readonly Turn[];
}

/**
 * Looks for the first event after which a predicate holds, from event `from` on. A memory goes back and forth, so halving
 * the log could miss the first hit: every event that can change the predicate is looked at, and no other.
 */
export function* searchFirst(timeline: Timeline, predicate: Predicate, from = 1): Search<Bisected> {
  const heldBefore = holds(predicate, timeline, from - 1);
  const turns: Turn[] = [];
  let held = heldBefore;
  for (const seq of candidates(predicate, timeline)) {
    if (seq < from) continue;
    yield seq;
    if (holds(predicate, timeline, seq) === held) continue;
    held = !held;
    turns.push({ seq, holds: held });
  }
  // What held before goes on to hold after the first event, unless that one ended it.
  const holdsAtOnce = heldBefore && turns[0]?.seq !== from && from <= timeline.end;
  const seq = holdsAtOnce ? from : (turns.find((turn) => turn.holds)?.seq ?? null);
  const monotonic = !turns.some((turn) => !turn.holds);
  return { seq, heldBefore, monotonic, turns };
}

/** The first event after which a predicate holds, as {@link searchFirst} finds it. */
export const bisect = (timeline: Timeline, predicate: Predicate, from = 1): Bisected =>
  runToEnd(searchFirst(timeline, predicate, from));
