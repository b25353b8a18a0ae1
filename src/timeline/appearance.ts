import { blockNr, sectionNr } from '../../machines/kernel/units.ts';
import type { BlockState } from '../../machines/memory-block.ts';
import type { SectionFacts } from '../../machines/section-facts.ts';
import { sectionEntry } from '../memory/sections.ts';
import type { MemoryState } from '../memory/state.ts';
import type { Subject } from './about.ts';
import { sameValue } from './same-value.ts';
import { type BlockSnapshot, blockSnapshot, type SectionSnapshot, sectionSnapshot } from './snapshot.ts';

/** How a section or a block looks at an instant: what `state` prints of it (null while removed), and what only it can tell. */
export type Appearance =
  | { readonly kind: 'section'; readonly shown: SectionSnapshot | null; readonly facts: SectionFacts }
  | { readonly kind: 'block'; readonly shown: BlockSnapshot | null; readonly state: BlockState };

/** How a subject looks in a state. */
export function appearanceOf(state: MemoryState, { kind, number }: Subject): Appearance {
  if (kind === 'section') {
    const nr = sectionNr(number);
    const entry = sectionEntry(state, nr);
    return { kind, shown: sectionSnapshot(state.profile, nr, entry), facts: entry.facts };
  }
  const entry = state.memoryBlocks[blockNr(number)];
  return { kind, shown: entry ? blockSnapshot(number, entry) : null, state: entry?.state ?? 'removed' };
}

/** Whether two looks are alike to a person: what only the model's books tell apart is the same. */
export function looksAlike(a: Appearance, b: Appearance): boolean {
  if (!sameValue(a.shown, b.shown)) return false;
  if (a.kind === 'block') return b.kind === 'block' && a.state === b.state;
  return b.kind === 'section' && a.facts.device === b.facts.device && a.facts.deviceMap === b.facts.deviceMap;
}
