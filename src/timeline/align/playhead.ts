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
  // Operations of two tasks overlap: one that began later may stand further back.
  let begun = b.baseline;
  const begunBefore = pairs.map((pair) => {
    const before = begun;
    begun = Math.max(begun, pair.b.started.seq);
    return before;
  });

  const inside = (seq: number): number => {
    const last = countUpTo(starts, seq) - 1;
    const pair = pairs[last];
    if (!pair) return b.baseline;
    const seen = countUpTo(positionsWithin(pair.a), seq);
    const theirs = positionsWithin(pair.b);
    const isOver = seq >= overAt(pair.a);
    // The last of its events ends it: that one is for the end.
    const many = Math.min(seen, Math.max(1, theirs.length - (isOver ? 0 : 1)));
    return Math.max(begunBefore[last] ?? b.baseline, theirs[many - 1] ?? pair.b.started.seq);
  };

  return (seq) => {
    if (seq >= a.end) return b.end;
    if (seq < a.baseline) return Math.min(seq, b.baseline);
    const over = countUpTo(ends, seq);
    return Math.max(inside(seq), reached[over - 1] ?? b.baseline);
  };
}
