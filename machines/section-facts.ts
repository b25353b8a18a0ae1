import type { Profile } from './kernel/profile.ts';
import { hex } from './kernel/units.ts';

/** The four states of a section, in the project's words; every flag of the kernel follows from them and from `origin`. */
export type Lifecycle = 'removed' | 'offline' | 'partiallyPopulated' | 'online';

/**
 * Where the section's usage map, and so its life, comes from.
 * - `none`: never added, or its usage map is gone again
 * - `boot`: an early section, there since boot, with IS_EARLY
 * - `hotplug`: added after boot, usage map from the slab
 * - `bootUsageKept`: an early section was removed; its boot usage map stays, all bits 0
 * - `hotplugOnBootUsage`: added again over a kept boot usage map: no longer early
 */
export type Origin = 'none' | 'boot' | 'hotplug' | 'bootUsageKept' | 'hotplugOnBootUsage';

/** ZONE_DEVICE in this section: none, some sub-sections mapped, or the section tainted by an unaligned edge (v5.12). */
export type DeviceShare = 'none' | 'mapped' | 'tainted';

/** What the section's struct pages lie in (docs/kernel.md §2.7). */
export type MemmapBacking = 'none' | 'boot' | 'hugePage' | 'basePages' | 'altmap' | 'pages' | 'vmalloc' | 'kvmalloc';

export interface Memmap {
  readonly backing: MemmapBacking;
  /** Sub-sections whose struct pages exist; bit i is sub-section i. */
  readonly populated: bigint;
}

/** One section as the kernel sees it. Immutable, plain; `map` is null where the memory model keeps no sub-section map. */
export interface SectionFacts {
  readonly lifecycle: Lifecycle;
  readonly origin: Origin;
  readonly device: DeviceShare;
  readonly map: bigint | null;
  /** Sub-sections that ZONE_DEVICE mapped. */
  readonly deviceMap: bigint;
  readonly memmap: Memmap;
  /** Bytes of memmap that this section lost for good (classic, docs/kernel.md §8.1 and §8.14). */
  readonly leakedBytes: number;
}

type Maps = Pick<SectionFacts, 'map' | 'deviceMap' | 'memmap' | 'leakedBytes'>;

/**
 * A section's maps as its machine keeps them: hexadecimal text, so that an actor's persisted snapshot is JSON and can be
 * resumed from it. Guards and `SectionFacts` have bigints.
 */
export interface WrittenMaps {
  readonly map: string | null;
  readonly deviceMap: string;
  readonly memmap: { readonly backing: MemmapBacking; readonly populated: string };
  readonly leakedBytes: number;
}

export const writtenMaps = ({ map, deviceMap, memmap: { backing, populated }, leakedBytes }: Maps): WrittenMaps => ({
  map: map === null ? null : hex(map),
  deviceMap: hex(deviceMap),
  memmap: { backing, populated: hex(populated) },
  leakedBytes,
});

export const readMaps = ({ map, deviceMap, memmap: { backing, populated }, leakedBytes }: WrittenMaps): Maps => ({
  map: map === null ? null : BigInt(map),
  deviceMap: BigInt(deviceMap),
  memmap: Object.freeze({ backing, populated: BigInt(populated) }),
  leakedBytes,
});

/** Flags of section_mem_map by the kernel's names, without SECTION_. */
export type SectionFlag = 'MARKED_PRESENT' | 'HAS_MEM_MAP' | 'IS_ONLINE' | 'IS_EARLY' | 'TAINT_ZONE_DEVICE';

export const REMOVED: SectionFacts = Object.freeze({
  lifecycle: 'removed',
  origin: 'none',
  device: 'none',
  map: null,
  deviceMap: 0n,
  memmap: Object.freeze({ backing: 'none', populated: 0n }),
  leakedBytes: 0,
});

/** The section_mem_map flags that these facts stand for, in bit order (docs/kernel.md §2.1). */
export function flagsOf(profile: Profile, facts: SectionFacts): readonly SectionFlag[] {
  if (facts.lifecycle === 'removed') return [];
  const flags: SectionFlag[] = ['MARKED_PRESENT', 'HAS_MEM_MAP'];
  if (facts.lifecycle === 'online') flags.push('IS_ONLINE');
  if (isEarly(facts) && profile.traits.marksEarlySections) flags.push('IS_EARLY');
  if (facts.device === 'tainted') flags.push('TAINT_ZONE_DEVICE');
  return flags;
}

export const isPresent = (facts: SectionFacts): boolean => facts.lifecycle !== 'removed';
export const isEarly = (facts: SectionFacts): boolean => facts.origin === 'boot';

/** Where the usage map lives, if there is one. */
export function usageOf(facts: SectionFacts): 'none' | 'slab' | 'boot' {
  switch (facts.origin) {
    case 'none':
      return 'none';
    case 'hotplug':
      return 'slab';
    case 'boot':
    case 'bootUsageKept':
    case 'hotplugOnBootUsage':
      return 'boot';
  }
}

/** What section_mem_map holds: a coded memmap pointer, zero, or in 5.3 … 5.5 the coded NULL that dump tools took for a section. */
export function wordOf(profile: Profile, facts: SectionFacts, everAdded: boolean): 'coded' | 'zero' | 'codedNull' {
  if (isPresent(facts)) return 'coded';
  return everAdded && profile.traits.removedWordNotZero ? 'codedNull' : 'zero';
}
