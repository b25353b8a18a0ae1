import type { EventLog } from '../../../events/log.ts';
import type { MemoryState } from '../../memory/state.ts';
import { type Cursor, cursorAt } from '../../timeline/cursor.ts';
import { type Timeline, timelineOf } from '../../timeline/timeline.ts';

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
  /** What was recorded, for good. */
  readonly record: Timeline;
  /** Where the session is, and in which timeline. */
  cursor: Cursor;
  /** Position that `list` goes on from; null when the session moved since. */
  listed: number | null;
  ended: boolean;
}

/** A session at the beginning of a record: after the events that tell what memory was. */
export function openSession(source: SessionSource): Session {
  const record = timelineOf(source);
  return { source, record, cursor: cursorAt(record, record.baseline), listed: null, ended: false };
}

/** Moves a session; what was listed no longer goes on from there. */
export function moveTo(session: Session, cursor: Cursor): void {
  session.cursor = cursor;
  session.listed = null;
}
