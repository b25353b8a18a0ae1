import type { SectionNr } from '../../machines/kernel/units.ts';
import { sectionNr } from '../../machines/kernel/units.ts';
import { isPresent, REMOVED } from '../../machines/section-facts.ts';
import type { MemoryState, SectionEntry } from './state.ts';

/** SECTIONS_PER_ROOT of a 4 KiB page kernel: 16-byte entries, one page a root. */
const SECTIONS_PER_ROOT = 256;

export const REMOVED_ENTRY: SectionEntry = Object.freeze({
  facts: REMOVED,
  nid: null,
  earlyAssumed: false,
  ownership: 'owned',
});

export const rootOf = (section: SectionNr): number => Math.floor(section / SECTIONS_PER_ROOT);

/** What is known of a section; a removed one for a section that nobody ever added. */
export const sectionEntry = (state: Pick<MemoryState, 'roots'>, section: SectionNr): SectionEntry =>
  state.roots[rootOf(section)]?.[section] ?? REMOVED_ENTRY;

/** Every section that is or once was present, in order. */
export function* everySection(state: Pick<MemoryState, 'roots'>): Generator<readonly [SectionNr, SectionEntry]> {
  for (const root of Object.values(state.roots)) {
    for (const [number, entry] of Object.entries(root)) yield [sectionNr(Number(number)), entry];
  }
}

/** Sections that are present now, in order. */
export function* presentSections(state: Pick<MemoryState, 'roots'>): Generator<readonly [SectionNr, SectionEntry]> {
  for (const pair of everySection(state)) if (isPresent(pair[1].facts)) yield pair;
}
