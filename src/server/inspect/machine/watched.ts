import { type AnyMachineSnapshot, type AnyStateMachine, type EventObject, transition } from 'xstate';
import { countUpTo } from '../../../timeline/positions.ts';
import { timeForJson } from '../../../timeline/snapshot.ts';
import type { Timeline } from '../../../timeline/timeline.ts';
import { type PlainEvent, type PlainSnapshot, plainEvent, plainSnapshot } from './plain.ts';

/** One section, memory block or operation whose machine a viewer is shown. */
export interface WatchedMachine {
  /** As a user writes it, `section:37`; also the id that viewers know it by. */
  readonly name: string;
  readonly machine: AnyStateMachine;
  /** The machine's snapshot for what the record says after event `seq`; null while there is nothing that could have a state. */
  snapshotAt(timeline: Timeline, seq: number): AnyMachineSnapshot | null;
  /** The snapshot that event `seq` finds: the one after the event before, or a machine's first one where it begins. */
  snapshotBefore(timeline: Timeline, seq: number): AnyMachineSnapshot;
  /** What event `seq` of the record is to the machine: its own events in order, and where each leads; none for most. */
  stepsAt(timeline: Timeline, seq: number): readonly MachineStep[];
  /** Positions of the events of the record that can be something to it, ascending. */
  positions(timeline: Timeline): readonly number[];
}

/** One event of a machine, and its snapshot after it. */
export interface MachineStep {
  readonly event: EventObject;
  readonly snapshot: AnyMachineSnapshot;
}

/** A machine taken through some of its events. */
export function stepsThrough(
  machine: AnyStateMachine,
  before: AnyMachineSnapshot,
  events: readonly EventObject[],
): readonly MachineStep[] {
  let snapshot = before;
  return events.map((event) => {
    [snapshot] = transition(machine, snapshot, event);
    return { event, snapshot };
  });
}

/** A machine's event and snapshot as viewers are told them. */
export interface PlainStep {
  readonly event: PlainEvent;
  readonly snapshot: PlainSnapshot;
}

/** A machine's event with the event of the record that it stands for. */
function withRecord({ log }: Timeline, seq: number, event: EventObject): PlainEvent {
  const recorded = log.at(seq);
  if (!recorded) return plainEvent(event);
  const record = { seq, type: recorded.type, timeNs: timeForJson(recorded.timeNs) };
  return { ...plainEvent(event), record };
}

/** The steps of event `seq`: where they lead is where the record has the machine next. */
export const stepsOf = (watched: WatchedMachine, timeline: Timeline, seq: number): readonly PlainStep[] =>
  watched
    .stepsAt(timeline, seq)
    .map(({ event, snapshot }) => ({ event: withRecord(timeline, seq, event), snapshot: plainSnapshot(snapshot) }));

/** What XState itself calls the event before all others. */
export const INIT: PlainEvent = { type: 'xstate.init' };

/** The last event that the machine took up to event `seq`; `xstate.init` where it took none. */
export function lastEvent(watched: WatchedMachine, timeline: Timeline, seq: number): PlainEvent {
  const positions = watched.positions(timeline);
  for (let index = countUpTo(positions, seq) - 1; index >= 0; index--) {
    const position = positions[index] ?? 0;
    const step = watched.stepsAt(timeline, position).at(-1);
    if (step) return withRecord(timeline, position, step.event);
  }
  return INIT;
}
