import type { EventData, EventType } from '../../events/catalogue.ts';
import type { Actor, EventDraft, Place } from '../../events/event.ts';
import type { EventLog } from '../../events/log.ts';
import type { Nanoseconds } from '../../machines/kernel/units.ts';
import { evolve } from '../memory/evolve.ts';
import type { MemoryState } from '../memory/state.ts';

/** When, who and where of the line that is being read. */
export interface Circumstances {
  readonly timeNs: Nanoseconds | null;
  readonly actor: Actor | null;
  readonly place: Place | null;
}

/** Writes events into a log as they are read, and keeps the state that they make. */
export interface Recorder {
  readonly state: MemoryState;
  record<T extends EventType>(type: T, data: EventData<T>, circumstances: Circumstances): void;
}

/** A recorder over a log and the state at the log's end. */
export function recorderOn(log: EventLog, initial: MemoryState): Recorder {
  let state = initial;
  return {
    get state() {
      return state;
    },
    record(type, data, circumstances) {
      const draft = { type, data, ...circumstances } as EventDraft;
      const appended = log.append([draft], log.position);
      if (!appended.ok) {
        throw new Error(
          `the reader made an event that its own catalogue refuses (${type}): ${JSON.stringify(appended)}`,
        );
      }
      const event = log.at(appended.position);
      if (event) state = evolve(state, event);
    },
  };
}
