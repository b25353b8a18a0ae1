import type { MemoryEvent } from '../../../events/event.ts';
import type { EventLog } from '../../../events/log.ts';
import type { MemoryState } from '../../memory/state.ts';
import type { Branch } from '../../timeline/branch/branch.ts';
import { type Checkpoints, NO_CHECKPOINTS } from '../../timeline/checkpoints.ts';
import { type Cursor, cursorAt } from '../../timeline/cursor.ts';
import { type Timeline, timelineOf } from '../../timeline/timeline.ts';
import type { Watch } from '../../timeline/watch.ts';

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
  /** Events that another process appends after a position, as they come; only of a log that grows. */
  readonly follow?: (after: number, signal: AbortSignal) => AsyncIterable<MemoryEvent>;
}

/** What a run stops at, by the number that the session gave it, and as it was typed. */
export interface NumberedWatch {
  readonly number: number;
  readonly text: string;
  readonly watch: Watch;
}

/** What if: a timeline beside the record, by the name that the session gave it. */
export interface SessionBranch {
  readonly name: string;
  readonly branch: Branch;
  /** Whether it went on with what the record's users asked; they asked it once. */
  followed: boolean;
}

/** Somebody looking at a record: where they are in it, and what they set up on the way. Never a part of the record. */
export interface Session {
  readonly source: SessionSource;
  /** What was recorded, for good. */
  readonly record: Timeline;
  /** Where the session is, and in which timeline: the record, or a branch beside it. */
  cursor: Cursor;
  /** Position that `list` goes on from; null when the session moved since. */
  listed: number | null;
  watches: readonly NumberedWatch[];
  checkpoints: Checkpoints;
  branches: readonly SessionBranch[];
  /** Numbers given to watches and branches so far; none is given twice. */
  readonly given: { watches: number; branches: number };
  /** Where each timeline was left for another one. */
  readonly left: Map<Timeline, number>;
  ended: boolean;
}

/** A session at the beginning of a record: after the events that tell what memory was. */
export function openSession(source: SessionSource): Session {
  const record = timelineOf(source);
  return {
    source,
    record,
    cursor: cursorAt(record, record.baseline),
    listed: null,
    watches: [],
    checkpoints: NO_CHECKPOINTS,
    branches: [],
    given: { watches: 0, branches: 0 },
    left: new Map(),
    ended: false,
  };
}

/** Moves a session; what was listed no longer goes on from there. */
export function moveTo(session: Session, cursor: Cursor): void {
  const { timeline, seq } = session.cursor;
  if (cursor.timeline !== timeline) session.left.set(timeline, seq);
  session.cursor = cursor;
  session.listed = null;
}

/** The branch that a timeline is; undefined for the record. */
export const branchOf = ({ branches }: Session, timeline: Timeline): SessionBranch | undefined =>
  branches.find(({ branch }) => branch === timeline);

/** The branch that a session is in; undefined in the record. */
export const branchHere = (session: Session): SessionBranch | undefined => branchOf(session, session.cursor.timeline);

/** `the record`, or `branch 2`. */
export function timelineInWords(session: Session, timeline: Timeline): string {
  const found = branchOf(session, timeline);
  return found ? `branch ${found.name}` : 'the record';
}

/** The source of the events that a session sees, as CloudEvents carry it: a branch's events are not the record's. */
export function sourceHere(session: Session): string {
  const here = branchHere(session);
  return here ? `${session.source.name}#branch-${here.name}` : session.source.name;
}
