import type { EventLog } from '../../events/log.ts';
import { packedOf } from '../../events/packed/packed-log.ts';
import type { MemoryState } from '../memory/state.ts';
import type { Picture } from './replay/picture.ts';
import { type Keyframe, type Replay, replayOf } from './replay/replay.ts';

/** A log with the memory that it began from: every instant of it can be asked for. */
export interface Timeline {
  readonly log: EventLog;
  /** Memory before the log's first event. */
  readonly initial: MemoryState;
  /** Position of the last event that describes the beginning; later ones happened. */
  readonly baseline: number;
  /** Position of the last event. */
  readonly end: number;
  /** Memory after event `seq`; 0 is before the first one. @throws RangeError for a position that the log has not. */
  stateAt(seq: number): MemoryState;
}

/** A timeline that replays its log, and shows memory also as numbers. */
export interface ReplayedTimeline extends Timeline {
  /** Sections and blocks after event `seq` as numbers, for whoever looks at all of memory many times a second. @throws RangeError like `stateAt` */
  pictureAt(seq: number): Picture;
  /**
   * Goes on with the keyframes that make later questions quick, over at most so many events.
   * @returns whether there are keyframes up to the log's end.
   */
  prepare(events: number): boolean;
}

export type TimelineParts = Pick<Timeline, 'log' | 'initial' | 'baseline'>;

/** Events between two keyframes: replaying as many takes a few milliseconds, and a keyframe is a few bytes for each of them. */
const STRIDE = 2 ** 17;
/** Tables that keyframes may hold: only a log that makes ever new maps outgrows one. */
const KEPT_TABLES = 4;
/** States that were asked for last, so that going to and fro shows the same objects. */
const KEPT_STATES = 32;

/** A position must be one of the log's. @throws RangeError */
export function assertPosition(seq: number, end: number): void {
  if (Number.isInteger(seq) && seq >= 0 && seq <= end) return;
  throw new RangeError(`no event ${seq}: the log has positions 0 (before its first event) to ${end}`);
}

/**
 * A timeline that replays a log over typed arrays, and keeps a keyframe every 131,072 events on its way; keyframes share the
 * pages that did not change, and so do states.
 */
export function timelineOf({ log, initial, baseline }: TimelineParts, stride = STRIDE): ReplayedTimeline {
  let keyframes: Keyframe[] = [];
  const states = new Map<number, MemoryState>();
  let replay: Replay | undefined;
  /** How far `prepare` came. */
  let prepared = 0;

  const keep = (keyframe: Keyframe): void => {
    keyframes.push(keyframe);
    const tables = [...new Set(keyframes.map(({ sections }) => sections.table))].slice(-KEPT_TABLES);
    // The first one stays: everything can be reached from the beginning.
    keyframes = keyframes.filter((one, index) => index === 0 || tables.includes(one.sections.table));
  };

  const replayTo = (seq: number): Replay => {
    const packed = packedOf(log);
    if (!replay) {
      replay = replayOf(packed, initial);
      keep(replay.keyframe());
    }
    const nearest = keyframes.findLast(({ position }) => position <= seq);
    if (nearest && (replay.position > seq || replay.position < nearest.position)) replay.restore(nearest);
    while (replay.position < seq) {
      const next = (Math.floor(replay.position / stride) + 1) * stride;
      replay.advance(Math.min(next, seq));
      if (replay.position === next && next > (keyframes.at(-1)?.position ?? 0)) keep(replay.keyframe());
    }
    return replay;
  };

  return {
    log,
    initial,
    baseline,
    get end() {
      return log.position;
    },
    stateAt(seq) {
      assertPosition(seq, log.position);
      const known = states.get(seq);
      if (known) return known;
      const state = seq === 0 ? initial : Object.freeze(replayTo(seq).state());
      states.set(seq, state);
      const [oldest] = states.keys();
      if (states.size > KEPT_STATES && oldest !== undefined) states.delete(oldest);
      return state;
    },
    pictureAt(seq) {
      assertPosition(seq, log.position);
      return replayTo(seq).picture();
    },
    prepare(events) {
      const reached = Math.max(prepared, keyframes.at(-1)?.position ?? 0);
      prepared = Math.min(log.position, reached + events);
      replayTo(prepared);
      return log.position - (keyframes.at(-1)?.position ?? 0) < stride;
    },
  };
}
