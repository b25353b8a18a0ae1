import type { EventLog } from '../../../events/log.ts';
import type { MemoryState } from '../../memory/state.ts';
import { stateAt } from '../../timeline/instant.ts';

/** A source as a session needs it: a log with its beginning, whatever opened it. */
export interface SessionSource {
  readonly name: string;
  readonly log: EventLog;
  /** Memory before the log's first event. */
  readonly initial: MemoryState;
  /** Position of the last event that describes the beginning. */
  readonly baseline: number;
  readonly final: MemoryState;
  /** What can't be known from this source, in words. */
  readonly notes: readonly string[];
}

/** Somebody looking at a record: where they are in it, and what they set up on the way. Never a part of the record. */
export interface Session {
  readonly source: SessionSource;
  /** Position of the event after which memory is looked at; 0 is before the first. */
  seq: number;
  /** Position that `list` goes on from; null when it was not the last word. */
  listed: number | null;
  ended: boolean;
  readonly stateAt: (seq: number) => MemoryState;
}

export function openSession(source: SessionSource): Session {
  return {
    source,
    seq: source.baseline,
    listed: null,
    ended: false,
    stateAt: (seq) => stateAt(source.log, source.initial, seq),
  };
}

/** Memory where the session is. */
export const stateHere = (session: Session): MemoryState => session.stateAt(session.seq);
