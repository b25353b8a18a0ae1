import type { ChartTransition } from './chart.ts';
import type { OperationPath } from './path.ts';

/** How many operations went along one transition. */
export interface ArcCount {
  readonly operations: number;
  /** How many of them ended with each errno. */
  readonly errnos: ReadonlyMap<string, number>;
}

/** Counts by transition; one that is missing was taken by none. */
export type ArcCounts = ReadonlyMap<string, ArcCount>;

/** A transition by the machine's names. */
export type Arc = Pick<ChartTransition, 'from' | 'to' | 'event' | 'guard'>;

const keyOf = ({ from, to, event, guard }: Arc): string => JSON.stringify([from, to, event, guard]);

/** An operation with its way through its machine, and the errno that it ended with; null for none. */
export interface WentAndEnded {
  readonly path: OperationPath;
  readonly errno: string | null;
}

/** Counts each operation once on each transition that it went along, however often that was. */
export function countArcs(operations: Iterable<WentAndEnded>): ArcCounts {
  const counts = new Map<string, { operations: number; errnos: Map<string, number> }>();
  for (const { path, errno } of operations) {
    for (const key of new Set(path.arcs.map(keyOf))) {
      const count = counts.get(key) ?? { operations: 0, errnos: new Map<string, number>() };
      count.operations += 1;
      if (errno !== null) count.errnos.set(errno, (count.errnos.get(errno) ?? 0) + 1);
      counts.set(key, count);
    }
  }
  return counts;
}

export const countOf = (counts: ArcCounts, arc: Arc): ArcCount =>
  counts.get(keyOf(arc)) ?? { operations: 0, errnos: new Map() };

/** `5 (3 EBUSY, 1 EPERM)`: operations, and in brackets how many ended with which errno; null for none. */
export function countText(counts: ArcCounts | null, arc: Arc): string | null {
  if (counts === null) return null;
  const { operations, errnos } = countOf(counts, arc);
  if (operations === 0) return null;
  const ended = [...errnos].map(([errno, count]) => `${count.toLocaleString('en')} ${errno}`).join(', ');
  return `${operations.toLocaleString('en')}${ended && ` (${ended})`}`;
}
