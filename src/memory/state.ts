import type { OperationName } from '../../events/catalogue.ts';
import type { NotifierAction } from '../../machines/kernel/notifier.ts';
import type { Profile } from '../../machines/kernel/profile.ts';
import type { BlockGeometry } from '../../machines/kernel/ranges.ts';
import type { Nanoseconds } from '../../machines/kernel/units.ts';
import type { BlockState } from '../../machines/memory-block.ts';
import type { OperationProgress } from '../../machines/operations/follow.ts';
import type { SectionFacts } from '../../machines/section-facts.ts';
import type { ResourceTree } from './resources.ts';

/**
 * Who answers for a section that is present.
 * - `owned`: boot, a block device, a dev_pagemap, or an operation that ended well
 * - `pending`: only the operation that added it, which has not ended yet, or of which nobody saw the end
 * - `orphan`: nobody; the range that added it failed further on and left it behind (mm/memory_hotplug.c __add_pages())
 */
export type Ownership = 'owned' | 'pending' | 'orphan';

/** One section as the log tells it: the machine's facts, and what no machine needs. */
export interface SectionEntry {
  readonly facts: SectionFacts;
  readonly nid: number | null;
  /** The source did not say whether the section is early: it was assumed from what it looks like. */
  readonly earlyAssumed: boolean;
  readonly ownership: Ownership;
}

/** 256 sections, the unit of SPARSEMEM_EXTREME's table: unchanged roots are shared between states. */
export type SectionRoot = Readonly<Record<number, SectionEntry>>;

export interface BlockEntry {
  readonly state: Exclude<BlockState, 'removed'>;
  /** The zone that an online block is in; null when unknown or offline. */
  readonly zone: string | null;
  /** Whether the block has one zone to remember; null where the source does not tell. */
  readonly oneZone: boolean | null;
  readonly nid: number | null;
  /** The block's first pages are its own memmap. */
  readonly ownMemmap: boolean;
  /** A page of the block was taken out of use after a memory failure. */
  readonly poisoned: boolean;
}

/** An operation under way. */
export interface OpenAttempt {
  readonly name: OperationName;
  readonly parent: number | null;
  readonly args: Readonly<Record<string, string>>;
  /** How far it has come in its machine. */
  readonly progress: OperationProgress;
  /** Notifier actions that it sent, in order. */
  readonly announced: readonly NotifierAction[];
  /** Pages that this operation added and that nothing owns yet. */
  readonly added: readonly { readonly pfn: number; readonly nrPages: number }[];
  /** System RAM lines that it put into /proc/iomem and did not give back; bytes. */
  readonly reserved: readonly { readonly start: number; readonly size: number }[];
  /** Memory block devices that it made and did not take away. */
  readonly created: readonly number[];
}

/** A run of pages that a dev_pagemap holds. */
export interface DeviceClaim {
  readonly pfn: number;
  readonly nrPages: number;
}

/** All of memory at one instant. Immutable; built by `evolve` from events only. */
export interface MemoryState {
  readonly profile: Profile;
  readonly blocks: BlockGeometry;
  readonly at: { readonly seq: number; readonly timeNs: Nanoseconds | null };
  readonly roots: Readonly<Record<number, SectionRoot>>;
  readonly memoryBlocks: Readonly<Record<number, BlockEntry>>;
  /** System RAM and everything else that /proc/iomem showed. */
  readonly resources: ResourceTree;
  /** Whether the source showed /proc/iomem at all: without it, nothing is known of holes and conflicts. */
  readonly resourcesKnown: boolean;
  readonly deviceClaims: readonly DeviceClaim[];
  readonly attempts: Readonly<Record<number, OpenAttempt>>;
  /** Number that the next operation gets. */
  readonly nextOperation: number;
  readonly possibleNodes: number | null;
  readonly ownMemmapParameter: boolean | null;
  readonly memLimit: number | null;
  /** Never sinks (mm/sparse.c __highest_present_section_nr). */
  readonly highestPresentSection: number;
  readonly crashed: string | null;
  /** Events that the source says it lost before this instant. */
  readonly lost: number;
}

/** Memory before any event: nothing is there. */
export function emptyMemory(profile: Profile, blocks: BlockGeometry): MemoryState {
  return {
    profile,
    blocks,
    at: { seq: 0, timeNs: null },
    roots: {},
    memoryBlocks: {},
    resources: [],
    resourcesKnown: false,
    deviceClaims: [],
    attempts: {},
    nextOperation: 1,
    possibleNodes: null,
    ownMemmapParameter: null,
    memLimit: null,
    highestPresentSection: -1,
    crashed: null,
    lost: 0,
  };
}
