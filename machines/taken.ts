import type { AnyMachineSnapshot, AnyStateMachine, EventObject } from 'xstate';

/** One transition of a statechart that was taken, by the names that the machine gives. */
export interface Taken {
  /** The parallel region that it lies in; the machine's own name where there is but one. */
  readonly region: string;
  readonly from: string;
  readonly to: string;
  readonly event: string;
  /** Name of the guard that said yes; null for a transition that is always taken. */
  readonly guard: string | null;
}

/** A guard's name as setup() gives it; null where there is none. */
export function guardName(guard: unknown): string | null {
  if (typeof guard === 'string') return guard;
  if (typeof guard === 'object' && guard !== null && 'type' in guard) return String(guard.type);
  return guard === undefined ? null : 'guard';
}

/** The transitions that a machine takes on an event, one in each region that it moves; none where every guard says no. */
export const takenOn = (machine: AnyStateMachine, snapshot: AnyMachineSnapshot, event: EventObject): readonly Taken[] =>
  machine.getTransitionData(snapshot, event).map(({ source, target, eventType, guard }) => ({
    region: source.parent?.key ?? source.key,
    from: source.key,
    to: target?.[0]?.key ?? source.key,
    event: eventType,
    guard: guardName(guard),
  }));
