import type { NotifierNumbering } from './notifier.ts';

/** The two memory models of SPARSEMEM. */
export type MemoryModel = 'vmemmap' | 'classic';

/**
 * What differs between kernels, one named trait each (docs/kernel.md §0). Guards and machines ask traits, never a release number.
 */
export interface Traits {
  /** Sections have a sub-section map at all (5.3). Before, everything was widened to whole sections. */
  readonly hasSubsectionMap: boolean;
  /** Classic keeps the map too (5.3 … 5.6); patch 4 of the series took it away in 5.7. */
  readonly classicKeepsSubsectionMap: boolean;
  /** Classic finds no memmap to free, because the word was already encode(NULL) (5.3 … 5.5): 2 MiB leak a removal. */
  readonly classicRemoveLeaksMemmap: boolean;
  /** Classic frees a bogus pointer, because the word was already 0 (5.6-rc before d41e2f3bd546). */
  readonly classicRemoveFreesBogusPointer: boolean;
  /** Classic hot-add writes through pfn_to_page() before the word is stored (5.3 … 5.5); seen with debugVm. */
  readonly classicAddPoisonsBeforeWord: boolean;
  /** Classic memmap comes from kvmalloc on the node (5.7). */
  readonly classicMemmapIsKvmalloc: boolean;
  /** A removed section keeps a non-zero word (5.3): dump tools took it for present. */
  readonly removedWordNotZero: boolean;
  /** Sections know that they came from boot (5.3). */
  readonly marksEarlySections: boolean;
  /** Removing part of an early section frees that part's memmap (5.3 … 5.8), which a later add trusts. */
  readonly partialRemoveFreesEarlyMemmap: boolean;
  /** Boot usage maps are never freed (5.5). Before, a second removal passed one to kfree(). */
  readonly keepsBootUsage: boolean;
  /** VMEMMAP frees the usage map while V is still set, so pfn_valid() inside the free meets a NULL usage (d41e2f3bd546 without b943f045a9af). */
  readonly validWhileUsageGone: boolean;
  /** pfn_to_online_page() looks at the sub-section and at ZONE_DEVICE (5.12). */
  readonly onlineLookupChecksSubsection: boolean;
  /** Unaligned ZONE_DEVICE taints its edge sections (5.12). */
  readonly taintsZoneDevice: boolean;
  /** The usage map is freed after a grace period (6.8, in stable 6.1 and 6.12 too). */
  readonly usageFreedByRcu: boolean;
  /** The addressable range is checked before the resource is inserted: E2BIG (5.12). */
  readonly checksRangeUpFront: boolean;
  /** `mem=` limits hot-added memory after boot too (up to 5.6). */
  readonly memLimitAfterBoot: boolean;
  /** An impossible node is refused with EINVAL (5.8). */
  readonly checksNodePossible: boolean;
  /** The misalignment warning prints its end with 0x (by 6.8; a 6.1.192 recording still shows `#137fff`). */
  readonly misalignedEndHasPrefix: boolean;
  /** Offlining needs every page of the block to be System RAM (5.6). */
  readonly offlineNeedsAllRam: boolean;
  /** Offlining needs every section of the block present (up to 5.6). */
  readonly offlineNeedsAllSections: boolean;
  /** The block remembers its one zone; none means no offlining (5.19). */
  readonly blockRemembersZone: boolean;
  /** Poisoned pages keep a block offline: EHWPOISON (6.8). */
  readonly poisonKeepsOffline: boolean;
  /** Removing a block that is online: EBUSY (5.3), or BUG() (5.2). */
  readonly removeOnlineIsBug: boolean;
  /** memmap_on_memory: one block an add (5.14), or any number, and ignored where it can't be (6.8). */
  readonly memmapOnMemory: 'none' | 'oneBlock' | 'perBlock';
  /** Onlining walks System RAM lines and fails without one (up to 5.9). */
  readonly onlineNeedsRamLine: boolean;
  /** Bare-metal x86 has blocks of 2 GiB from 64 GiB on (5.9). */
  readonly bareMetal2GiBBlocks: boolean;
  /** Boot stores the node id over the flag bits, so some boot sections come up tainted (5.12 … 5.14). */
  readonly bootNidOverlapsTaint: boolean;
  /** The zone is looked up with a 32-bit pfn, which cuts it above 16 TiB (up to 5.14). */
  readonly zoneLookupCutsPfn: boolean;
  /** MEM_PREPARE_ONLINE goes before everything else of onlining, MEM_FINISH_OFFLINE after all of offlining (6.8 … 6.18). */
  readonly announcesPrepareAndFinish: boolean;
  /** The node notifier chain is asked first; where it vetoes, MEM_CANCEL_ comes without MEM_GOING_ (6.18). */
  readonly asksNodeNotifiers: boolean;
  readonly notifierNumbering: NotifierNumbering;
}

