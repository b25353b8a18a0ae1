import type { Profile } from '../kernel/profile.ts';
import { type BlockNr, hex } from '../kernel/units.ts';
import { type BlockState, sysfsWord } from '../memory-block.ts';
import { ALLOWED, refuse, type Verdict } from './verdict.ts';

/**
 * Checks of whole operations. They ask nothing of the memory model, so both share them; what differs by release is a
 * trait. Addresses and sizes are bigint: a refused call may name any 64-bit number.
 */
export interface ByteSpan {
  readonly start: bigint;
  readonly size: bigint;
}

const isMultiple = (value: bigint, unit: number): boolean => value % BigInt(unit) === 0n;

/** One past the highest address that memory may have: 2^MAX_PHYSMEM_BITS. */
export const addressLimit = (profile: Profile): bigint => 1n << BigInt(profile.geometry.maxPhysmemBits);

export const fitsAddressSpace = (profile: Profile, { start, size }: ByteSpan): boolean =>
  start >= 0n && start < start + size && start + size <= addressLimit(profile);

/** mm/memory_hotplug.c mhp_range_allowed(), v5.12; an empty range counts as too big. */
export function addressable(profile: Profile, span: ByteSpan): Verdict {
  if (!profile.traits.checksRangeUpFront || fitsAddressSpace(profile, span)) return ALLOWED;
  const limit = addressLimit(profile) - 1n;
  return refuse({
    guard: 'addressable',
    errno: 'E2BIG',
    reason: span.size === 0n ? 'the range is empty' : `the range passes the highest address, ${hex(limit)}`,
    source: 'mm/memory_hotplug.c mhp_range_allowed(), v5.12',
    message: `Hotplug memory [${hex(span.start)}-${hex(span.start + span.size)}] exceeds maximum addressable range [0x0-${hex(limit)}]`,
  });
}

/** The same limit inside __add_pages(), v5.6 … v5.11 (mm/memory_hotplug.c check_hotplug_memory_addressable()). */
export function addressableLate(profile: Profile, span: ByteSpan): Verdict {
  if (fitsAddressSpace(profile, span)) return ALLOWED;
  const upFront = addressable(profile, span);
  if (!upFront.allowed) return { ...upFront, guard: 'addressableLate' };
  return refuse({
    guard: 'addressableLate',
    errno: 'E2BIG',
    reason: 'the range passes MAX_PHYSMEM_BITS',
    source: 'mm/memory_hotplug.c check_hotplug_memory_addressable(), v5.6 … v5.11',
    message: `Hotplugged memory exceeds maximum addressable address, range=${hex(span.start)}-${hex(span.start + span.size - 1n)}, maximum=${hex(addressLimit(profile) - 1n)}`,
  });
}

/** The `mem=` limit, which held after boot too up to v5.6 (mm/memory_hotplug.c register_memory_resource()). */
export function underMemLimit(profile: Profile, span: ByteSpan, limit: number | null): Verdict {
  if (!profile.traits.memLimitAfterBoot || limit === null || span.start + span.size <= BigInt(limit)) return ALLOWED;
  return refuse({
    guard: 'underMemLimit',
    errno: 'E2BIG',
    reason: `the range passes the boot parameter mem=${hex(limit)}`,
    source: 'mm/memory_hotplug.c register_memory_resource(), up to v5.6',
  });
}

/** A driver's resource name (mm/memory_hotplug.c add_memory_driver_managed(), v5.8). */
export function driverName(_profile: Profile, name: string | null): Verdict {
  if (name === null || name === 'System RAM' || /^System RAM \(.*\)$/.test(name)) return ALLOWED;
  return refuse({
    guard: 'driverName',
    errno: 'EINVAL',
    reason: 'a driver must call its memory "System RAM (…)"',
    source: 'mm/memory_hotplug.c add_memory_driver_managed(), v5.8',
  });
}

/** A busy line of /proc/iomem stands in the way (mm/memory_hotplug.c register_memory_resource()). */
export function resourceFree(
  _profile: Profile,
  span: ByteSpan,
  conflict: { readonly name: string; readonly start: number; readonly end: number } | null,
): Verdict {
  if (conflict === null) return ALLOWED;
  return refuse({
    guard: 'resourceFree',
    errno: 'EEXIST',
    reason: `${hex(conflict.start)}-${hex(conflict.end)} : ${conflict.name} stands in the way`,
    source: 'mm/memory_hotplug.c register_memory_resource(), v5.2',
    message: `Unable to reserve System RAM region: ${span.start.toString(16).padStart(16, '0')}->${(span.start + span.size).toString(16).padStart(16, '0')}`,
  });
}

