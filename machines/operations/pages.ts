import type { ByteSpan } from '../guards/checks.ts';
import type { Profile } from '../kernel/profile.ts';
import { type PageRange, pagesOfBlock, type SectionPart, sectionOf, subsectionMask } from '../kernel/ranges.ts';
import { pfn } from '../kernel/units.ts';
import type { Context } from './context.ts';

/** Pages of a byte range, rounded down as a right shift does; only for a range within the address space. */
export function pagesOf({ geometry }: Profile, { start, size }: ByteSpan): PageRange {
  const shift = BigInt(geometry.pageShift);
  return { pfn: pfn(Number(start >> shift)), nrPages: Number(size >> shift) };
}

/** Pages that an add fills: before v5.3 whole sections (mm/memory_hotplug.c __add_pages(), kernel/memremap.c, v5.2). */
export function widened({ geometry, traits }: Profile, range: PageRange): PageRange {
  if (traits.hasSubsectionMap) return range;
  const { pagesPerSection } = geometry;
  const first = Math.floor(range.pfn / pagesPerSection) * pagesPerSection;
  const end = Math.ceil((range.pfn + range.nrPages) / pagesPerSection) * pagesPerSection;
  return { pfn: pfn(first), nrPages: end - first };
}

/** Pages of the operation's block. */
export const blockPages = ({ profile, blocks, block }: Context): PageRange =>
  pagesOfBlock(profile.geometry, blocks, block);

/** End of the pages that the operation is to fill or clear: one past the last. */
export const endOf = ({ pages }: Context): number => pages.pfn + pages.nrPages;

/** The part of the operation's pages that lies in the section of the next page (mm/memory_hotplug.c __add_pages(), v5.3 … v7.1). */
export function partAt(context: Context): SectionPart {
  const { geometry } = context.profile;
  const section = sectionOf(geometry, context.at);
  const stop = Math.min(endOf(context), (section + 1) * geometry.pagesPerSection);
  const range = { pfn: context.at, nrPages: stop - context.at };
  return { ...range, section, subsections: subsectionMask(geometry, range) };
}
