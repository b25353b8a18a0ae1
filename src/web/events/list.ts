import { computed, effect, signal } from '@preact/signals';
import { positionsAbout } from '../../timeline/about-index.ts';
import { Numbers } from '../../timeline/numbers.ts';
import { arrived, isWhole, type OpenLog, openLog } from '../log/open-log.ts';
import { type Choices, choicesIn, EVERYTHING, type Filter, isEverything, sieve } from './filter.ts';

export const filter = signal<Filter>(EVERYTHING);

/** Positions that the filter lets through, as far as the log was looked through. */
export interface FilteredPositions {
  readonly positions: Numbers;
  /** Whether all that has arrived was looked through. */
  readonly isWhole: boolean;
}

/** Null where no filter is on. */
export const shown = signal<FilteredPositions | null>(null);

/** So long is looked for more events before the page may show what was found. Milliseconds. */
const SLICE = 6;
/** Events between two looks at the clock. */
const STEP = 256;

/** Looks through a log for the events that pass, piece by piece. */
function searchFor({ log, timeline }: OpenLog, asked: Filter) {
  const passes = sieve(log, asked);
  const positions = new Numbers();
  const section = /^\d+$/.test(asked.section) ? Number(asked.section) : null;
  let read = 0;
  let about = 0;
  const lookUpTo = (end: number): void => {
    if (section === null) {
      for (; read < end; read++) if (passes(read + 1)) positions.push(read + 1);
      return;
    }
    const own = positionsAbout(timeline, { kind: 'section', number: section });
    for (; (own[about] ?? Number.POSITIVE_INFINITY) <= end; about++) {
      const seq = own[about];
      if (seq !== undefined && passes(seq)) positions.push(seq);
    }
    read = end;
  };
  return {
    positions,
    /** Looks further, for a little while. @returns whether the end was reached. */
    goOn(end: number): boolean {
      const until = performance.now() + SLICE;
      while (read < end && performance.now() < until) lookUpTo(Math.min(end, read + STEP));
      return read >= end;
    },
  };
}

const logSearch = computed(() => {
  const log = openLog.value;
  return log && !isEverything(filter.value) ? searchFor(log, filter.value) : null;
});

effect(() => {
  const search = logSearch.value;
  const end = arrived.value;
  if (!search) {
    shown.value = null;
    return undefined;
  }
  let waiting: ReturnType<typeof setTimeout> | undefined;
  const slice = (): void => {
    const isDone = search.goOn(end);
    shown.value = { positions: search.positions, isWhole: isDone };
    if (!isDone) waiting = setTimeout(slice);
  };
  slice();
  return () => clearTimeout(waiting);
});

let known: { readonly shapes: number; readonly circumstances: number; readonly choices: Choices } | undefined;

export const choices = computed<Choices>(() => {
  const log = openLog.value?.log;
  // Read when the log is longer, made anew only when there is something new to choose.
  arrived.value;
  const [shapes, circumstances] = [log?.shapes.length ?? 0, log?.circumstances.length ?? 0];
  if (known?.shapes !== shapes || known.circumstances !== circumstances)
    known = { shapes, circumstances, choices: choicesIn(log ?? { shapes: [], circumstances: [] }) };
  return known.choices;
});

/** Whether there is more to come that the filter may let through. */
export const isSearching = computed(() => shown.value !== null && !(shown.value.isWhole && isWhole.value));
