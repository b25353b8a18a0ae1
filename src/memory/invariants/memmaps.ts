import type { Profile } from '../../../machines/kernel/profile.ts';
import { popcount, wholeMap } from '../../../machines/kernel/ranges.ts';
import { hex } from '../../../machines/kernel/units.ts';
import { isEarly, isPresent, type SectionFacts, usageOf } from '../../../machines/section-facts.ts';
import { memmapOfSection } from '../memmap.ts';
import { anyBug, BOTH, bugWhere, type Invariant, neverBroken, sectionInvariant } from './invariant.ts';
import { doubleAddReplaces } from './maps.ts';

const freesEarlyParts = bugWhere(
  ({ memoryModel, traits }) => memoryModel === 'vmemmap' && traits.partialRemoveFreesEarlyMemmap,
  'removing part of an early section frees its memmap, fixed by ef69bc9f689d in 5.9 (docs/kernel.md §8.5)',
);

const losesMemmapOnRemove = bugWhere(
  ({ memoryModel, traits }) =>
    memoryModel === 'classic' && (traits.classicRemoveLeaksMemmap || traits.classicRemoveFreesBogusPointer),
  'classic looks for the memmap after the section word was reset, fixed by d41e2f3bd546 in 5.6 (docs/kernel.md §8.1)',
);

/** Struct pages that a present section must have by the rules of docs/kernel.md §2.7. */
function structPagesByRule(profile: Profile, facts: SectionFacts): number {
  const { pagesPerSection, pagesPerSubsection } = profile.geometry;
  const byMap = profile.memoryModel === 'vmemmap' && facts.map !== null && !isEarly(facts);
  return byMap ? popcount(facts.map ?? 0n) * pagesPerSubsection : pagesPerSection;
}

/** Invariants 5, 9, 10 and 12: the memmap, and the usage map beside it. */
export const MEMMAP_INVARIANTS: readonly Invariant[] = [
  sectionInvariant(
    {
      number: 5,
      name: 'validHasUsageAndMemmap',
      statement: 'a present section has a usage map and a memmap',
      memoryModels: BOTH,
      trustsCallers: false,
      knownBugIn: freesEarlyParts,
    },
    (_profile, facts) => {
      if (!isPresent(facts)) return null;
      if (usageOf(facts) === 'none') return 'present without a usage map';
      return facts.memmap.backing === 'none' || facts.memmap.populated === 0n ? 'present without a memmap' : null;
    },
  ),
  sectionInvariant(
    {
      number: 9,
      name: 'hotMemmapIsItsBits',
      statement: 'a hot-added section has struct pages for exactly the sub-sections of its map',
      memoryModels: ['vmemmap'],
      trustsCallers: false,
      knownBugIn: neverBroken,
    },
    (profile, facts) => {
      if (!isPresent(facts) || isEarly(facts)) return null;
      const bits = facts.map ?? wholeMap(profile.geometry);
      const { populated } = facts.memmap;
      return populated === bits ? null : `map ${hex(bits)}, but struct pages for ${hex(populated)}`;
    },
  ),
  sectionInvariant(
    {
      number: 10,
      name: 'earlyMemmapIsWhole',
      statement: 'an early section has the struct pages of the whole section, whatever its map',
      memoryModels: BOTH,
      trustsCallers: false,
      knownBugIn: freesEarlyParts,
    },
    (profile, facts) => {
      const whole = wholeMap(profile.geometry);
      const { populated } = facts.memmap;
      return isEarly(facts) && populated !== whole ? `struct pages of ${hex(whole & ~populated)} are gone` : null;
    },
  ),
  sectionInvariant(
    {
      number: 12,
      name: 'memmapAddsUp',
      statement: 'a section’s memmap is what its rule says, its backing covers it, and no memmap was lost',
      memoryModels: BOTH,
      trustsCallers: false,
      knownBugIn: anyBug(losesMemmapOnRemove, doubleAddReplaces, freesEarlyParts),
    },
    (profile, facts) => {
      if (facts.leakedBytes > 0) return `${facts.leakedBytes} bytes of memmap were lost`;
      const { structPages, bytes, backingBytes } = memmapOfSection(profile.geometry, facts);
      const byRule = isPresent(facts) ? structPagesByRule(profile, facts) : 0;
      if (structPages !== byRule) return `${structPages} struct pages, ${byRule} by rule`;
      return backingBytes < bytes ? `${bytes} bytes of memmap in ${backingBytes} bytes of memory` : null;
    },
  ),
];
