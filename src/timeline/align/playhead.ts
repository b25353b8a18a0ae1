import { type LoggedOperation, positionsWithin } from '../operations.ts';
import { countUpTo } from '../positions.ts';
import type { Timeline } from '../timeline.ts';
import { type AlignedOperation, overAt } from './compare-timelines.ts';

interface Pair {
  readonly a: LoggedOperation;
  readonly b: LoggedOperation;
}

/**
 * Where a second record stands while one playhead moves through a first: after the end of every aligned operation that has
 * ended in the first; inside of one, after as many of its events as the first has seen. What only the second has lies between
 * those, and is passed when the first begins its next aligned operation, or ends. Never goes back as the first goes on.
 */
export function positionBeside(
  a: Timeline,
  b: Timeline,
  operations: readonly AlignedOperation[],
): (seq: number) => number {
  const pairs = operations.flatMap(({ a: one, b: other }): readonly Pair[] =>
    one && other ? [{ a: one, b: other }] : [],
  );
  const starts = pairs.map((pair) => pair.a.started.seq);
  const byEnd = pairs
    .map((pair) => ({ end: overAt(pair.a), reached: overAt(pair.b) }))
    .toSorted((one, other) => one.end - other.end);
  const ends = byEnd.map(({ end }) => end);
  let furthest = b.baseline;
  const reached = byEnd.map((pair) => {
    furthest = Math.max(furthest, pair.reached);
    return furthest;
  });
  /** How far the second has come in an operation that goes on in the first: as many of its events as the first has seen. */
  const within = (pair: Pair, seq: number): number => {
    const theirs = positionsWithin(pair.b);
    // The last of its events ends it: that one is for the end.
    const many = Math.min(countUpTo(positionsWithin(pair.a), seq), Math.max(1, theirs.length - 1));
    // What it called may go on after it: that is not in it any more.
    return Math.min(theirs[many - 1] ?? pair.b.started.seq, overAt(pair.b));
  };

  /** Operations of two tasks overlap, and one that began later may stand further back: the furthest of those going on tells. */
  const inside = (seq: number): number => {
    let at = b.baseline;
    for (const pair of pairs.slice(0, countUpTo(starts, seq))) {
      if (seq < overAt(pair.a)) at = Math.max(at, within(pair, seq));
    }
    return at;
  };

  return (seq) => {
    if (seq >= a.end) return b.end;
    if (seq < a.baseline) return Math.min(seq, b.baseline);
    const over = countUpTo(ends, seq);
    return Math.max(inside(seq), reached[over - 1] ?? b.baseline);
  };
}
