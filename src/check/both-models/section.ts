import type { Side } from '../../../machines/guards/guards.ts';
import { guardsOf } from '../../../machines/guards/index.ts';
import type { Profile } from '../../../machines/kernel/profile.ts';
import { firstPfnOf, type PageRange, wholeMap } from '../../../machines/kernel/ranges.ts';
import { pfn, type SectionNr } from '../../../machines/kernel/units.ts';
import { sectionEntry } from '../../memory/sections.ts';
import type { MemoryState } from '../../memory/state.ts';
import { askBoth, type BothAnswers } from './answer.ts';

const rules = (profile: Profile) => guardsOf(profile.memoryModel);

/** The first sub-section whose bit is, or is not, set; sub-section 0 where there is none. */
function firstBit(map: bigint, count: number, set: boolean): number {
  for (let index = 0; index < count; index++) if (((map >> BigInt(index)) & 1n) === (set ? 1n : 0n)) return index;
  return 0;
}

/**
 * What both memory models answer about a section as it is: may it be added, or removed, as a whole or by one sub-section,
 * may a device map it, what do lookups of a page say.
 * @param chosen the sub-section to ask about; null for the first free one (to add) and the first present one (to remove).
 */
export function askAboutSection(state: MemoryState, nr: SectionNr, chosen: number | null): readonly BothAnswers[] {
  const { profile } = state;
  const { geometry } = profile;
  const { facts } = sectionEntry(state, nr);
  const present = facts.map ?? (facts.lifecycle === 'removed' ? 0n : wholeMap(geometry));
  const free = chosen ?? firstBit(present, geometry.subsectionsPerSection, false);
  const taken = chosen ?? firstBit(present, geometry.subsectionsPerSection, true);
  const start = firstPfnOf(geometry, nr);
  const part = (index: number): PageRange => ({
    pfn: pfn(start + index * geometry.pagesPerSubsection),
    nrPages: geometry.pagesPerSubsection,
  });
  const aligned = (side: Side, index: number): BothAnswers =>
    askBoth(profile, 'spanAligned', `${side} sub-section ${index} alone: is the range aligned?`, (under) =>
      rules(under).spanAligned(under, part(index), side),
    );
  const fill = (what: string, subsections: bigint): BothAnswers =>
    askBoth(profile, 'mayFill', `add ${what}`, (under) =>
      rules(under).mayFill(under, facts, { subsections, altmap: false }),
    );
  const clear = (what: string, subsections: bigint): BothAnswers =>
    askBoth(profile, 'mayClear', `remove ${what}`, (under) => rules(under).mayClear(under, facts, subsections));
  return [
    aligned('add', free),
    fill(`sub-section ${free}`, 1n << BigInt(free)),
    fill('the whole section', wholeMap(geometry)),
    aligned('remove', taken),
    clear(`sub-section ${taken}`, 1n << BigInt(taken)),
    clear('the whole section', wholeMap(geometry)),
    askBoth(profile, 'mayMapDevice', 'map a device here (ZONE_DEVICE)', (under) => rules(under).mayMapDevice(under)),
    askBoth(profile, 'pfnValid', `pfn_valid() of a page in sub-section ${free}`, (under) =>
      rules(under).pfnValid(under, facts, free),
    ),
    askBoth(profile, 'pfnToOnlinePage', `pfn_to_online_page() of a page in sub-section ${taken}`, (under) =>
      rules(under).pfnToOnlinePage(under, facts, taken),
    ),
  ];
}
