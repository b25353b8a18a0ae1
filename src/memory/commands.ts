import type { Errno } from '../../machines/kernel/errno.ts';
import type { EnvironmentReason } from '../../machines/operations/context.ts';
import type { OnlineKind } from '../../machines/operations/memory.ts';

/** A decision of the environment: the errno that comes of it, and for an allocation the page of the part that it was for. */
export interface Decided {
  readonly errno: Errno;
  readonly at?: number;
}

/** What the world outside the model decided, known from a record or set by a scenario. Nothing set: everything goes well. */
export type Environment = { readonly [reason in EnvironmentReason]?: Decided } & {
  /** Page of the part for whose memmap no contiguous pages are free. */
  readonly noContiguousPagesAt?: number;
  /** Zone that the kernel chose for an onlined block. */
  readonly zone?: string;
};

interface Span {
  readonly start: bigint;
  readonly size: bigint;
}

/** What somebody asks a kernel to do. Addresses and sizes in bytes, any 64-bit number. */
export type Command = { readonly environment?: Environment | undefined } & (
  | ({
      readonly type: 'add_memory';
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
  | ({ readonly type: 'arch_add_memory'; readonly nid: number; readonly altmap: boolean } & Span)
  | ({ readonly type: 'arch_remove_memory' } & Span)
  | ({ readonly type: 'remove_memory' } & Span)
  | ({ readonly type: 'offline_and_remove_memory' } & Span)
  | { readonly type: 'online'; readonly block: number; readonly kind: OnlineKind }
  | { readonly type: 'offline'; readonly block: number }
  | ({ readonly type: 'memremap_pages'; readonly nid: number; readonly altmap: boolean } & Span)
  | ({ readonly type: 'memunmap_pages' } & Span)
);

export type CommandOf<T extends Command['type']> = Extract<Command, { readonly type: T }>;
