import type { Profile } from '../kernel/profile.ts';
import type { PageRange } from '../kernel/ranges.ts';
import type { Pfn } from '../kernel/units.ts';
import type { Memmap, SectionFacts } from '../section-facts.ts';
import type { Verdict } from './verdict.ts';

/** A request to fill part of one section: which sub-sections, and whether the range brings its own memmap (altmap). */
export interface Fill {
  readonly subsections: bigint;
  readonly altmap: boolean;
}

export type Side = 'add' | 'remove';

/**
 * The questions on which the two memory models differ. `vmemmap.ts` and `classic.ts` answer the same ones, so that
 * they can be read side by side: that is what this project exists for.
 */
export interface Guards {
  /** May a range of pages be added or removed at all: its alignment. */
  readonly spanAligned: (profile: Profile, range: PageRange, side: Side) => Verdict;
  /** May these sub-sections be filled in this section. */
  readonly mayFill: (profile: Profile, section: SectionFacts, fill: Fill) => Verdict;
  /** May these sub-sections be cleared from this section. */
  readonly mayClear: (profile: Profile, section: SectionFacts, subsections: bigint) => Verdict;
  /** Does the clear leave the section empty, so that it goes altogether. */
  readonly emptiedBy: (profile: Profile, section: SectionFacts, subsections: bigint) => boolean;
  /** The sub-section map after a fill; null where the model keeps none. */
  readonly mapAfterFill: (profile: Profile, section: SectionFacts, fill: Fill) => bigint | null;
  readonly mapAfterClear: (profile: Profile, section: SectionFacts, subsections: bigint) => bigint | null;
  /** The struct pages after a fill, and the bytes that the fill lost. */
  readonly memmapAfterFill: (profile: Profile, section: SectionFacts, fill: Fill) => MemmapChange;
  readonly memmapAfterClear: (profile: Profile, section: SectionFacts, subsections: bigint) => MemmapChange;
  /** The sub-section map of an early section whose RAM is `ram`. */
  readonly mapAtBoot: (profile: Profile, ram: bigint) => bigint | null;
  /** May ZONE_DEVICE exist. */
  readonly mayMapDevice: (profile: Profile) => Verdict;
  /** May a block hold its own memmap (memmap_on_memory). */
  readonly mayHoldOwnMemmap: (profile: Profile, request: OwnMemmapRequest) => Verdict;
  /** How filling the range that begins at a page stops the kernel; null where it does not. */
  readonly crashOnFill: (profile: Profile, first: Pfn) => Crash | null;
  /** How clearing these sub-sections stops the kernel; null where it does not. */
  readonly crashOnClear: (profile: Profile, section: SectionFacts, subsections: bigint) => Crash | null;
  /** pfn_valid() of a page in sub-section `index`. */
  readonly pfnValid: (profile: Profile, section: SectionFacts, index: number) => boolean;
  /** Whether pfn_to_online_page() of a page in sub-section `index` gives a page. */
  readonly pfnToOnlinePage: (profile: Profile, section: SectionFacts, index: number) => boolean;
}

export interface MemmapChange {
  readonly memmap: Memmap;
  readonly leakedBytes: number;
}

/** A kernel that stops (BUG, oops) instead of returning. */
export interface Crash {
  readonly message: string;
  readonly source: string;
}

export interface OwnMemmapRequest {
  /** The boot parameter memory_hotplug.memmap_on_memory; undefined when the source does not tell. */
  readonly parameter: boolean | undefined;
  readonly sizeBytes: number;
  readonly blockBytes: number;
}
