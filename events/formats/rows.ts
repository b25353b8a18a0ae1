import { nanoseconds } from '../../machines/kernel/units.ts';
import type { Actor, MemoryEvent, Place } from '../event.ts';
import type { SegmentHead } from '../packed/segment.ts';

/**
 * One event on its short way from a log to a page of the same program: type, time in nanoseconds (a number while that is
 * exact, text beyond), actor, place, data. Its position follows from where it stands. Not for keeping: a log's lines are.
 */
export type EventRow = readonly [
  type: MemoryEvent['type'],
  timeNs: number | string | null,
  actor: readonly [task: string, pid: number, cpu: number | null] | null,
  place: readonly [file: string, line: number] | null,
  data: MemoryEvent['data'],
];

/** What a page is sent, one JSON object a line, some followed by bytes: what the log is, its events segment by segment, and where it ends. */
export type FeedLine =
  | {
      readonly kind: 'log';
      readonly name: string;
      /** Events that will come. */
      readonly events: number;
      /** Position of the last event that describes the beginning. */
      readonly baseline: number;
      /** What can't be known from the source, in words. */
      readonly notes: readonly string[];
      /** Chain hashes after event 1, 2, 4, 8 …: a log that has grown still has those of the shorter one. */
      readonly hashes: readonly string[];
      /** More events may be appended while the page is open. */
      readonly grows: boolean;
      /** What a second record is called that stands beside this one; null where there is none. */
      readonly beside: string | null;
    }
  /** A segment of the log as it was read; its columns follow the line as bytes. */
  | ({ readonly kind: 'segment' } & SegmentHead)
  /** Events that were appended since. */
  | { readonly kind: 'events'; readonly from: number; readonly rows: readonly EventRow[] }
  | { readonly kind: 'end'; readonly events: number }
  | { readonly kind: 'problem'; readonly text: string };

const actorRow = (actor: Actor | null): EventRow[2] => actor && [actor.task, actor.pid, actor.cpu];
const placeRow = (place: Place | null): EventRow[3] => place && [place.file, place.line];

export function toRow({ type, timeNs, actor, place, data }: MemoryEvent): EventRow {
  const time = timeNs === null || timeNs > BigInt(Number.MAX_SAFE_INTEGER) ? timeNs : Number(timeNs);
  return [type, typeof time === 'bigint' ? time.toString() : time, actorRow(actor), placeRow(place), data];
}

/** The event of a row that `toRow` made. */
export function fromRow([type, time, actor, place, data]: EventRow, seq: number): MemoryEvent {
  return {
    seq,
    type,
    data,
    timeNs: time === null ? null : nanoseconds(BigInt(time)),
    actor: actor && { task: actor[0], pid: actor[1], cpu: actor[2] },
    place: place && { file: place[0], line: place[1] },
  } as MemoryEvent;
}
