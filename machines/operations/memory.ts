import type { ByteSpan } from '../guards/checks.ts';
import type { Profile } from '../kernel/profile.ts';
import type { BlockGeometry, PageRange } from '../kernel/ranges.ts';
import type { BlockNr, Pfn, SectionNr } from '../kernel/units.ts';
import type { BlockState } from '../memory-block.ts';
import type { SectionFacts } from '../section-facts.ts';

/** How a block is onlined: the words of its `state` file (drivers/base/memory.c, v5.2 … v7.1). */
export const ONLINE_KINDS = ['online', 'online_kernel', 'online_movable'] as const;
export type OnlineKind = (typeof ONLINE_KINDS)[number];

/** A memory block as an operation meets it. */
export interface BlockFacts {
  readonly state: BlockState;
  readonly zone: string | null;
  /** Whether the block has one zone to remember; null where the source does not tell. */
  readonly oneZone: boolean | null;
  /** The block's first pages are its own memmap. */
  readonly ownMemmap: boolean;
  /** A page of the block was taken out of use after a memory failure. */
  readonly poisoned: boolean;
}

/** Memory as an operation meets it: the questions that the guards of its machine ask. */
export interface Memory {
  readonly profile: Profile;
  readonly blocks: BlockGeometry;
  /** Nodes that this machine can have; null where the source does not tell. */
  readonly possibleNodes: number | null;
  /** The boot parameter memory_hotplug.memmap_on_memory; null where the source does not tell. */
  readonly ownMemmapParameter: boolean | null;
  /** The boot parameter mem= in bytes. */
  readonly memLimit: number | null;
  readonly section: (section: SectionNr) => SectionFacts;
  readonly block: (block: BlockNr) => BlockFacts;
  /** Pages of a range that lie in System RAM lines of /proc/iomem; null where the source shows no such file. */
  readonly ramPages: (range: PageRange) => number | null;
  /** The line of /proc/iomem that a new System RAM line would meet; null where the way is free. */
  readonly resourceInTheWay: (
    span: ByteSpan,
  ) => { readonly name: string; readonly start: number; readonly end: number } | null;
  readonly touchesRam: (span: ByteSpan) => boolean;
  /** Whether a dev_pagemap holds the page. */
  readonly isClaimed: (page: Pfn) => boolean;
  /** The zone that onlining the block chooses under the default policy (mm/memory_hotplug.c zone_for_pfn_range()). */
  readonly zoneFor: (block: BlockNr, kind: OnlineKind) => string;
}
