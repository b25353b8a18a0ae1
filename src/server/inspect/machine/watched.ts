import { type AnyMachineSnapshot, type AnyStateMachine, type EventObject, transition } from 'xstate';
import { countUpTo } from '../../../timeline/positions.ts';
import { timeForJson } from '../../../timeline/snapshot.ts';
import type { Timeline } from '../../../timeline/timeline.ts';
import { type PlainEvent, type PlainSnapshot, plainEvent, plainSnapshot } from './plain.ts';

/** One section, memory block or operation whose machine a viewer is shown. */
export interface Watched {
  /** As a user writes it, `section:37`; also the id that viewers know it by. */
  readonly name: string;
  readonly machine: AnyStateMachine;
  /** The machine's snapshot for what the record says after event `seq`; null while there is nothing that could have a state. */
  snapshotAt(timeline: Timeline, seq: number): AnyMachineSnapshot | null;
  /** The snapshot that event `seq` finds: the one after the event before, or a machine's first one where it begins. */
  snapshotBefore(timeline: Timeline, seq: number): AnyMachineSnapshot;
  /** What event `seq` of the record is to the machine: its own events, in order; none for most. */
  eventsAt(timeline: Timeline, seq: number): readonly EventObject[];
  /** Positions of the events of the record that can be something to it, ascending. */
  positions(timeline: Timeline): readonly number[];
}

/** One event that a machine took, and where it then was. */
export interface Taken {
  readonly event: PlainEvent;
  readonly snapshot: PlainSnapshot;
}

/** A machine's event with the event of the record that it stands for. */
function told({ log }: Timeline, seq: number, event: EventObject): PlainEvent {
  const recorded = log.at(seq);
  if (!recorded) return plainEvent(event);
  const record = { seq, type: recorded.type, timeNs: timeForJson(recorded.timeNs) };
  return { ...plainEvent(event), record };
}

/**
 * The machine taken through event `seq` of the record, from where the record has it. Where that leads is where the record has
 * it next: memory follows the same machines, and what a kernel was seen to do passes their guards.
 */
export function takenAt(watched: Watched, timeline: Timeline, seq: number): readonly Taken[] {
  const events = watched.eventsAt(timeline, seq);
  if (events.length === 0) return [];
  let at = watched.snapshotBefore(timeline, seq);
  return events.map((event) => {
    [at] = transition(watched.machine, at, event);
    return { event: told(timeline, seq, event), snapshot: plainSnapshot(at) };
  });
}

/** What XState itself calls the event before all others. */
export const INIT: PlainEvent = { type: 'xstate.init' };

/** The last event that the machine took up to event `seq`; `xstate.init` where it took none. */
export function lastEvent(watched: Watched, timeline: Timeline, seq: number): PlainEvent {
  const positions = watched.positions(timeline);
  for (let index = countUpTo(positions, seq) - 1; index >= 0; index--) {
    const position = positions[index] ?? 0;
    const event = watched.eventsAt(timeline, position).at(-1);
    if (event) return told(timeline, position, event);
  }
  return INIT;
}
