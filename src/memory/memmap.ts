import type { Geometry } from '../../machines/kernel/geometry.ts';
import { popcount } from '../../machines/kernel/ranges.ts';
import type { SectionFacts } from '../../machines/section-facts.ts';
import { everySection } from './sections.ts';
import type { MemoryState } from './state.ts';

/** What the memmap of a section, or of all of memory, costs (docs/kernel.md §2.7). */
export interface MemmapUse {
  /** `struct page`s that exist. */
  readonly structPages: number;
  /** Their bytes: structPages × sizeof(struct page). */
  readonly bytes: number;
  /** Bytes of memory that back them, in whole pages: never less than `bytes`. */
  readonly backingBytes: number;
}

export interface MemmapTotals extends MemmapUse {
  /** Bytes that no section holds any more and that nobody gave back (classic, docs/kernel.md §8.1 and §8.14). */
  readonly leakedBytes: number;
}

const inWholePages = (geometry: Geometry, bytes: number): number =>
  Math.ceil(bytes / geometry.pageBytes) * geometry.pageBytes;

/**
 * Bytes of base pages under the struct pages of some sub-sections. A sub-section's struct pages may fill several pages
 * (x86_64: 8), or share one with its neighbours (arm64 with 64 KiB pages: 1/32), which then stays for the last of them.
 */
function basePageBytes(geometry: Geometry, populated: bigint): number {
  const bytesPerSubsection = geometry.pagesPerSubsection * geometry.structPageBytes;
  if (bytesPerSubsection >= geometry.pageBytes) {
    return popcount(populated) * inWholePages(geometry, bytesPerSubsection);
  }
  const sharing = BigInt(Math.floor(geometry.pageBytes / bytesPerSubsection));
  let pages = 0;
  for (let rest = populated; rest > 0n; rest >>= sharing) if ((rest & ((1n << sharing) - 1n)) !== 0n) pages++;
  return pages * geometry.pageBytes;
}

/**
 * What one section's memmap costs. Base pages come and go with their sub-sections; everything else was allocated for the
 * whole section at once and stays whole until its last piece goes: a huge page that lost a part is only marked as unused
 * there (arch/x86/mm/init_64.c remove_pmd_table(), v5.2 … v7.1), and so is boot memmap, which x86_64 maps by huge pages.
 */
export function memmapOfSection(geometry: Geometry, { memmap }: Pick<SectionFacts, 'memmap'>): MemmapUse {
  const structPages = popcount(memmap.populated) * geometry.pagesPerSubsection;
  const bytes = structPages * geometry.structPageBytes;
  switch (memmap.backing) {
    case 'none':
      return { structPages, bytes, backingBytes: 0 };
    case 'basePages':
      return { structPages, bytes, backingBytes: basePageBytes(geometry, memmap.populated) };
    case 'boot':
    case 'hugePage':
    case 'altmap':
    case 'pages':
    case 'vmalloc':
    case 'kvmalloc':
      return { structPages, bytes, backingBytes: inWholePages(geometry, geometry.memmapBytesPerSection) };
  }
}

/** What all of memory's memmap costs, and what was lost. */
export function memmapOfState(state: MemoryState): MemmapTotals {
  let totals: MemmapTotals = { structPages: 0, bytes: 0, backingBytes: 0, leakedBytes: 0 };
  for (const [, { facts }] of everySection(state)) {
    const use = memmapOfSection(state.profile.geometry, facts);
    totals = {
      structPages: totals.structPages + use.structPages,
      bytes: totals.bytes + use.bytes,
      backingBytes: totals.backingBytes + use.backingBytes,
      leakedBytes: totals.leakedBytes + facts.leakedBytes,
    };
  }
  return totals;
}
