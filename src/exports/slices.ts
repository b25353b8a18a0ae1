import type { LoggedOperation } from '../timeline/operations.ts';

/** An operation as a stretch of time on its task's track. Nanoseconds, or event numbers × 1000 where there is no time. */
export interface Slice {
  readonly operation: LoggedOperation;
  readonly pid: number;
  readonly start: bigint;
  readonly end: bigint;
  /** The end is not the recorded one: the operation never returned, or its end lay past the call around it. */
  readonly clipped: boolean;
}

const endKnown = ({ operation }: Slice): boolean => operation.outcome !== 'unreturned' && operation.outcome !== 'open';

const outerFirst = (a: Slice, b: Slice): number => {
  if (a.start !== b.start) return a.start < b.start ? -1 : 1;
  if (a.end !== b.end) return a.end > b.end ? -1 : 1;
  return a.operation.started.seq - b.operation.started.seq;
};

/**
 * Slices of one task so that each lies whole inside, or whole outside, any other: what a viewer of complete events needs.
 * A task is in one call at a time, so only holes in a record break this. Then an operation that never returned ends where
 * the next begins, and any other one where the call around it does.
 */
function nestedInTask(slices: readonly Slice[]): readonly Slice[] {
  const nested: Slice[] = [];
  const open: number[] = [];
  const sorted = slices.toSorted(outerFirst);
  for (const slice of sorted) {
    let placed = slice;
    for (let at = open.at(-1); at !== undefined; at = open.at(-1)) {
      const around = nested[at];
      if (!around || around.end <= slice.start) open.pop();
      else if (around.end >= slice.end) break;
      else if (endKnown(around)) {
        placed = { ...slice, end: around.end, clipped: true };
        break;
      } else {
        nested[at] = { ...around, end: slice.start, clipped: true };
        open.pop();
      }
    }
    open.push(nested.push(placed) - 1);
  }
  return nested;
}

/** Slices of all tasks, properly nested in each. */
export function nestedSlices(slices: readonly Slice[]): readonly Slice[] {
  return [...Map.groupBy(slices, ({ pid }) => pid).values()].flatMap(nestedInTask);
}