/** mm/memory_hotplug.c check_hotplug_memory_range(), v5.2 … v7.1. */
export function blockAligned(_profile: Profile, { start, size }: ByteSpan, blockBytes: number): Verdict {
  if (size > 0n && isMultiple(start, blockBytes) && isMultiple(size, blockBytes)) return ALLOWED;
  return refuse({
    guard: 'blockAligned',
    errno: 'EINVAL',
    reason: `start and size must be multiples of the memory block size ${hex(blockBytes)}, and the size not 0`,
    source: 'mm/memory_hotplug.c check_hotplug_memory_range(), v5.2',
    message: `Block size [${hex(blockBytes)}] unaligned hotplug range: start ${hex(start)}, size ${hex(size)}`,
  });
}

/** mm/memory_hotplug.c add_memory_resource(), v5.8. */
export function nodePossible(profile: Profile, nid: number, possibleNodes: number | null): Verdict {
  if (!profile.traits.checksNodePossible || possibleNodes === null || (nid >= 0 && nid < possibleNodes)) return ALLOWED;
  return refuse({
    guard: 'nodePossible',
    errno: 'EINVAL',
    reason: `node ${nid} can't exist here: this machine has at most ${possibleNodes}`,
    source: 'mm/memory_hotplug.c add_memory_resource(), v5.8',
    message: `node ${nid} was absent from the node_possible_map`,
  });
}

/** drivers/base/memory.c create_memory_block_devices(), v5.3. */
export function blocksFree(_profile: Profile, existing: readonly number[]): Verdict {
  if (existing.length === 0) return ALLOWED;
  return refuse({
    guard: 'blocksFree',
    errno: 'EEXIST',
    reason: `memory block ${existing.join(', ')} exists already`,
    source: 'drivers/base/memory.c add_memory_block(), v5.3',
  });
}

/** mm/memory_hotplug.c try_remove_memory() asks check_memblock_offlined_cb(), v5.3; v5.2 stops with BUG(). */
export function blocksOffline(profile: Profile, span: ByteSpan, notOffline: readonly number[]): Verdict {
  if (notOffline.length === 0) return ALLOWED;
  return refuse({
    guard: 'blocksOffline',
    errno: 'EBUSY',
    reason: `memory block ${notOffline.join(', ')} is not offline`,
    source: 'mm/memory_hotplug.c try_remove_memory(), v5.3 … v7.1',
    message: `removing memory fails, because memory [${hex(span.start)}-${hex(span.start + span.size - 1n)}] is onlined`,
    ...(profile.traits.removeOnlineIsBug ? { fatal: true as const } : {}),
  });
}

/** A block that holds its own memmap goes alone (v5.14 … v6.7), or only with others like it (v6.8). */
export function ownMemmapRemovable(
  profile: Profile,
  span: ByteSpan,
  blockBytes: number,
  blocks: { readonly own: number; readonly other: number },
): Verdict {
  const alone = profile.traits.memmapOnMemory !== 'oneBlock' || span.size === BigInt(blockBytes);
  const alike = profile.traits.memmapOnMemory !== 'perBlock' || blocks.other === 0;
  if (blocks.own === 0 || (alone && alike)) return ALLOWED;
  return refuse({
    guard: 'ownMemmapRemovable',
    errno: 'EINVAL',
    reason: 'blocks that hold their own memmap are removed one by one (before v6.8), never mixed with others (since)',
    source: 'mm/memory_hotplug.c try_remove_memory(), v5.14; memory_blocks_have_altmaps(), v6.8',
    message: `Refuse to remove ${hex(span.start)} - ${hex(span.start + span.size)}, wrong granularity`,
  });
}

/** A range of a dev_pagemap has no other at its first or last page (mm/memremap.c pagemap_range(), v5.2 … v7.1). */
export function noClaimAtEnds(_profile: Profile, claimed: readonly string[]): Verdict {
  if (claimed.length === 0) return ALLOWED;
  return refuse({
    guard: 'noClaimAtEnds',
    errno: 'ENOMEM',
    reason: `a dev_pagemap holds its ${claimed.join(' and ')} page already`,
    source: 'mm/memremap.c pagemap_range(), v5.10 (devm_memremap_pages() in v5.2)',
    message: 'Conflicting mapping in same section',
  });
}

