import { atLeast } from '../../machines/kernel/release.ts';
import { sysfsWord } from '../../machines/memory-block.ts';
import type { BlockEntry, MemoryState } from '../memory/state.ts';
import { zonesOpenTo } from '../memory/zones.ts';

/** One row of lsmem: blocks side by side that look alike. */
export interface LsmemRow {
  /** First and last byte: `0x%016x-0x%016x`. */
  readonly range: string;
  /** Bytes. */
  readonly size: number;
  readonly state: 'online' | 'offline' | 'on->off';
  /** What sysfs says of an online block: always true since v5.6; null for one that is not online, or where it is not known. */
  readonly removable: true | null;
  /** `n`, or `first-last`. */
  readonly block: string;
  /** Null where the source does not tell the block's node. */
  readonly node: number | null;
  /** The zone of an online block, `None` for one of several; null where it is not known or the block is not online. */
  readonly zones: string | null;
}

export interface Lsmem {
  readonly memory: readonly LsmemRow[];
}

const padded = (address: bigint): string => `0x${address.toString(16).padStart(16, '0')}`;

function zonesOf(memory: MemoryState, block: number, { state, zone, oneZone }: BlockEntry): string | null {
  if (state !== 'online') return zonesOpenTo(memory, block)?.join('/') ?? null;
  return zone ?? (oneZone === false ? 'None' : null);
}

type ShownBlock = Pick<LsmemRow, 'state' | 'removable' | 'node' | 'zones'>;

function shownBlock(memory: MemoryState, block: number, entry: BlockEntry): ShownBlock {
  const word = sysfsWord(entry.state);
  // drivers/base/memory.c removable_show(), v5.6: a constant since then, a guess about pages before.
  const alwaysRemovable = atLeast(memory.profile.release, 5, 6);
  return {
    state: word === 'going-offline' ? 'on->off' : word,
    removable: word === 'online' && alwaysRemovable ? true : null,
    node: entry.nid,
    zones: zonesOf(memory, block, entry),
  };
}

const alike = (a: ShownBlock, b: ShownBlock): boolean =>
  a.state === b.state && a.removable === b.removable && a.node === b.node && a.zones === b.zones;

/**
 * Memory blocks in the shape of `lsmem -J -b -o RANGE,SIZE,STATE,REMOVABLE,BLOCK,NODE,ZONES` (util-linux): blocks in a row
 * whose shown columns are equal are one row. For a block that is not online, `zones` are those that it could join, as sysfs
 * lists them; null where the source does not tell the zones of boot memory.
 */
export function lsmemOf(memory: MemoryState): Lsmem {
  const { blockBytes } = memory.blocks;
  const runs: { readonly first: number; last: number; readonly look: ShownBlock }[] = [];
  const blocks = Object.entries(memory.memoryBlocks).map(([number, entry]) => [Number(number), entry] as const);
  for (const [block, entry] of blocks.sort(([a], [b]) => a - b)) {
    const look = shownBlock(memory, block, entry);
    const before = runs.at(-1);
    if (before && before.last === block - 1 && alike(before.look, look)) before.last = block;
    else runs.push({ first: block, last: block, look });
  }
  return {
    memory: runs.map(({ first, last, look }) => {
      const start = BigInt(first) * BigInt(blockBytes);
      const end = BigInt(last + 1) * BigInt(blockBytes);
      return {
        range: `${padded(start)}-${padded(end - 1n)}`,
        size: Number(end - start),
        state: look.state,
        removable: look.removable,
        block: first === last ? String(first) : `${first}-${last}`,
        node: look.node,
        zones: look.zones,
      };
    }),
  };
}
