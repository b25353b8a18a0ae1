/** All arrows to one state run together along a vertical lane beside the column. Heights from the top. */
export interface Bus {
  readonly to: string;
  readonly top: number;
  readonly bottom: number;
}

/** Between the ends of two buses in one lane. */
const APART = 8;

/**
 * Lanes for buses, counted from the column outwards: no two buses touch. Shorter ones lie nearer to the column, so that fewer
 * lines cross.
 */
export function lanesOf(buses: readonly Bus[]): {
  readonly lanes: ReadonlyMap<string, number>;
  readonly count: number;
} {
  const sorted = buses.toSorted((a, b) => a.bottom - a.top - (b.bottom - b.top) || a.top - b.top);
  const taken: Bus[][] = [];
  const lanes = new Map<string, number>();
  for (const bus of sorted) {
    const free = taken.findIndex((lane) =>
      lane.every((other) => bus.bottom + APART <= other.top || other.bottom + APART <= bus.top),
    );
    const lane = free === -1 ? taken.length : free;
    taken[lane] = [...(taken[lane] ?? []), bus];
    lanes.set(bus.to, lane);
  }
  return { lanes, count: taken.length };
}
