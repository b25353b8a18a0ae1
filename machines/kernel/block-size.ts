import type { Geometry } from './geometry.ts';
import type { BlockGeometry } from './ranges.ts';

const GIB = 2 ** 30;
const isPowerOfTwo = (n: number): boolean => n > 0 && Number.isInteger(Math.log2(n));

/** What decides the size of a memory block (docs/kernel.md §1.4). */
export interface BlockSizeFacts {
  /** End of boot RAM in bytes; one section per block when unknown. */
  readonly endOfBootRam?: number | undefined;
  /** Under a hypervisor x86 keeps to the alignment rule. */
  readonly hypervisor?: boolean | undefined;
  /** x86 `uv_memblksize=`, powerpc LMB size, s390 storage increment; bytes. */
  readonly platformBlockBytes?: number | undefined;
}

/** Why a block size can't be: memory_dev_init() panics with it ("Memory block size not suitable"). */
export type BlockSizeAnswer =
  | { readonly ok: true; readonly blocks: BlockGeometry }
  | { readonly ok: false; readonly reason: string };

/** A block must be a power of two of bytes, and at least one section (drivers/base/memory.c memory_dev_init()). */
export function blockGeometry(geometry: Geometry, blockBytes: number): BlockSizeAnswer {
  if (!isPowerOfTwo(blockBytes) || blockBytes < geometry.sectionBytes) {
    return {
      ok: false,
      reason: `Memory block size not suitable: 0x${blockBytes.toString(16)} must be a power of two, and at least one section (0x${geometry.sectionBytes.toString(16)})`,
    };
  }
  return { ok: true, blocks: { blockBytes, sectionsPerBlock: blockBytes / geometry.sectionBytes } };
}

/**
 * Size of a memory block as the kernel would choose it at boot, in bytes.
 * Source: drivers/base/memory.c memory_block_size_bytes(); arch/x86/mm/init_64.c probe_memory_block_size(), v5.2 … v7.1.
 */
export function memoryBlockBytes(geometry: Geometry, bareMetal2GiB: boolean, facts: BlockSizeFacts): number {
  if (geometry.arch === 's390') return Math.max(geometry.sectionBytes, facts.platformBlockBytes ?? 0);
  if (facts.platformBlockBytes !== undefined) return facts.platformBlockBytes;
  if (geometry.arch !== 'x86_64') return geometry.sectionBytes;
  const end = facts.endOfBootRam ?? 0;
  if (end < 64 * GIB) return geometry.sectionBytes;
  if (bareMetal2GiB && facts.hypervisor === false) return 2 * GIB;
  let size = 2 * GIB;
  while (size > geometry.sectionBytes && end % size !== 0) size /= 2;
  return size;
}
