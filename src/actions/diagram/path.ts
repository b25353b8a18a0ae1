import type { Lit } from './lit.ts';

/** A state of an operation's machine, and when it was entered. */
export interface OperationPhase {
  readonly state: string;
  /** Nanoseconds on the record's clock; null where the record has none. */
  readonly enteredAt: bigint | null;
}

/** A transition that an operation went along, by the machine's names. */
export interface OperationArc {
  readonly from: string;
  readonly to: string;
  readonly event: string;
  readonly guard: string | null;
}

/** The way of one operation through its machine, in the order in which it went. */
export interface OperationPath {
  readonly phases: readonly OperationPhase[];
  readonly arcs: readonly OperationArc[];
}

/**
 * Nanoseconds in each state of a path, several stays in one together. The last state is left when the operation ends. A state
 * has none of which either time is unknown, or that one event shows to have been both entered and left.
 */
export function timesIn({ phases }: OperationPath, endedAt: bigint | null): ReadonlyMap<string, bigint> {
  const times = new Map<string, bigint>();
  for (const [index, { state, enteredAt }] of phases.entries()) {
    const next = phases[index + 1];
    const left = next ? next.enteredAt : endedAt;
    if (enteredAt !== null && left !== null && left > enteredAt)
      times.set(state, (times.get(state) ?? 0n) + left - enteredAt);
  }
  return times;
}

/**
 * A path as a drawing lights it: the state that it came to, the last transitions and those before them.
 * @param lasts how many transitions the last event shows.
 */
export function litByPath(region: string, { phases, arcs }: OperationPath, lasts: number): Lit {
  const taken = arcs.map(({ from, to, event, guard }) => ({ region, from, to, event, guard }));
  const reached = phases.at(-1)?.state;
  return {
    active: reached === undefined ? {} : { [region]: reached },
    last: taken.slice(taken.length - lasts),
    before: taken.slice(0, taken.length - lasts),
  };
}
