import type { Profile } from '../kernel/profile.ts';
import type { PageRange } from '../kernel/ranges.ts';
import { hex } from '../kernel/units.ts';
import type { SectionFacts } from '../section-facts.ts';
import type { Crash, OwnMemmapRequest, Side } from './guards.ts';
import { ALLOWED, refuse, type Verdict } from './verdict.ts';

/**
 * Alignment of a range to the memory model's unit, with the warning as that release prints it.
 * Source: mm/memory_hotplug.c check_pfn_span() (v5.3 … v5.19), __add_pages() and __remove_pages() (v6.0 …); v5.2 widens an
 * add to whole sections and stops at a misaligned remove.
 * @param unitPages undefined for kernels without sub-sections (v5.2).
 */
export function misaligned(profile: Profile, range: PageRange, side: Side, unitPages: number | undefined): Verdict {
  const unit = unitPages ?? (side === 'add' ? 1 : profile.geometry.pagesPerSection);
  if (range.pfn % unit === 0 && range.nrPages % unit === 0) return ALLOWED;
  const last = range.pfn + range.nrPages - 1;
  // The old text prints the end as `#` and hexadecimal digits without 0x; stable 6.1.192 still does.
  const message = profile.traits.misalignedEndHasPrefix
    ? `Misaligned __${side}_pages start: ${hex(range.pfn)} end: ${hex(last)}`
    : `Misaligned __${side}_pages start: ${hex(range.pfn)} end: #${last.toString(16)}`;
  return refuse({
    guard: 'spanAligned',
    errno: side === 'add' ? 'EINVAL' : null,
    reason: `start and length must be multiples of ${unit} pages in this memory model`,
    source: 'mm/memory_hotplug.c check_pfn_span(), v5.3 … v7.1',
    message,
    ...(unitPages === undefined ? { fatal: true as const } : {}),
  });
}

/** mm/memory_hotplug.c mhp_supports_memmap_on_memory(), v5.14 … v7.1; the memory models differ only in having it at all. */
export function ownMemmapSize(profile: Profile, request: OwnMemmapRequest): Verdict {
  const source = 'mm/memory_hotplug.c mhp_supports_memmap_on_memory(), v5.14';
  const no = (reason: string): Verdict => refuse({ guard: 'mayHoldOwnMemmap', errno: 'EINVAL', reason, source });
  if (profile.traits.memmapOnMemory === 'none') return no('this release has no memmap_on_memory');
  if (request.parameter === false) return no('the boot parameter memory_hotplug.memmap_on_memory is off');
  if (profile.traits.memmapOnMemory === 'oneBlock' && request.sizeBytes !== request.blockBytes) {
    return no('this release gives a range its own memmap only when it is exactly one memory block');
  }
  return ALLOWED;
}

/** A usage map that came from boot is passed to kfree() (mm/sparse.c section_deactivate(), v5.3 and v5.4.0). */
export const bootUsageFreed = ({ traits }: Profile, { origin }: SectionFacts): Crash | null =>
  origin === 'hotplugOnBootUsage' && !traits.keepsBootUsage
    ? {
        message: 'kernel BUG at mm/slub.c: kfree() of a usage map that came from boot',
        source: 'mm/sparse.c section_deactivate(), v5.3 and v5.4.0',
      }
    : null;
