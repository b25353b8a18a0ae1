import type { Geometry } from './geometry.ts';
import { type BlockNr, type Bytes, blockNr, bytes, type Pfn, pfn, type SectionNr, sectionNr } from './units.ts';

/** A run of page frames: first pfn and length in pages. */
export interface PageRange {
  readonly pfn: Pfn;
  readonly nrPages: number;
}

/** The part of a page range that lies in one section. `subsections` is its mask: bit i is sub-section i. */
export interface SectionPart extends PageRange {
  readonly section: SectionNr;
  readonly subsections: bigint;
}

/** pfn_to_section_nr() (include/linux/mmzone.h). */
export const sectionOf = (geometry: Geometry, frame: Pfn): SectionNr =>
  sectionNr(Math.floor(frame / geometry.pagesPerSection));

export const firstPfnOf = (geometry: Geometry, section: SectionNr): Pfn => pfn(section * geometry.pagesPerSection);

export const addressOf = (geometry: Geometry, frame: Pfn): Bytes => bytes(frame * geometry.pageBytes);

/** Whole map of one section: every sub-section's bit set. */
export const wholeMap = (geometry: Geometry): bigint => (1n << BigInt(geometry.subsectionsPerSection)) - 1n;

/**
 * Bits that a range sets: from the sub-section of its first page to that of its last, both included, so that an
 * unaligned range rounds outwards (mm/sparse.c subsection_mask_set(), v5.3 … main). The range must not leave its section.
 */
export function subsectionMask(geometry: Geometry, range: PageRange): bigint {
  if (range.nrPages <= 0) return 0n;
  const offset = range.pfn % geometry.pagesPerSection;
  const first = Math.floor(offset / geometry.pagesPerSubsection);
  const last = Math.floor((offset + range.nrPages - 1) / geometry.pagesPerSubsection);
  return ((1n << BigInt(last - first + 1)) - 1n) << BigInt(first);
}

/** Cuts a range at section boundaries, as __add_pages() and __remove_pages() do (mm/memory_hotplug.c, v5.3 … v7.1). */
export function* partsOf(geometry: Geometry, range: PageRange): Generator<SectionPart> {
  const end = range.pfn + range.nrPages;
  let at: number = range.pfn;
  while (at < end) {
    const section = Math.floor(at / geometry.pagesPerSection);
    const stop = Math.min(end, (section + 1) * geometry.pagesPerSection);
    const piece = { pfn: pfn(at), nrPages: stop - at };
    yield { ...piece, section: sectionNr(section), subsections: subsectionMask(geometry, piece) };
    at = stop;
  }
}

/** Sections that have at least one page in the range. */
export function* sectionsOf(geometry: Geometry, range: PageRange): Generator<SectionNr> {
  if (range.nrPages <= 0) return;
  const first = Math.floor(range.pfn / geometry.pagesPerSection);
  const last = Math.floor((range.pfn + range.nrPages - 1) / geometry.pagesPerSection);
  for (let section = first; section <= last; section++) yield sectionNr(section);
}

/** How many bits of a mask are set. */
export function popcount(mask: bigint): number {
  let count = 0;
  for (let rest = mask; rest > 0n; rest &= rest - 1n) count++;
  return count;
}

/** Memory blocks: how many sections each has, and which block a section belongs to. */
export interface BlockGeometry {
  readonly blockBytes: number;
  readonly sectionsPerBlock: number;
}

export const blockOf = (blocks: BlockGeometry, section: SectionNr): BlockNr =>
  blockNr(Math.floor(section / blocks.sectionsPerBlock));

export const firstSectionOf = (blocks: BlockGeometry, block: BlockNr): SectionNr =>
  sectionNr(block * blocks.sectionsPerBlock);

export const pagesOfBlock = (geometry: Geometry, blocks: BlockGeometry, block: BlockNr): PageRange => ({
  pfn: firstPfnOf(geometry, firstSectionOf(blocks, block)),
  nrPages: blocks.sectionsPerBlock * geometry.pagesPerSection,
});

/** Blocks that a byte range touches. */
export function* blocksOf(blocks: BlockGeometry, start: number, size: number): Generator<BlockNr> {
  if (size <= 0) return;
  const last = Math.floor((start + size - 1) / blocks.blockBytes);
  for (let block = Math.floor(start / blocks.blockBytes); block <= last; block++) yield blockNr(block);
}
