import { computed, effect, signal } from '@preact/signals';
import type { EventOf } from '../../../events/event.ts';
import { arrived, opened } from '../log/opened.ts';
import { type Axis, clock, type Rhythm, type Window, wholeOf } from './axis.ts';
import { laneOf, type Mark } from './lanes.ts';

/** Events that have a lane, in order. */
interface Marks {
  readonly seqs: number[];
  readonly lanes: number[];
  readonly marks: Mark[];
}

let times = clock();
let placed: Marks = { seqs: [], lanes: [], marks: [] };
let steps: EventOf<'mark.set'>[] = [];
let read = 0;

/** What the timeline draws, as far as the log has arrived. */
export interface Track extends Marks {
  readonly steps: readonly EventOf<'mark.set'>[];
  readonly axis: Axis;
}

export const rhythm = signal<Rhythm>('time');

export const track = computed<Track>(() => {
  const log = opened.value?.timeline.log;
  const end = arrived.value;
  if (end < read) {
    times = clock();
    placed = { seqs: [], lanes: [], marks: [] };
    steps = [];
    read = 0;
  }
  for (const event of log?.read(read + 1, end) ?? []) {
    times.take(event.timeNs);
    if (event.type === 'mark.set') steps.push(event);
    const place = laneOf(event);
    if (!place) continue;
    placed.seqs.push(event.seq);
    placed.lanes.push(place.lane);
    placed.marks.push(place.mark);
  }
  read = end;
  return { ...placed, steps, axis: times.axis(times.hasTime ? rhythm.value : 'events') };
});

/** What part of the log the timeline shows; null for all of it, also as it grows. */
export const zoom = signal<Window | null>(null);
export const shownWindow = computed<Window>(() => zoom.value ?? wholeOf(track.value.axis));

effect(() => {
  rhythm.value;
  zoom.value = null;
});
