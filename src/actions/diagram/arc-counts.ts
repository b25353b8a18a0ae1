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

const keyOf = ({ from, to, event, guard }: Arc): string => `${from} ${to} ${event} ${guard ?? ''}`;

/** The transitions that an operation went along, each once, and the errno that it ended with; null for none. */
export interface WentAlong {
  readonly keys: ReadonlySet<string>;
  readonly errno: string | null;
}

export const wentAlong = ({ arcs }: OperationPath, errno: string | null): WentAlong => ({
  keys: new Set(arcs.map(keyOf)),
  errno,
});

const NONE: ArcCount = Object.freeze({ operations: 0, errnos: new Map() });

/** Counts to which operations are added, and from which they are taken away again when time goes back. */
export class ArcTally {
  readonly #counts = new Map<string, ArcCount>();

  /** @param by 1 to add the operation, -1 to take it away. */
  count({ keys, errno }: WentAlong, by: 1 | -1): void {
    for (const key of keys) {
      const { operations, errnos } = this.#counts.get(key) ?? NONE;
      const left = new Map(errnos);
      if (errno !== null) left.set(errno, (errnos.get(errno) ?? 0) + by);
      this.#counts.set(key, { operations: operations + by, errnos: left });
    }
  }

  /** The counts now, with some operations more. */
  with(others: readonly WentAlong[]): ArcCounts {
    for (const one of others) this.count(one, 1);
    const counts = new Map(this.#counts);
    for (const one of others) this.count(one, -1);
    return counts;
  }
}

export const countOf = (counts: ArcCounts, arc: Arc): ArcCount => counts.get(keyOf(arc)) ?? NONE;

/** `5 (3 EBUSY, 1 EPERM)`: operations, and in brackets how many ended with which errno; null for none. */
export function countText(counts: ArcCounts | null, arc: Arc): string | null {
  if (counts === null) return null;
  const { operations, errnos } = countOf(counts, arc);
  if (operations === 0) return null;
  const ended = [...errnos]
    .filter(([, count]) => count > 0)
    .map(([errno, count]) => `${count.toLocaleString('en')} ${errno}`)
    .join(', ');
  return `${operations.toLocaleString('en')}${ended && ` (${ended})`}`;
}
