import { isPresent } from '../../../machines/section-facts.ts';
import type { MemoryState, SectionRoot } from '../../memory/state.ts';
import { type ChartName, OPERATION_CHARTS } from './chart.ts';

/** How many sections, blocks or open operations are in each state, by region and state. */
export type Counts = Readonly<Record<string, Readonly<Record<string, number>>>>;

type Pair = readonly [region: string, state: string];

function tally(counted: Iterable<readonly [...Pair, count: number]>): Counts {
  const counts: Record<string, Record<string, number>> = {};
  for (const [region, state, count] of counted) {
    counts[region] ??= {};
    const inRegion = counts[region];
    inRegion[state] = (inRegion[state] ?? 0) + count;
  }
  return counts;
}

function* sectionsIn(root: SectionRoot): Generator<readonly [...Pair, number]> {
  for (const { facts } of Object.values(root)) {
    if (!isPresent(facts)) continue;
    yield ['lifecycle', facts.lifecycle, 1];
    yield ['origin', facts.origin, 1];
    yield ['device', facts.device, 1];
  }
}

// From one instant to the next nearly all roots are the same objects: a machine of 200,000 sections is counted once.
const KNOWN = new WeakMap<SectionRoot, Counts>();

function countsOfRoot(root: SectionRoot): Counts {
  const counts = KNOWN.get(root) ?? tally(sectionsIn(root));
  KNOWN.set(root, counts);
  return counts;
}

const all = (counts: Counts): readonly (readonly [...Pair, number])[] =>
  Object.entries(counts).flatMap(([region, states]) =>
    Object.entries(states).map(([state, count]) => [region, state, count] as const),
  );

/** Counts at an instant. Sections that were never there, or are gone, are not counted. */
export function countsOf(machine: ChartName, state: MemoryState): Counts {
  switch (machine) {
    case 'section':
      return tally(Object.values(state.roots).flatMap((root) => all(countsOfRoot(root))));
    case 'memory-block':
      return tally(Object.values(state.memoryBlocks).map(({ state: block }) => ['memoryBlock', block, 1] as const));
    case 'attempt':
      return tally(Object.values(state.attempts).map(() => ['attempt', 'underWay', 1] as const));
    default: {
      const open = Object.values(state.attempts).filter(({ name }) => name === OPERATION_CHARTS[machine]);
      return tally(open.map(({ name, progress }) => [name, progress.phase, 1] as const));
    }
  }
}
