import type { ByteSpan } from '../guards/checks.ts';
import type { Side } from '../guards/guards.ts';
import type { Refusal } from '../guards/verdict.ts';
import type { Errno } from '../kernel/errno.ts';
import type { NotifierAction } from '../kernel/notifier.ts';
import type { Profile } from '../kernel/profile.ts';
import type { BlockGeometry, PageRange } from '../kernel/ranges.ts';
import type { BlockNr, Bytes, Pfn } from '../kernel/units.ts';
import type { Memory, OnlineKind } from './memory.ts';

/**
 * Operations on memory by the kernel's entry point, as people call it. A block's `online` and `offline` are writes to its state
 * file, or the kernel doing the same.
 */
export const OPERATIONS = [
  'add_memory',
  'arch_add_memory',
  'remove_memory',
  'arch_remove_memory',
  'offline_and_remove_memory',
  'online',
  'offline',
  'memremap_pages',
  'memunmap_pages',
] as const;
export type OperationName = (typeof OPERATIONS)[number];

/** Decisions of the world outside the model: each is an event of an operation's machine. */
export const ENVIRONMENT_REASONS = [
  'allocationFailed',
  'altmapTooSmall',
  'resourceNotReserved',
  'blockDeviceFailed',
  'notifierVeto',
  'unmovablePage',
  'signal',
  'offlineFailedLate',
  'pageTableFailed',
  'deviceSetupFailed',
] as const;
export type EnvironmentReason = (typeof ENVIRONMENT_REASONS)[number];

/** Arguments of the kernel function that an operation begins with; neutral where the function has no such argument. */
export interface Request {
  /** The range asked for; for a block, its own. */
  readonly span: ByteSpan;
  /** The block asked for; 0 where a range is. */
  readonly block: BlockNr;
  readonly nid: number;
  /** MHP_NID_IS_MGID: `nid` is a memory group. */
  readonly nidIsGroup: boolean;
  /** The range brings the memory for its own memmap along. */
  readonly altmap: boolean;
  /** MHP_MEMMAP_ON_MEMORY. */
  readonly ownMemmap: boolean;
  /** MHP_MERGE_RESOURCE. */
  readonly mergeResource: boolean;
  /** The driver's resource name; null for plain System RAM. */
  readonly driverName: string | null;
  /** The word written to the block's state file, or what auto_online_blocks says; null for none. */
  readonly onlineKind: OnlineKind | null;
}

/** How an operation ended. */
export type Outcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | {
      readonly kind: 'failed';
      readonly errno: Errno;
      /** What of the environment decided it; null where a rule of the kernel did. */
      readonly environment: EnvironmentReason | null;
      readonly reason: string;
      /** Sections that nobody owns stay behind. */
      readonly orphans: boolean;
    }
  | { readonly kind: 'crashed'; readonly message: string; readonly source: string };

/** What an operation carries from one phase to the next. */
export interface Context extends Request {
  readonly profile: Profile;
  readonly blocks: BlockGeometry;
  readonly side: Side;
  /** The part of the range that is worked on: all of it, or a block's worth where each block has its own altmap. */
  readonly part: ByteSpan;
  /** The pages to fill or clear. */
  readonly pages: PageRange;
  /** The next of them. */
  readonly at: Pfn;
  /** Pages filled or cleared in a row, not written into the log yet. */
  readonly row: PageRange | null;
  /** Something was filled, so a failure leaves sections behind. */
  readonly filledSome: boolean;
  readonly zone: string;
  /** Blocks to online: what auto-onlining has still to do, or an offline that is undone. */
  readonly toOnline: readonly { readonly block: BlockNr; readonly kind: OnlineKind }[];
  /** What stops the operation, once something does; the state that it ends in says how it ended. */
  readonly stopped: Exclude<Outcome, { readonly kind: 'done' }> | null;
}

/** An event of an operation's machine. Each brings memory as it is then: guards ask it. */
export type OperationEvent =
  /** The kernel goes on to its next step. */
  | { readonly type: 'proceed'; readonly memory: Memory }
  | {
      readonly type: EnvironmentReason;
      readonly memory: Memory;
      readonly errno: Errno;
      /** The page at which an allocation fails. */
      readonly at?: number;
    }
  /** The kernel chose a zone by a policy that the model does not know. */
  | { readonly type: 'zoneChosen'; readonly memory: Memory; readonly zone: string }
  /** No contiguous pages are free for the memmap of the part at this page. */
  | { readonly type: 'noContiguousPages'; readonly memory: Memory; readonly at: number }
  /** The operation that this one called came back. */
  | { readonly type: 'returned'; readonly memory: Memory; readonly outcome: Outcome };

type Pages = { readonly pfn: Pfn; readonly nrPages: number };
type ByteRange = { readonly start: Bytes; readonly size: Bytes };
type OfBlock = { readonly block: BlockNr };

/** What a step of an operation writes into the log: an event's type with its data, all but the operation's number. */
export interface Outputs {
  'resource.reserved': ByteRange & { readonly name: string; readonly mergeable: boolean };
  'resource.released': ByteRange;
  'pages.added': Pages & { readonly nid: number; readonly altmap: boolean };
  'memmap.fellBack': Pages;
  'pages.removed': Pages;
  'pages.notRemoved': Pages & { readonly guard: string; readonly reason: string; readonly message: string | null };
  'blocks.created': ByteRange & { readonly nid: number; readonly ownMemmap: boolean };
  'blocks.removed': ByteRange;
  'block.goingOnline': OfBlock;
  'block.onlined': OfBlock & { readonly zone: string };
  'block.onlineCancelled': OfBlock;
  'block.goingOffline': OfBlock;
  'block.offlined': OfBlock;
  'block.offlineCancelled': OfBlock;
  'sections.onlined': Pages;
  'sections.offlined': Pages;
  'zone.joined': Pages & { readonly zone: string };
  'zone.left': Pages & { readonly zone: string };
  'device.claimed': Pages;
  'device.released': Pages;
  'pages.isolated': Pages & { readonly errno: Errno | null };
  'notifier.called': { readonly action: NotifierAction };
  'notifier.vetoed': { readonly action: NotifierAction; readonly errno: Errno };
}

export type Output = { readonly [T in keyof Outputs]: { readonly type: T; readonly data: Outputs[T] } }[keyof Outputs];