/** ZONE_DEVICE never lies over System RAM (mm/memremap.c pagemap_range(), v5.2 … v7.1). */
export function disjointFromRam(_profile: Profile, touchesRam: boolean): Verdict {
  if (!touchesRam) return ALLOWED;
  return refuse({
    guard: 'disjointFromRam',
    errno: 'ENXIO',
    reason: 'System RAM lies in the range',
    source: 'mm/memremap.c pagemap_range(), v5.10 (devm_memremap_pages() in v5.2)',
    message: 'attempted on ram region',
  });
}

/** mm/memremap.c pagemap_range() asks mhp_range_allowed(), v5.12. */
export function deviceAddressable(profile: Profile, span: ByteSpan): Verdict {
  const answer = addressable(profile, span);
  return answer.allowed ? answer : { ...answer, guard: 'deviceAddressable', errno: 'EINVAL' };
}

/** drivers/base/memory.c find_memory_block(), v5.2 … v7.1. */
export function blockExists(block: BlockNr, exists: boolean): Verdict {
  if (exists) return ALLOWED;
  return refuse({
    guard: 'blockExists',
    errno: 'ENODEV',
    reason: `there is no memory block ${block}`,
    source: 'drivers/base/memory.c find_memory_block(), v5.2',
  });
}

/** The block machine has no transition from this state: drivers/base/memory.c state_store(), v5.2 … v7.1. */
export function blockState(block: BlockNr, state: BlockState, takes: boolean): Verdict {
  if (takes) return ALLOWED;
  return refuse({
    guard: 'blockState',
    errno: 'EINVAL',
    reason: `memory block ${block} is ${state === 'removed' ? state : sysfsWord(state)} already; its state file answers EINVAL`,
    source: 'drivers/base/memory.c state_store(), v5.2 … v7.1',
  });
}

/** Poisoned pages keep a block offline (drivers/base/memory.c memory_block_online(), v6.8). */
export function noPoison(profile: Profile, poisoned: boolean): Verdict {
  if (!profile.traits.poisonKeepsOffline || !poisoned) return ALLOWED;
  return refuse({
    guard: 'noPoison',
    errno: 'EHWPOISON',
    reason: 'the block has poisoned pages',
    source: 'drivers/base/memory.c memory_block_online(), v6.8',
  });
}

/** Pages reach the buddy allocator by a walk over System RAM lines (mm/memory_hotplug.c online_pages(), up to v5.9). */
export function ramInBlock(profile: Profile, ramPages: number | null): Verdict {
  if (!profile.traits.onlineNeedsRamLine || ramPages !== 0) return ALLOWED;
  return refuse({
    guard: 'ramInBlock',
    errno: 'EINVAL',
    reason: 'no System RAM line of /proc/iomem lies in the block',
    source: 'mm/memory_hotplug.c online_pages(), v5.2 … v5.9',
  });
}

/** drivers/base/memory.c memory_subsys_offline(), up to v5.6. */
export function allSectionsPresent(profile: Profile, present: boolean): Verdict {
  if (!profile.traits.offlineNeedsAllSections || present) return ALLOWED;
  return refuse({
    guard: 'allSectionsPresent',
    errno: 'EINVAL',
    reason: 'a section of the block is not present',
    source: 'drivers/base/memory.c memory_subsys_offline(), up to v5.6',
  });
}

/** A block of several zones or nodes remembers none (drivers/base/memory.c memory_block_offline(), v5.19). */
export function remembersZone(profile: Profile, oneZone: boolean | null): Verdict {
  if (!profile.traits.blockRemembersZone || oneZone !== false) return ALLOWED;
  return refuse({
    guard: 'remembersZone',
    errno: 'EINVAL',
    reason: 'the block spans several zones or nodes, so it remembers none',
    source: 'drivers/base/memory.c memory_block_offline(), v5.19',
  });
}

/** mm/memory_hotplug.c offline_pages(), v5.6. */
export function allRam(profile: Profile, nrPages: number, ramPages: number | null): Verdict {
  if (!profile.traits.offlineNeedsAllRam || ramPages === null || ramPages === nrPages) return ALLOWED;
  return refuse({
    guard: 'allRam',
    errno: 'EINVAL',
    reason: 'memory holes: not every page of the block is busy System RAM',
    source: 'mm/memory_hotplug.c offline_pages(), v5.6',
  });
}

/** mm/memory_hotplug.c offline_pages(), up to v5.17. */
export function oneZone(oneZone: boolean | null): Verdict {
  if (oneZone !== false) return ALLOWED;
  return refuse({
    guard: 'oneZone',
    errno: 'EINVAL',
    reason: 'multizone range: the block spans several zones',
    source: 'mm/memory_hotplug.c offline_pages(), up to v5.17',
  });
}
