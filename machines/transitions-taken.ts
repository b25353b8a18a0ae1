import { type AnyMachineSnapshot, type AnyStateMachine, and, type EventObject, not, or } from 'xstate';

/** One transition of a statechart that was taken, by the names that the machine gives. */
export interface TransitionTaken {
  /** The parallel region that it lies in; the machine's own name where there is but one. */
  readonly region: string;
  readonly from: string;
  readonly to: string;
  readonly event: string;
  /** Name of the guard that said yes; null for a transition that is always taken. */
  readonly guard: string | null;
}

/** XState's own guards over guards, known by the function that evaluates them: a minified page has no names. */
const COMPOSED = new Map<unknown, string>([
  [checkOf(not('any')), 'not'],
  [checkOf(and(['any'])), 'and'],
  [checkOf(or(['any'])), 'or'],
]);

function checkOf(guard: unknown): unknown {
  return typeof guard === 'function' && 'check' in guard ? guard.check : null;
}

/** `not allRam`, `a and (b or c)`; null for a function that is no guard over guards. */
function composedName(guard: object): string | null {
  const operator = COMPOSED.get(checkOf(guard));
  if (operator === undefined || !('guards' in guard) || !Array.isArray(guard.guards)) return null;
  const parts = guard.guards.map((part: unknown) => {
    const name = guardName(part) ?? '';
    const inner = COMPOSED.get(checkOf(part)) ?? 'not';
    return inner === 'not' || inner === operator ? name : `(${name})`;
  });
  return operator === 'not' ? `not ${parts[0]}` : parts.join(` ${operator} `);
}

/** A guard's name as setup() gives it, composed guards in words; null where there is none. */
export function guardName(guard: unknown): string | null {
  if (typeof guard === 'string') return guard;
  if (typeof guard === 'object' && guard !== null && 'type' in guard) return String(guard.type);
  if (typeof guard === 'function') return composedName(guard) ?? 'guard';
  return guard === undefined ? null : 'guard';
}

/** The transitions that a machine takes on an event, one in each region that it moves; none where every guard says no. */
export const transitionsOn = (
  machine: AnyStateMachine,
  snapshot: AnyMachineSnapshot,
  event: EventObject,
): readonly TransitionTaken[] =>
  machine.getTransitionData(snapshot, event).map(({ source, target, eventType, guard }) => ({
    region: source.parent?.key ?? source.key,
    from: source.key,
    to: target?.[0]?.key ?? source.key,
    event: eventType,
    guard: guardName(guard),
  }));
