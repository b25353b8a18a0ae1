import type { Errno } from '../../machines/kernel/errno.ts';

/** What memory outside the model decided, known from a record or set by a scenario. All absent: everything goes well. */
export interface Environment {
  /** An allocation for the piece that begins at this pfn failed: ENOMEM, earlier pieces stay. */
  readonly allocationFailsAt?: number;
  /** The altmap was used up at this piece: ENOMEM. */
  readonly altmapTooSmallAt?: number;
  /** The linear mapping could not be built: fails before any section. */
  readonly pageTableFails?: Errno;
  /** The System RAM line could not be reserved, for a reason that the source does not show. */
  readonly resourceNotReserved?: true;
  /** A memory block device could not be created. */
  readonly blockDeviceFails?: Errno;
  /** A notifier vetoed the GOING_ announcement. */
  readonly veto?: Errno;
  /** A page could not be isolated or moved. */
  readonly unmovablePage?: true;
  /** A signal came while offlining retried. */
  readonly signal?: true;
  /** Offlining failed after the announcement, otherwise than by veto or signal. */
  readonly offlineFailsLate?: Errno;
  /** memremap_pages() failed after its pages were there, or before any check that the record shows. */
  readonly deviceSetupFails?: Errno;
  /** Zone that the kernel chose for an onlined block. */
  readonly zone?: string;
}

interface Span {
  readonly start: bigint;
  readonly size: bigint;
}

/** What somebody asks a kernel to do. Addresses and sizes in bytes, any 64-bit number. */
export type Command = { readonly environment?: Environment | undefined } & (
  | ({
      readonly type: 'addMemory';
      readonly nid: number;
      /** MHP_MEMMAP_ON_MEMORY: the range brings its own memmap. */
      readonly ownMemmap: boolean;
      /** MHP_MERGE_RESOURCE. */
      readonly mergeResource: boolean;
      /** MHP_NID_IS_MGID: `nid` is a memory group, not a node. */
      readonly nidIsGroup: boolean;
      /** The driver's resource name, or null for plain System RAM. */
      readonly driverName: string | null;
      /** Kind of online right away, as auto_online_blocks says; null for none. */
      readonly autoOnline: OnlineKind | null;
    } & Span)
  | ({ readonly type: 'archAddMemory'; readonly nid: number; readonly altmap: boolean } & Span)
  | ({ readonly type: 'archRemoveMemory' } & Span)
  | ({ readonly type: 'removeMemory' } & Span)
  | ({ readonly type: 'offlineAndRemoveMemory' } & Span)
  | { readonly type: 'onlineBlock'; readonly block: number; readonly kind: OnlineKind }
  | { readonly type: 'offlineBlock'; readonly block: number }
  | ({ readonly type: 'memremapPages'; readonly nid: number; readonly altmap: boolean } & Span)
  | ({ readonly type: 'memunmapPages' } & Span)
);

export const ONLINE_KINDS = ['online', 'online_kernel', 'online_movable'] as const;
export type OnlineKind = (typeof ONLINE_KINDS)[number];

export type CommandOf<T extends Command['type']> = Extract<Command, { readonly type: T }>;
