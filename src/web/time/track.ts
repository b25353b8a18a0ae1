import { computed, effect, signal } from '@preact/signals';
import { type PackedLog, packedLog, timeIn } from '../../../events/packed/packed-log.ts';
import { Numbers } from '../../timeline/numbers.ts';
import { shapeAt } from '../../timeline/page-columns.ts';
import { arrived, openLog } from '../log/open-log.ts';
import { type Axis, clock, type Rhythm, type Window, wholeOf } from './axis.ts';
import { laneOf, MARKS, type Mark, type Placed } from './lanes.ts';

/** What the timeline draws, as far as the log has arrived. */
export interface Track {
  /** Events that have a lane, in order: their positions, and how each shows, as `codeOf` packs it. */
  readonly seqs: Numbers;
  readonly codes: Numbers;
  /** Positions of the recorder's marks. */
  readonly steps: Numbers;
  readonly axis: Axis;
}

/** A lane and a mark as one number, so that a million of them take little room. */
const codeOf = ({ lane, mark }: Placed): number => lane * MARKS.length + MARKS.indexOf(mark);
export const laneIn = (code: number): number => Math.floor(code / MARKS.length);
export const markIn = (code: number): Mark => MARKS[code % MARKS.length] ?? 'came';

const NO_LANE = -1;

/** Reads a log for the timeline, each event once, as it arrives. */
export function trackOf(log: PackedLog) {
  const times = clock();
  const [seqs, codes, steps] = [new Numbers(), new Numbers(), new Numbers()];
  /** Of the events of one shape, which have one lane. */
  const known: (number | undefined)[] = [];
  const place = (seq: number, shape: number): number => {
    const event = log.at(seq);
    const placed = event ? laneOf(event) : null;
    const code = placed ? codeOf(placed) : NO_LANE;
    // Here the operation's number decides, which is none of the shape's.
    if (event?.type !== 'operation.unreturned') known[shape] = code;
    return code;
  };
  let read = 0;
  return (rhythm: Rhythm): Track => {
    for (; read < log.position; read++) {
      const seq = read + 1;
      times.take(timeIn(log, seq));
      const shape = shapeAt(log, seq);
      const code = known[shape] ?? place(seq, shape);
      if (code !== NO_LANE) {
        seqs.push(seq);
        codes.push(code);
      }
      if (log.shapes[shape]?.type === 'mark.set') steps.push(seq);
    }
    return { seqs, codes, steps, axis: times.axis(times.hasTime ? rhythm : 'events') };
  };
}

export const rhythm = signal<Rhythm>('time');

const reader = computed(() => openLog.value && trackOf(openLog.value.log));

export const track = computed<Track>(() => {
  arrived.value;
  return (reader.value ?? trackOf(packedLog()))(rhythm.value);
});

/** What part of the log the timeline shows; null for all of it, also as it grows. */
export const zoom = signal<Window | null>(null);
export const shownWindow = computed<Window>(() => zoom.value ?? wholeOf(track.value.axis));

effect(() => {
  rhythm.value;
  zoom.value = null;
});
