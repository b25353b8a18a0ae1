import { blockOf } from '../../../machines/kernel/ranges.ts';
import { sectionNr } from '../../../machines/kernel/units.ts';
import { flagsOf } from '../../../machines/section-facts.ts';
import { sectionEntry } from '../../memory/sections.ts';
import type { BlockEntry, MemoryState, SectionEntry } from '../../memory/state.ts';
import { type Look, lettersOf, lookOf } from './look.ts';

/** One section as the map shows it at an instant. */
export interface SeenSection {
  readonly nr: number;
  readonly entry: SectionEntry;
  readonly block: BlockEntry | undefined;
  readonly look: Look;
}

export function seenSection(state: MemoryState, nr: number): SeenSection {
  const section = sectionNr(nr);
  const entry = sectionEntry(state, section);
  const block = state.memoryBlocks[blockOf(state.blocks, section)];
  return { nr, entry, block, look: lookOf(entry, block) };
}

export const lettersAt = (state: MemoryState, { entry }: SeenSection): string =>
  lettersOf(flagsOf(state.profile, entry.facts));

/** The zone that a section's pages are in, as far as the log tells: its block's, or Device. */
export function zoneOf({ entry, block, look }: SeenSection): string | null {
  if (look === 'absent') return null;
  if (entry.facts.deviceMap !== 0n && look === 'device') return 'Device';
  return block?.zone ?? null;
}

/** The look of most of some sections, and the next most frequent one; null where they are all alike. */
export function majority(state: MemoryState, first: number, last: number): readonly [Look, Look | null] {
  const counts = new Map<Look, number>();
  for (let nr = first; nr <= last; nr++) {
    const { look } = seenSection(state, nr);
    counts.set(look, (counts.get(look) ?? 0) + 1);
  }
  const [most, next] = [...counts].sort(([, a], [, b]) => b - a);
  return [most?.[0] ?? 'absent', next?.[0] ?? null];
}
