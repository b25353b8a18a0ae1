/** Where time can go from an instant. */
export type Way = 'on' | 'back';

/** How many of some ascending positions are not after `seq`. */
export function countUpTo(positions: readonly number[], seq: number): number {
  let low = 0;
  let high = positions.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((positions[middle] ?? Number.POSITIVE_INFINITY) <= seq) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The nearest of some ascending positions that lies after `seq`, or before it; null where there is none. */
export function nearest(positions: readonly number[], seq: number, way: Way): number | null {
  const index = way === 'on' ? countUpTo(positions, seq) : countUpTo(positions, seq - 1) - 1;
  return positions[index] ?? null;
}
