import { guardsOf } from '../../../machines/guards/index.ts';
import type { Profile } from '../../../machines/kernel/profile.ts';
import { partsOf } from '../../../machines/kernel/ranges.ts';
import { hex, pfn } from '../../../machines/kernel/units.ts';
import { flagsOf, type SectionFacts } from '../../../machines/section-facts.ts';
import { sectionEntry } from '../sections.ts';
import type { DeviceClaim, MemoryState } from '../state.ts';
import {
  BOTH,
  bugWhere,
  type Invariant,
  neverBroken,
  sectionInvariant,
  sectionSubject,
  stateInvariant,
} from './invariant.ts';

/** Sub-sections, as a mask, for which a question about one of them is answered with yes. */
function subsectionsWhere(profile: Profile, ask: (index: number) => boolean): bigint {
  let mask = 0n;
  for (let index = 0; index < profile.geometry.subsectionsPerSection; index++) {
    if (ask(index)) mask |= 1n << BigInt(index);
  }
  return mask;
}

const validIn = (profile: Profile, facts: SectionFacts): bigint =>
  subsectionsWhere(profile, (index) => guardsOf(profile.memoryModel).pfnValid(profile, facts, index));

const onlineIn = (profile: Profile, facts: SectionFacts): bigint =>
  subsectionsWhere(profile, (index) => guardsOf(profile.memoryModel).pfnToOnlinePage(profile, facts, index));

/** Claims that no memremap_pages() or memunmap_pages() is at work on: inside one, its sections are between two states. */
function settledClaims(state: MemoryState): readonly DeviceClaim[] {
  const busy = Object.values(state.attempts)
    .filter(({ name }) => name === 'memremap_pages' || name === 'memunmap_pages')
    .map(({ args }) => ({
      start: BigInt(args['start'] ?? 0),
      end: BigInt(args['start'] ?? 0) + BigInt(args['size'] ?? 0),
    }));
  const { pageBytes } = state.profile.geometry;
  return state.deviceClaims.filter(({ pfn: first, nrPages }) => {
    const start = BigInt(first) * BigInt(pageBytes);
    const end = start + BigInt(nrPages) * BigInt(pageBytes);
    return !busy.some((span) => span.start < end && start < span.end);
  });
}

/** Invariants 14 to 16: what the kernel's page lookups answer (docs/kernel.md §3.4). */
export const LOOKUP_INVARIANTS: readonly Invariant[] = [
  sectionInvariant(
    {
      number: 14,
      name: 'pfnValidFollowsTheWord',
      statement: 'pfn_valid() is: valid and (early or the sub-section’s bit) with VMEMMAP, valid alone without',
      memoryModels: BOTH,
      trustsCallers: false,
      knownBugIn: neverBroken,
    },
    (profile, facts) => {
      const flags = flagsOf(profile, facts);
      const asksBits = profile.memoryModel === 'vmemmap' && profile.traits.hasSubsectionMap;
      const byWord = subsectionsWhere(profile, (index) => {
        if (!flags.includes('HAS_MEM_MAP')) return false;
        if (!asksBits || flags.includes('IS_EARLY')) return true;
        return ((facts.map ?? 0n) & (1n << BigInt(index))) !== 0n;
      });
      const answered = validIn(profile, facts);
      return answered === byWord ? null : `pfn_valid() in ${hex(answered)}, by the word in ${hex(byWord)}`;
    },
  ),
  sectionInvariant(
    {
      number: 15,
      name: 'onlinePageIsValid',
      statement: 'pfn_to_online_page() gives a page only where pfn_valid() holds',
      memoryModels: BOTH,
      trustsCallers: false,
      knownBugIn: bugWhere(
        ({ memoryModel, traits }) =>
          memoryModel === 'vmemmap' && traits.hasSubsectionMap && !traits.onlineLookupChecksSubsection,
        'pfn_to_online_page() asks the section alone, not the sub-section, until 5.12',
      ),
    },
    (profile, facts) => {
      const beyond = onlineIn(profile, facts) & ~validIn(profile, facts);
      return beyond === 0n ? null : `pfn_to_online_page() gives pages in ${hex(beyond)}, which are not valid`;
    },
  ),
  stateInvariant(
    {
      number: 16,
      name: 'onlinePageIsNoDevice',
      statement: 'pfn_to_online_page() gives no page that a dev_pagemap covers',
      memoryModels: ['vmemmap'],
      trustsCallers: true,
      knownBugIn: bugWhere(
        ({ traits }) => !traits.onlineLookupChecksSubsection,
        'device pages of an online section look online, fixed by 1f90a3477df3 in 5.12 (docs/kernel.md §8.6)',
      ),
    },
    function* (state) {
      for (const claim of settledClaims(state)) {
        for (const piece of partsOf(state.profile.geometry, { pfn: pfn(claim.pfn), nrPages: claim.nrPages })) {
          const both = onlineIn(state.profile, sectionEntry(state, piece.section).facts) & piece.subsections;
          const reason = `pfn_to_online_page() gives device pages, in sub-sections ${hex(both)}`;
          if (both !== 0n) yield { subject: sectionSubject(piece.section), reason };
        }
      }
    },
  ),
];
