import { atLeast, type Release } from './release.ts';
import type { MemoryModel } from './traits.ts';

/** Architectures that have memory hotplug and SPARSEMEM (docs/kernel.md §1.1). */
export const ARCHITECTURES = ['x86_64', 'arm64', 'ppc64', 's390', 'riscv64', 'loongarch', 'sparc64'] as const;
export type Architecture = (typeof ARCHITECTURES)[number];

/** The constants that fix what a section, a sub-section and a page are. Sizes in bytes unless said. */
export interface Geometry {
  readonly arch: Architecture;
  readonly pageBytes: number;
  readonly pageShift: number;
  /** SECTION_SIZE_BITS: log2 of a section's bytes. */
  readonly sectionSizeBits: number;
  readonly sectionBytes: number;
  readonly pagesPerSection: number;
  /** SUBSECTION_SHIFT is 21 on every architecture and page size: 2 MiB. */
  readonly subsectionBytes: number;
  readonly pagesPerSubsection: number;
  /** Bits in one section's sub-section map: 8 to 512. */
  readonly subsectionsPerSection: number;
  readonly maxPhysmemBits: number;
  /** sizeof(struct page). */
  readonly structPageBytes: number;
  /** Bytes of memmap that describe one section. */
  readonly memmapBytesPerSection: number;
  /** mem_section entries in one root of the two-level table of SPARSEMEM_EXTREME. */
  readonly sectionsPerRoot: number;
}

const SUBSECTION_SHIFT = 21;

interface ArchRow {
  readonly pageBytes: readonly number[];
  /** Section size by release and page size: include/asm/sparsemem.h of each architecture. */
  readonly sectionSizeBits: (release: Release, pageBytes: number) => number;
  /** MAX_PHYSMEM_BITS; the first is the usual one. */
  readonly maxPhysmemBits: readonly number[];
  /** Those without VMEMMAP, where that reaches less far: on x86_64 X86_5LEVEL selects it. */
  readonly classicPhysmemBits?: readonly number[];
}

const KIB = 1024;
const ROWS: Readonly<Record<Architecture, ArchRow>> = {
  x86_64: { pageBytes: [4 * KIB], sectionSizeBits: () => 27, maxPhysmemBits: [46, 52], classicPhysmemBits: [46] },
  arm64: {
    pageBytes: [4 * KIB, 16 * KIB, 64 * KIB],
    sectionSizeBits: (release, pageBytes) => (atLeast(release, 5, 12) ? (pageBytes === 64 * KIB ? 29 : 27) : 30),
    maxPhysmemBits: [48, 52],
  },
  ppc64: {
    pageBytes: [64 * KIB, 4 * KIB],
    sectionSizeBits: () => 24,
    maxPhysmemBits: [51, 46, 44],
    classicPhysmemBits: [46, 44],
  },
  s390: {
    pageBytes: [4 * KIB],
    sectionSizeBits: (release) => (atLeast(release, 6, 18) ? 27 : 28),
    maxPhysmemBits: [46, 42, 43, 44, 45, 47, 48, 49, 50, 51, 52, 53],
  },
  riscv64: { pageBytes: [4 * KIB], sectionSizeBits: () => 27, maxPhysmemBits: [56] },
  loongarch: { pageBytes: [16 * KIB, 4 * KIB], sectionSizeBits: () => 29, maxPhysmemBits: [48] },
  sparc64: { pageBytes: [8 * KIB], sectionSizeBits: () => 30, maxPhysmemBits: [53, 49, 47, 43] },
};

export interface GeometryChoice {
  readonly arch: Architecture;
  readonly release: Release;
  /** Page size in bytes; the architecture's usual one when left out. */
  readonly pageBytes?: number | undefined;
  /** 52 for x86_64 with 5-level paging, say; the usual one when left out, or where the memory model does not reach as far. */
  readonly maxPhysmemBits?: number | undefined;
  /** Some architectures reach less far without VMEMMAP (ppc64: arch/powerpc/include/asm/book3s/64/mmu.h, v6.12). */
  readonly memoryModel?: MemoryModel | undefined;
  /** 64 unless said. */
  readonly structPageBytes?: number | undefined;
  /** Bytes of one mem_section: 16, or 32 with CONFIG_PAGE_EXTENSION. */
  readonly memSectionBytes?: number | undefined;
}

/**
 * The geometry of one kernel (include/linux/mmzone.h and the architecture's sparsemem.h, v5.2 … v7.1).
 * @throws RangeError for a page size or an address width that the architecture does not have.
 */
export function geometryOf(choice: GeometryChoice): Geometry {
  const row = ROWS[choice.arch];
  const pageBytes = choice.pageBytes ?? row.pageBytes[0] ?? 4 * KIB;
  if (!row.pageBytes.includes(pageBytes)) {
    throw new RangeError(`${choice.arch} has pages of ${row.pageBytes.join(', ')} bytes, not ${pageBytes}`);
  }
  const asked = choice.maxPhysmemBits;
  if (asked !== undefined && !row.maxPhysmemBits.includes(asked)) {
    throw new RangeError(`${choice.arch} has MAX_PHYSMEM_BITS of ${row.maxPhysmemBits.join(' or ')}, not ${asked}`);
  }
  const reached =
    choice.memoryModel === 'classic' ? (row.classicPhysmemBits ?? row.maxPhysmemBits) : row.maxPhysmemBits;
  const maxPhysmemBits = asked !== undefined && reached.includes(asked) ? asked : (reached[0] ?? 46);
  const pageShift = Math.log2(pageBytes);
  const sectionSizeBits = row.sectionSizeBits(choice.release, pageBytes);
  const structPageBytes = choice.structPageBytes ?? 64;
  const pagesPerSection = 2 ** (sectionSizeBits - pageShift);
  return {
    arch: choice.arch,
    pageBytes,
    pageShift,
    sectionSizeBits,
    sectionBytes: 2 ** sectionSizeBits,
    pagesPerSection,
    subsectionBytes: 2 ** SUBSECTION_SHIFT,
    pagesPerSubsection: 2 ** (SUBSECTION_SHIFT - pageShift),
    subsectionsPerSection: 2 ** (sectionSizeBits - SUBSECTION_SHIFT),
    maxPhysmemBits,
    structPageBytes,
    memmapBytesPerSection: pagesPerSection * structPageBytes,
    sectionsPerRoot: pageBytes / (choice.memSectionBytes ?? 16),
  };
}
