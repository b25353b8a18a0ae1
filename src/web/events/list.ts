import { computed, signal } from '@preact/signals';
import { positionsAbout } from '../../timeline/about-index.ts';
import { arrived, opened } from '../log/opened.ts';
import { choicesIn, EVERYTHING, type Filter, isEverything, passes } from './filter.ts';

export const filter = signal<Filter>(EVERYTHING);

/** Positions that the filter lets through; null for all of them. */
export const shownPositions = computed<readonly number[] | null>(() => {
  const asked = filter.value;
  const timeline = opened.value?.timeline;
  const end = arrived.value;
  if (!timeline || isEverything(asked)) return null;
  const positions: number[] = [];
  const { log } = timeline;
  if (/^\d+$/.test(asked.section)) {
    for (const seq of positionsAbout(timeline, { kind: 'section', number: Number(asked.section) })) {
      const event = log.at(seq);
      if (event && seq <= end && passes(event, asked)) positions.push(seq);
    }
    return positions;
  }
  for (const event of log.read(1, end)) if (passes(event, asked)) positions.push(event.seq);
  return positions;
});

export const choices = computed(() => choicesIn(opened.value?.timeline.log.read(1, arrived.value) ?? []));
