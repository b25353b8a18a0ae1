import type { PackedLog } from '../../../events/packed/packed-log.ts';
import { sectionNr } from '../../../machines/kernel/units.ts';
import { sectionEntry } from '../../../src/memory/sections.ts';
import type { MemoryState } from '../../../src/memory/state.ts';
import { type Timeline, timelineOf } from '../../../src/timeline/timeline.ts';
import { randomOf } from '../generator/random.ts';
import { stopwatch } from '../stopwatch.ts';

export interface Seeks {
  readonly medianMs: number;
  readonly p99Ms: number;
}

const SEEKS = 1000;
const WHOLE_SEEKS = 51;

const at = (sorted: readonly number[], part: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;

/** A timeline that was followed to its end once, and how long that took: its keyframes are there now. */
export function opened(log: PackedLog, initial: MemoryState): { readonly timeline: Timeline; readonly ms: number } {
  const elapsed = stopwatch();
  const timeline = timelineOf({ log, initial, baseline: 0 });
  const { blocks } = timeline.stateAt(log.position);
  const ms = elapsed();
  if (blocks.sectionsPerBlock < 1) throw new Error('no memory was shown');
  return { timeline, ms };
}

/** Goes to random events, there and back again as it comes, and reads a section, the blocks' parameters and what is under way. */
export function seeks(timeline: Timeline, sections: number): Seeks {
  const random = randomOf(99);
  let seen = 0;
  const timed = (look: (state: MemoryState) => number): number => {
    const seq = 1 + random.below(timeline.end);
    const elapsed = stopwatch();
    seen += look(timeline.stateAt(seq));
    return elapsed();
  };
  const one = (state: MemoryState): number => {
    const { facts } = sectionEntry(state, sectionNr(random.below(sections)));
    return facts.leakedBytes + Object.keys(state.attempts).length + state.resources.length;
  };
  for (let warm = 0; warm < 20; warm++) timed(one);
  const times = Array.from({ length: SEEKS }, () => timed(one)).sort((a, b) => a - b);
  if (seen === 0) throw new Error('seeks saw no memory');
  return { medianMs: at(times, 0.5), p99Ms: at(times, 0.99) };
}

/** The median of going to a random event and reading every section and block there, as a map of all memory does. */
export function wholeSeekMs(timeline: Timeline, sections: number): number {
  const random = randomOf(98);
  const times = Array.from({ length: WHOLE_SEEKS }, () => {
    const elapsed = stopwatch();
    const state = timeline.stateAt(1 + random.below(timeline.end));
    let present = Object.keys(state.memoryBlocks).length;
    for (let section = 0; section < sections; section++) {
      if (sectionEntry(state, sectionNr(section)).facts.lifecycle !== 'removed') present++;
    }
    if (present === 0) throw new Error('memory without sections was shown');
    return elapsed();
  });
  return at(
    times.sort((a, b) => a - b),
    0.5,
  );
}
