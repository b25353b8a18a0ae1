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
 * Nanoseconds in each state of a path, several stays in one together. The last state is left when the operation ends; a state
 * of which either time is unknown has none.
 */
export function timesIn({ phases }: OperationPath, endedAt: bigint | null): ReadonlyMap<string, bigint> {
  const times = new Map<string, bigint>();
  for (const [index, { state, enteredAt }] of phases.entries()) {
    const next = phases[index + 1];
    const left = next ? next.enteredAt : endedAt;
    if (enteredAt !== null && left !== null) times.set(state, (times.get(state) ?? 0n) + left - enteredAt);
  }
  return times;
}

/**
 * A path as a drawing shows it: the state that it came to lit, the last transition and those before it, and the time spent in
 * each state that is no end.
 */
export function litByPath(
  region: string,
  path: OperationPath,
  endedAt: bigint | null,
): { readonly lit: Lit; readonly times: ReadonlyMap<string, bigint> } {
  const arcs = path.arcs.map((arc) => ({ region, ...arc }));
  const reached = path.phases.at(-1)?.state;
  return {
    lit: {
      active: reached === undefined ? {} : { [region]: reached },
      last: arcs.slice(-1),
      before: arcs.slice(0, -1),
    },
    times: timesIn(path, endedAt),
  };
}
