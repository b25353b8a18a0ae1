import { keepsSubsectionMap, type Profile } from '../../../machines/kernel/profile.ts';
import { wholeMap } from '../../../machines/kernel/ranges.ts';
import { hex } from '../../../machines/kernel/units.ts';
import { isEarly, isPresent } from '../../../machines/section-facts.ts';
import { anyBug, BOTH, bugWhere, type Invariant, neverBroken, sectionInvariant } from './invariant.ts';

/** Invariants 6 to 8: the sub-section map, and whole sections where there is none. */
export const MAP_INVARIANTS: readonly Invariant[] = [
  sectionInvariant(
    {
      number: 6,
      name: 'validHasBits',
      statement: 'a section is present exactly when a bit of its sub-section map is set',
      memoryModels: ['vmemmap'],
      trustsCallers: false,
      knownBugIn: neverBroken,
    },
    (profile, facts) => {
      if (!keepsSubsectionMap(profile)) return null;
      const bits = facts.map ?? 0n;
      if (isPresent(facts) && bits === 0n) return 'present, and no bit of its map is set';
      return !isPresent(facts) && bits !== 0n ? `removed, and its map is ${hex(bits)}` : null;
    },
  ),
  sectionInvariant(
    {
      number: 7,
      name: 'noMapWhereNoneIsKept',
      statement: 'where the kernel keeps no sub-section map (v5.2, and classic since v5.7) no section has one',
      memoryModels: BOTH,
      trustsCallers: false,
      knownBugIn: neverBroken,
    },
    (profile, facts) =>
      facts.map !== null && !keepsSubsectionMap(profile) ? `has a map, ${hex(facts.map)}, that nobody keeps` : null,
  ),
  sectionInvariant(
    {
      number: 8,
      name: 'classicIsWhole',
      statement: 'a classic section’s memmap is whole or none, and no hot-added section is partly populated',
      memoryModels: ['classic'],
      trustsCallers: false,
      knownBugIn: neverBroken,
    },
    (profile, facts) => {
      const { populated } = facts.memmap;
      if (populated !== 0n && populated !== wholeMap(profile.geometry)) return `part of a memmap: ${hex(populated)}`;
      const partly = facts.lifecycle === 'partiallyPopulated' && !isEarly(facts);
      return partly ? 'partly populated after hot-add' : null;
    },
  ),
];

/** Classic since v5.7 asks no map, so a second add of a present section goes through and its first memmap is lost. */
export const doubleAddReplaces = bugWhere(
  (profile: Profile) =>
    profile.memoryModel === 'classic' && profile.traits.hasSubsectionMap && !keepsSubsectionMap(profile),
  'classic without a sub-section map lets a second add replace the memmap of a present section (v5.7 …) (docs/kernel.md §6.4, G11)',
);

/** Where a second add of what is present succeeds, a section may have two owners, and the first to leave takes it away. */
export const sectionsCanHaveTwoOwners = anyBug(
  doubleAddReplaces,
  bugWhere(({ traits }) => !traits.hasSubsectionMap, 'v5.2 widens an add to whole sections and swallows -EEXIST'),
);
