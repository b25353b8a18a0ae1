import { wholeMap } from '../kernel/ranges.ts';
import { hex } from '../kernel/units.ts';
import { isEarly, isPresent } from '../section-facts.ts';
import type { Guards } from './guards.ts';
import { bootUsageFreed, misaligned, ownMemmapSize } from './shared.ts';
import { ALLOWED, refuse } from './verdict.ts';

/** SPARSEMEM_VMEMMAP: a section is filled and cleared sub-section by sub-section. Read beside classic.ts. */
export const vmemmap: Guards = {
  // mm/memory_hotplug.c check_pfn_span(), v5.3 … v7.1: the unit is a sub-section. v5.2 has no check on add.
  spanAligned: (profile, range, side) =>
    misaligned(profile, range, side, profile.traits.hasSubsectionMap ? profile.geometry.pagesPerSubsection : undefined),

  // mm/sparse.c section_activate() v5.3, fill_subsection_map() v5.7; mm/sparse-vmemmap.c since v7.1.
  mayFill: (profile, section, { subsections }) => {
    const present = section.map ?? (isPresent(section) ? wholeMap(profile.geometry) : 0n);
    if (subsections === 0n) {
      return refuse({
        guard: 'mayFill',
        errno: 'EINVAL',
        reason: 'the range covers no sub-section',
        source: 'mm/sparse.c fill_subsection_map(), v5.7',
      });
    }
    if ((present & subsections) !== 0n) {
      return refuse({
        guard: 'mayFill',
        errno: 'EEXIST',
        reason: `sub-sections ${hex(present & subsections)} of the map are set already`,
        source: 'mm/sparse.c fill_subsection_map(), v5.7 (in section_activate() before)',
      });
    }
    return ALLOWED;
  },

  // mm/sparse.c section_deactivate() v5.3, clear_subsection_map() v5.7.
  mayClear: (profile, section, subsections) => {
    if (!isPresent(section)) {
      return refuse({
        guard: 'mayClear',
        errno: null,
        reason: 'the section has no memmap: nothing to remove, the kernel only warns',
        source: 'mm/memory_hotplug.c __remove_section(), up to v6.1; mm/sparse.c sparse_remove_section(), v6.8 … v7.1',
      });
    }
    const map = section.map ?? wholeMap(profile.geometry);
    if ((map & subsections) !== subsections) {
      return refuse({
        guard: 'mayClear',
        errno: null,
        reason: `sub-sections ${hex(subsections & ~map)} are not set: the kernel warns and leaves the section as it was`,
        source: 'mm/sparse.c clear_subsection_map(), v5.7 (in section_deactivate() before)',
        message: 'section already deactivated',
      });
    }
    return ALLOWED;
  },

  // mm/sparse.c is_subsection_map_empty(), v5.7.
  emptiedBy: (profile, section, subsections) => ((section.map ?? wholeMap(profile.geometry)) & ~subsections) === 0n,

  mapAfterFill: (profile, section, { subsections }) =>
    profile.traits.hasSubsectionMap ? (section.map ?? 0n) | subsections : null,
  mapAfterClear: (profile, section, subsections) =>
    profile.traits.hasSubsectionMap ? (section.map ?? 0n) & ~subsections : null,

  // mm/sparse.c section_activate(): a hole of an early section reuses the boot memmap; arch/x86/mm/init_64.c
  // vmemmap_populate(): a huge page only for a whole section, v5.3 … v7.1.
  memmapAfterFill: (profile, section, { subsections, altmap }) => {
    const whole = subsections === wholeMap(profile.geometry);
    if (isEarly(section) && !whole) return { memmap: section.memmap, leakedBytes: 0 };
    const fresh = section.memmap.populated === 0n;
    const backing = altmap && whole ? 'altmap' : whole ? 'hugePage' : fresh ? 'basePages' : section.memmap.backing;
    return { memmap: { backing, populated: section.memmap.populated | subsections }, leakedBytes: 0 };
  },

  // mm/sparse.c section_deactivate(): v5.9 (ef69bc9f689d) never frees part of an early section's memmap.
  memmapAfterClear: (profile, section, subsections) => {
    const emptied = vmemmap.emptiedBy(profile, section, subsections);
    const keeps = isEarly(section) && !emptied && !profile.traits.partialRemoveFreesEarlyMemmap;
    if (keeps) return { memmap: section.memmap, leakedBytes: 0 };
    const populated = isEarly(section) && emptied ? 0n : section.memmap.populated & ~subsections;
    return { memmap: { backing: populated === 0n ? 'none' : section.memmap.backing, populated }, leakedBytes: 0 };
  },

  // mm/sparse.c subsection_map_init(), v5.7: the bits of an early section are its RAM, its memmap is whole.
  mapAtBoot: (profile, ram) => (profile.traits.hasSubsectionMap ? ram : null),

  // mm/Kconfig ZONE_DEVICE depends on SPARSEMEM_VMEMMAP, v5.2 … v7.1.
  mayMapDevice: () => ALLOWED,

  mayHoldOwnMemmap: ownMemmapSize,

  // The memmap of VMEMMAP is found without the section word.
  crashOnFill: () => null,

  // mm/sparse.c section_deactivate() of a section's last part.
  crashOnClear: (profile, section, subsections) => {
    if (!vmemmap.emptiedBy(profile, section, subsections)) return null;
    if (profile.geometry.arch === 'ppc64' && profile.traits.validWhileUsageGone) {
      return {
        message: 'NULL pointer dereference in pfn_section_valid: the usage map is gone while HAS_MEM_MAP is set',
        source: 'mm/sparse.c section_deactivate(), d41e2f3bd546 without b943f045a9af',
      };
    }
    return bootUsageFreed(profile, section);
  },

  // include/linux/mmzone.h pfn_valid(), pfn_section_valid(), v5.3 … v7.1.
  pfnValid: (profile, section, index) =>
    isPresent(section) && (!profile.traits.hasSubsectionMap || isEarly(section) || hasBit(section.map, index)),

  // mm/memory_hotplug.c pfn_to_online_page(), v5.12: sub-section and ZONE_DEVICE count; before, only the section's flag.
  pfnToOnlinePage: (profile, section, index) => {
    if (section.lifecycle !== 'online') return false;
    if (!profile.traits.onlineLookupChecksSubsection) return true;
    return hasBit(section.map, index) && !(section.device === 'tainted' && hasBit(section.deviceMap, index));
  },
};

const hasBit = (map: bigint | null, index: number): boolean => ((map ?? 0n) & (1n << BigInt(index))) !== 0n;
