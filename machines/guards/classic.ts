import { keepsSubsectionMap } from '../kernel/profile.ts';
import { wholeMap } from '../kernel/ranges.ts';
import { hex } from '../kernel/units.ts';
import { isEarly, isPresent } from '../section-facts.ts';
import type { Guards } from './guards.ts';
import { bootUsageFreed, misaligned } from './shared.ts';
import { ALLOWED, refuse } from './verdict.ts';
import { vmemmap } from './vmemmap.ts';

/** Classic SPARSEMEM: a section is there as a whole or not at all. Read beside vmemmap.ts. */
export const classic: Guards = {
  // mm/memory_hotplug.c check_pfn_span(), v5.3 … v7.0: the unit is a section.
  spanAligned: (profile, range, side) =>
    misaligned(profile, range, side, profile.traits.hasSubsectionMap ? profile.geometry.pagesPerSection : undefined),

  // mm/sparse.c section_activate(): up to v5.6 as VMEMMAP; since v5.7 fill_subsection_map() is a stub that always agrees,
  // so a second add of a present section goes through.
  mayFill: (profile, section, fill) => (asksMap(profile) ? vmemmap.mayFill(profile, section, fill) : ALLOWED),

  // mm/sparse.c section_deactivate(): since v5.7 clear_subsection_map() is a stub; only the missing memmap stops it.
  mayClear: (profile, section, subsections) =>
    asksMap(profile) || !isPresent(section) ? vmemmap.mayClear(profile, section, subsections) : ALLOWED,

  // mm/sparse.c is_subsection_map_empty(), v5.7: always true without a map.
  emptiedBy: (profile, section, subsections) => !asksMap(profile) || vmemmap.emptiedBy(profile, section, subsections),

  mapAfterFill: (profile, section, fill) =>
    keepsSubsectionMap(profile) ? vmemmap.mapAfterFill(profile, section, fill) : null,
  mapAfterClear: (profile, section, subsections) =>
    keepsSubsectionMap(profile) ? vmemmap.mapAfterClear(profile, section, subsections) : null,

  // mm/sparse.c populate_section_memmap(): always for the whole section. A second memmap over a first loses the first.
  memmapAfterFill: (profile, section) => ({
    memmap: {
      backing: profile.traits.classicMemmapIsKvmalloc ? 'kvmalloc' : 'pages',
      populated: wholeMap(profile.geometry),
    },
    leakedBytes: section.memmap.populated === 0n ? 0 : profile.geometry.memmapBytesPerSection,
  }),

  // mm/sparse.c depopulate_section_memmap(): v5.3 … v5.5 looked for the memmap after the word was reset, and leaked it.
  memmapAfterClear: (profile, section) => ({
    memmap: { backing: 'none', populated: 0n },
    leakedBytes:
      !isEarly(section) && (profile.traits.classicRemoveLeaksMemmap || profile.traits.classicRemoveFreesBogusPointer)
        ? profile.geometry.memmapBytesPerSection
        : 0,
  }),

  // mm/sparse.c subsection_map_init(): empty without VMEMMAP since v5.7.
  mapAtBoot: (profile, ram) => (keepsSubsectionMap(profile) ? ram : null),

  mayMapDevice: () =>
    refuse({
      guard: 'mayMapDevice',
      errno: 'EOPNOTSUPP',
      reason: 'classic SPARSEMEM has no ZONE_DEVICE: its memmap can only be a whole section',
      source: 'mm/Kconfig ZONE_DEVICE depends on SPARSEMEM_VMEMMAP, v5.2 … v7.1',
    }),

  mayHoldOwnMemmap: () =>
    refuse({
      guard: 'mayHoldOwnMemmap',
      errno: 'EINVAL',
      reason: 'memmap_on_memory needs SPARSEMEM_VMEMMAP',
      source: 'mm/Kconfig MHP_MEMMAP_ON_MEMORY depends on SPARSEMEM_VMEMMAP, v5.14 … v7.1',
    }),

  // mm/sparse.c sparse_add_section(): poisons the memmap through the section word before the word is stored, v5.3 … v5.5.
  crashOnFill: ({ debugVm, traits, geometry }, first) =>
    debugVm && traits.classicAddPoisonsBeforeWord
      ? {
          message: `fault at address ${hex(first * geometry.structPageBytes)} in page_init_poison`,
          source: 'mm/sparse.c sparse_add_section() before "pfn_to_page is not valid yet on SPARSEMEM", v5.3 … v5.5',
        }
      : null,

  // mm/sparse.c section_deactivate(): looks for the memmap through the section word after the word was reset, v5.6-rc.
  crashOnClear: (profile, section, subsections) => {
    if (!classic.emptiedBy(profile, section, subsections)) return null;
    if (profile.debugVm && profile.traits.classicRemoveFreesBogusPointer && !isEarly(section)) {
      return {
        message: 'kernel BUG in free_pages: the memmap was looked for after the section word became 0',
        source: 'mm/sparse.c section_deactivate(), 1f503443e7df without d41e2f3bd546 (v5.6-rc)',
      };
    }
    return bootUsageFreed(profile, section);
  },

  // include/linux/mmzone.h pfn_valid(): pfn_section_valid() is constant 1 without VMEMMAP, v5.3 … v7.1.
  pfnValid: (_profile, section) => isPresent(section),

  // mm/memory_hotplug.c pfn_to_online_page(): the section's flag decides alone.
  pfnToOnlinePage: (_profile, section) => section.lifecycle === 'online',
};

/** v5.2 and v5.3 … v5.6 ask the same question as VMEMMAP; the series took the question away in v5.7. */
const asksMap = (profile: Parameters<typeof keepsSubsectionMap>[0]): boolean =>
  !profile.traits.hasSubsectionMap || keepsSubsectionMap(profile);
