import type { MemoryEvent } from '../../events/event.ts';
import type { MemoryState } from '../memory/state.ts';
import type { Subject } from './about.ts';
import { positionsAbout } from './about-index.ts';
import { type Instant, positionOf } from './instant.ts';
import { operationsIn, outermost, positionsWithin } from './operations.ts';
import { nearest, type Way } from './positions.ts';
import { assertPosition, type Timeline } from './timeline.ts';

/** An instant of a timeline: after event `seq`, or before the first one for 0. A value: moving makes another. */
export interface Cursor {
  readonly timeline: Timeline;
  readonly seq: number;
}

/** @throws RangeError for a position that the log has not. */
export function cursorAt(timeline: Timeline, seq: number): Cursor {
  assertPosition(seq, timeline.end);
  return { timeline, seq };
}

/** Memory at the cursor. */
export const stateHere = ({ timeline, seq }: Cursor): MemoryState => timeline.stateAt(seq);

/** The event that the cursor stands after; undefined before the first one. */
export const eventHere = ({ timeline, seq }: Cursor): MemoryEvent | undefined => timeline.log.at(seq);

export type Seek = { readonly ok: true; readonly cursor: Cursor } | { readonly ok: false; readonly reason: string };

/** The cursor at an instant; or why the log has no such instant. */
export function seek({ timeline }: Cursor, when: Instant): Seek {
  const position = positionOf(timeline.log, timeline.baseline, when);
  return position.ok ? { ok: true, cursor: { timeline, seq: position.seq } } : position;
}

const moved = ({ timeline }: Cursor, seq: number | null): Cursor | null => (seq === null ? null : { timeline, seq });

/** One event on or back; null at the end of time that way. On and then back is nothing, and so is back and then on. */
export function step(cursor: Cursor, way: Way): Cursor | null {
  const seq = cursor.seq + (way === 'on' ? 1 : -1);
  return seq < 0 || seq > cursor.timeline.end ? null : moved(cursor, seq);
}

/**
 * To the nearest event about a subject, whether it changed the subject or not; null where there is no more that way.
 * From one event about the subject, on and then back is nothing.
 */
export const stepAbout = (cursor: Cursor, subject: Subject, way: Way): Cursor | null =>
  moved(cursor, nearest(positionsAbout(cursor.timeline, subject), cursor.seq, way));

/**
 * To the nearest event of the attempt that the cursor's event belongs to: the outermost operation with all that is nested
 * in it; null at its end that way, and where the event belongs to no operation.
 */
export function stepInAttempt(cursor: Cursor, way: Way): Cursor | null {
  const event = eventHere(cursor);
  const operation = event ? operationsIn(cursor.timeline.log).of(event) : null;
  return operation ? moved(cursor, nearest(positionsWithin(outermost(operation)), cursor.seq, way)) : null;
}
