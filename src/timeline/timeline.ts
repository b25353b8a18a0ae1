import type { EventLog } from '../../events/log.ts';
import { evolve } from '../memory/evolve.ts';
import type { MemoryState } from '../memory/state.ts';

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

export type TimelineParts = Pick<Timeline, 'log' | 'initial' | 'baseline'>;

/** Events between two states that are kept for good. */
const STRIDE = 128;
/** Strides of which every state is kept, so that stepping back, also over a border, follows no event anew. */
const KEPT_STRIDES = 4;

/** A position must be one of the log's. @throws RangeError */
export function assertPosition(seq: number, end: number): void {
  if (Number.isInteger(seq) && seq >= 0 && seq <= end) return;
  throw new RangeError(`no event ${seq}: the log has positions 0 (before its first event) to ${end}`);
}

/** A timeline that follows events one by one, and keeps the state after every 128th; states share what did not change. */
export function timelineOf({ log, initial, baseline }: TimelineParts): Timeline {
  const keyframes: MemoryState[] = [initial];
  const strides = new Map<number, MemoryState[]>();

  const keyframe = (stride: number): MemoryState => {
    let state = keyframes.at(-1) ?? initial;
    for (let next = keyframes.length; next <= stride; next++) {
      for (const event of log.read((next - 1) * STRIDE + 1, next * STRIDE)) state = evolve(state, event);
      keyframes.push(state);
    }
    return keyframes[stride] ?? state;
  };

  /** States of one stride as far as they were asked for; the least recently used of the kept ones goes. */
  const statesOf = (stride: number): MemoryState[] => {
    const states = strides.get(stride) ?? [keyframe(stride)];
    strides.delete(stride);
    strides.set(stride, states);
    const [oldest] = strides.keys();
    if (strides.size > KEPT_STRIDES && oldest !== undefined) strides.delete(oldest);
    return states;
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
      const stride = Math.floor(seq / STRIDE);
      const states = statesOf(stride);
      const offset = seq - stride * STRIDE;
      let state = states.at(-1) ?? initial;
      if (states.length <= offset) {
        for (const event of log.read(stride * STRIDE + states.length, seq)) {
          state = evolve(state, event);
          states.push(state);
        }
      }
      return states[offset] ?? state;
    },
  };
}
