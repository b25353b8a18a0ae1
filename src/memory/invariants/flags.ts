import { flagsOf, isPresent, type SectionFacts, wordOf } from '../../../machines/section-facts.ts';
import { BOTH, bugWhere, type Invariant, neverBroken, sectionInvariant } from './invariant.ts';

const hasStructPages = ({ memmap }: SectionFacts): boolean => memmap.backing !== 'none' || memmap.populated !== 0n;

/** Invariants 1 to 4: the flags of section_mem_map (docs/kernel.md §2.1), and what the facts behind them must be. */
export const FLAG_INVARIANTS: readonly Invariant[] = [
  sectionInvariant(
    {
      number: 1,
      name: 'validIsPresent',
      statement: 'a section with a memmap is present',
      memoryModels: BOTH,
      trustsCallers: false,
      knownBugIn: neverBroken,
    },
    (profile, facts) => {
      const flags = flagsOf(profile, facts);
      if (flags.includes('HAS_MEM_MAP') && !flags.includes('MARKED_PRESENT'))
        return 'HAS_MEM_MAP without MARKED_PRESENT';
      return hasStructPages(facts) && !isPresent(facts) ? 'struct pages of a section that is not present' : null;
    },
  ),
  sectionInvariant(
    {
      number: 2,
      name: 'onlineIsValid',
      statement: 'an online section has a memmap',
      memoryModels: BOTH,
      trustsCallers: false,
      knownBugIn: bugWhere(
        ({ memoryModel, traits }) => memoryModel === 'vmemmap' && traits.partialRemoveFreesEarlyMemmap,
        'removing part of an early section frees its memmap, fixed by ef69bc9f689d in 5.9 (docs/kernel.md §8.5)',
      ),
    },
    (profile, facts) => {
      const flags = flagsOf(profile, facts);
      if (!flags.includes('IS_ONLINE')) return null;
      if (!flags.includes('HAS_MEM_MAP')) return 'IS_ONLINE without HAS_MEM_MAP';
      return hasStructPages(facts) ? null : 'IS_ONLINE and not one struct page';
    },
  ),
  sectionInvariant(
    {
      number: 3,
      name: 'earlyIsValid',
      statement: 'early dies with the section’s word: no section is early and removed',
      memoryModels: BOTH,
      trustsCallers: false,
      knownBugIn: neverBroken,
    },
    (profile, facts) => {
      const flags = flagsOf(profile, facts);
      if (flags.includes('IS_EARLY') && !flags.includes('HAS_MEM_MAP')) return 'IS_EARLY without HAS_MEM_MAP';
      return facts.origin === 'boot' && !isPresent(facts) ? 'removed, and still of boot origin' : null;
    },
  ),
  sectionInvariant(
    {
      number: 4,
      name: 'zeroWordIsRemoved',
      statement: 'section_mem_map is 0 exactly where the section is removed',
      memoryModels: BOTH,
      trustsCallers: false,
      knownBugIn: bugWhere(
        ({ traits }) => traits.removedWordNotZero,
        'a removed section keeps encode(NULL) in its word, fixed by 1f503443e7df in 5.6 (docs/kernel.md §8.10)',
      ),
    },
    (profile, facts) => {
      // The table holds sections that once were present, so every entry was added at some time.
      const word = wordOf(profile, facts, true);
      if (isPresent(facts)) return word === 'coded' ? null : `present, and its word is ${word}`;
      return word === 'zero' ? null : 'removed, and its word is not 0: dump tools take it for present';
    },
  ),
];
