import { presentSections } from '../../memory/sections.ts';
import type { MemoryState } from '../../memory/state.ts';
import type { ChartName } from './chart.ts';

/** How many sections, blocks or open operations are in each state, by region and state. */
export type Counts = Readonly<Record<string, Readonly<Record<string, number>>>>;

function tally(pairs: Iterable<readonly [region: string, state: string]>): Counts {
  const counts: Record<string, Record<string, number>> = {};
  for (const [region, state] of pairs) {
    counts[region] ??= {};
    const inRegion = counts[region];
    inRegion[state] = (inRegion[state] ?? 0) + 1;
  }
  return counts;
}

/** Counts at an instant. Sections that were never there, or are gone, are not counted. */
export function countsOf(machine: ChartName, state: MemoryState): Counts {
  switch (machine) {
    case 'section':
      return tally(
        [...presentSections(state)].flatMap(([, { facts }]) => [
          ['lifecycle', facts.lifecycle] as const,
          ['origin', facts.origin] as const,
          ['device', facts.device] as const,
        ]),
      );
    case 'memory-block':
      return tally(Object.values(state.memoryBlocks).map(({ state: block }) => ['memoryBlock', block] as const));
    case 'attempt':
      return tally(Object.values(state.attempts).map(({ facts }) => ['attempt', facts.state] as const));
  }
}