/** v5.2, the last release without sub-sections: every later row is this one with its changes laid over. */
const V5_2: Traits = {
  hasSubsectionMap: false,
  classicKeepsSubsectionMap: false,
  classicRemoveLeaksMemmap: false,
  classicRemoveFreesBogusPointer: false,
  classicAddPoisonsBeforeWord: false,
  classicMemmapIsKvmalloc: false,
  removedWordNotZero: false,
  marksEarlySections: false,
  partialRemoveFreesEarlyMemmap: false,
  keepsBootUsage: true,
  validWhileUsageGone: false,
  onlineLookupChecksSubsection: false,
  taintsZoneDevice: false,
  usageFreedByRcu: false,
  checksRangeUpFront: false,
  memLimitAfterBoot: true,
  checksNodePossible: false,
  misalignedEndHasPrefix: false,
  offlineNeedsAllRam: false,
  offlineNeedsAllSections: true,
  blockRemembersZone: false,
  poisonKeepsOffline: false,
  removeOnlineIsBug: true,
  memmapOnMemory: 'none',
  onlineNeedsRamLine: true,
  bareMetal2GiBBlocks: false,
  bootNidOverlapsTaint: false,
  zoneLookupCutsPfn: true,
  announcesPrepareAndFinish: false,
  asksNodeNotifiers: false,
  notifierNumbering: 'bits',
};

interface Row {
  readonly name: string;
  /** First release that the row describes. */
  readonly since: readonly [number, number];
  readonly changes: Partial<Traits>;
}

/** Kernels in time order (docs/kernel.md §0); each lays its changes over the row before it. */
const ROWS: readonly Row[] = [
  { name: 'v5.2', since: [5, 2], changes: {} },
  {
    name: 'v5.3',
    since: [5, 3],
    changes: {
      hasSubsectionMap: true,
      classicKeepsSubsectionMap: true,
      classicRemoveLeaksMemmap: true,
      classicAddPoisonsBeforeWord: true,
      removedWordNotZero: true,
      marksEarlySections: true,
      partialRemoveFreesEarlyMemmap: true,
      keepsBootUsage: false,
      removeOnlineIsBug: false,
    },
  },
  { name: 'v5.5', since: [5, 5], changes: { keepsBootUsage: true } },
  {
    name: 'v5.6-pre',
    since: [5, 6],
    changes: {
      classicRemoveLeaksMemmap: false,
      classicRemoveFreesBogusPointer: true,
      classicAddPoisonsBeforeWord: false,
      removedWordNotZero: false,
      offlineNeedsAllRam: true,
    },
  },
  { name: 'v5.6', since: [5, 6], changes: { classicRemoveFreesBogusPointer: false } },
  {
    name: 'v5.7',
    since: [5, 7],
    changes: {
      classicKeepsSubsectionMap: false,
      classicMemmapIsKvmalloc: true,
      memLimitAfterBoot: false,
      offlineNeedsAllSections: false,
    },
  },
  { name: 'v5.8', since: [5, 8], changes: { checksNodePossible: true } },
  {
    name: 'v5.9',
    since: [5, 9],
    changes: { partialRemoveFreesEarlyMemmap: false, bareMetal2GiBBlocks: true },
  },
  { name: 'v5.10', since: [5, 10], changes: { onlineNeedsRamLine: false } },
  {
    name: 'v5.12',
    since: [5, 12],
    changes: {
      onlineLookupChecksSubsection: true,
      taintsZoneDevice: true,
      checksRangeUpFront: true,
      bootNidOverlapsTaint: true,
    },
  },
  { name: 'v5.14', since: [5, 14], changes: { memmapOnMemory: 'oneBlock' } },
  { name: 'v5.15', since: [5, 15], changes: { bootNidOverlapsTaint: false, zoneLookupCutsPfn: false } },
  { name: 'v5.19', since: [5, 19], changes: { blockRemembersZone: true } },
  { name: 'v6.1', since: [6, 0], changes: {} },
  {
    name: 'v6.8',
    since: [6, 8],
    changes: {
      usageFreedByRcu: true,
      poisonKeepsOffline: true,
      memmapOnMemory: 'perBlock',
      misalignedEndHasPrefix: true,
      announcesPrepareAndFinish: true,
    },
  },
  { name: 'v6.12', since: [6, 12], changes: {} },
  { name: 'v6.18', since: [6, 18], changes: { asksNodeNotifiers: true } },
  {
    name: 'v6.19',
    since: [6, 19],
    changes: { notifierNumbering: 'enum', announcesPrepareAndFinish: false },
  },
  { name: 'v7.1', since: [7, 1], changes: {} },
];

export interface TraitRow {
  readonly name: string;
  readonly since: readonly [number, number];
  readonly traits: Traits;
}

function layered(): readonly TraitRow[] {
  let traits = V5_2;
  const rows: TraitRow[] = [];
  for (const row of ROWS) {
    traits = { ...traits, ...row.changes };
    rows.push({ name: row.name, since: row.since, traits });
  }
  return rows;
}

/** Every named kernel with its traits, oldest first. */
export const TRAIT_ROWS: readonly TraitRow[] = layered();

/**
 * Kernels that never were a release but explain one: `v5.6-unpaired-fix` is 5.6 with d41e2f3bd546 and without
 * b943f045a9af, which crashed ppc64 (docs/kernel.md §8.2).
 */
export const SPECIAL_ROWS: Readonly<Record<string, Partial<Traits> & { readonly base: string }>> = {
  'v5.6-unpaired-fix': { base: 'v5.6', validWhileUsageGone: true },
};
