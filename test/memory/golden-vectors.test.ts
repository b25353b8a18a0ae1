import { describe, expect, test } from 'vitest';
import { guardsOf } from '../../machines/guards/index.ts';
import { memoryBlockBytes } from '../../machines/kernel/block-size.ts';
import { geometryOf } from '../../machines/kernel/geometry.ts';
import { popcount } from '../../machines/kernel/ranges.ts';
import { flagsOf, usageOf, wordOf } from '../../machines/section-facts.ts';
import { memmapOfSection, memmapOfState } from '../../src/memory/memmap.ts';
import {
  ALL,
  addMemory,
  archAdd,
  archRemove,
  booted,
  eventsOf,
  GIB,
  MIB,
  memremap,
  memunmap,
  messagesOf,
  nothing,
  PAGE,
  profileOf,
  removeMemory,
  SECTION,
  SUB,
  sectionAt,
  told,
  typesOf,
} from './given.ts';

/** Section 40 of x86_64: the section of every vector. */
const FIRST = 0x140000;
const START_OF_TAIL = 0x147800;
const TAIL_PAGES = 0x800;
const RAM_60 = (1n << 60n) - 1n;

/** RAM ends 60 sub-sections into section 40. */
const ramUpToTail = (name: string) => booted(profileOf(name), [{ pfn: 0, nrPages: START_OF_TAIL }]);

describe('golden vectors of docs/kernel.md §6.4: hot-add', () => {
  test('G1: a whole section added with VMEMMAP has all 64 bits and a 2 MiB memmap in one huge page', () => {
    const profile = profileOf('vmemmap@v5.7');
    const { state, answers } = told(nothing(profile), archAdd(FIRST, SECTION));
    const facts = sectionAt(state, FIRST);
    expect(answers).toEqual(['0']);
    expect(flagsOf(profile, facts)).toEqual(['MARKED_PRESENT', 'HAS_MEM_MAP']);
    expect(facts.map).toBe(ALL);
    expect(facts.memmap).toEqual({ backing: 'hugePage', populated: ALL });
    expect(usageOf(facts)).toBe('slab');
    expect(memmapOfState(state)).toEqual({
      structPages: SECTION,
      bytes: 2 * MIB,
      backingBytes: 2 * MIB,
      leakedBytes: 0,
    });
  });

  test('G2: two sub-sections take 64 KiB in base pages, and the rest of the section stays in base pages', () => {
    const { state: first } = told(nothing(profileOf('vmemmap@v5.7')), archAdd(FIRST, 2 * SUB));
    expect(sectionAt(first, FIRST)).toMatchObject({ lifecycle: 'partiallyPopulated', map: 0b11n });
    expect(memmapOfState(first)).toMatchObject({ bytes: 64 * 1024, backingBytes: 64 * 1024 });

    const { state: whole, answers } = told(first, archAdd(FIRST + 2 * SUB, 62 * SUB));
    expect(answers).toEqual(['0']);
    expect(sectionAt(whole, FIRST)).toMatchObject({
      lifecycle: 'offline',
      map: ALL,
      memmap: { backing: 'basePages', populated: ALL },
    });
    expect(memmapOfState(whole).backingBytes / PAGE).toBe(512);
  });

  test('G3: adding a sub-section that is there already answers EEXIST and changes nothing', () => {
    const { state } = told(nothing(profileOf('vmemmap@v5.7')), archAdd(FIRST, 2 * SUB));
    const again = told(state, archAdd(FIRST + SUB, SUB));
    expect(again.answers).toEqual(['EEXIST']);
    expect(sectionAt(again.state, FIRST)).toBe(sectionAt(state, FIRST));
    expect(typesOf(again.events)).toEqual(['operation.started', 'operation.refused']);
  });

  test('G4: classic refuses part of a section with EINVAL and warns in the old words', () => {
    const { answers, events, state } = told(nothing(profileOf('classic@v5.7')), archAdd(FIRST, 2 * SUB));
    expect(answers).toEqual(['EINVAL']);
    expect(messagesOf(events)).toEqual(['Misaligned __add_pages start: 0x140000 end: #1403ff']);
    expect(state.roots).toEqual({});
  });

  test('G5: VMEMMAP refuses half a sub-section with EINVAL and warns in the new words', () => {
    const { answers, events, state } = told(nothing(profileOf('vmemmap@v6.12')), archAdd(FIRST + 0x100, SUB));
    expect(answers).toEqual(['EINVAL']);
    expect(messagesOf(events)).toEqual(['Misaligned __add_pages start: 0x140100 end: 0x1402ff']);
    expect(state.roots).toEqual({});
  });

  test('G10: classic with DEBUG_VM faults in v5.3, poisoning struct pages through a word that is still 0', () => {
    const profile = profileOf('classic@v5.3', { debugVm: true });
    const { state, answers } = told(nothing(profile), archAdd(FIRST, SECTION));
    expect(answers).toEqual(['crash']);
    expect(FIRST * profile.geometry.structPageBytes).toBe(0x5000000);
    expect(state.crashed).toBe('fault at address 0x5000000 in page_init_poison');
    expect(told(nothing(profileOf('classic@v5.6', { debugVm: true })), archAdd(FIRST, SECTION)).answers).toEqual(['0']);
  });

  test('a second add of a section goes through in classic v5.7, and 2 MiB of memmap are lost (docs/kernel.md §6.4, G11)', () => {
    const { state, answers } = told(
      nothing(profileOf('classic@v5.7')),
      archAdd(FIRST, SECTION),
      archAdd(FIRST, SECTION),
    );
    expect(answers).toEqual(['0', '0']);
    expect(memmapOfState(state)).toMatchObject({ bytes: 2 * MIB, leakedBytes: 2 * MIB });
  });

  test('G12: a second add of a section is refused with EEXIST in classic v5.6', () => {
    const { state, answers } = told(
      nothing(profileOf('classic@v5.6')),
      archAdd(FIRST, SECTION),
      archAdd(FIRST, SECTION),
    );
    expect(answers).toEqual(['0', 'EEXIST']);
    expect(memmapOfState(state)).toMatchObject({ bytes: 2 * MIB, leakedBytes: 0 });
  });
});

describe('golden vectors of docs/kernel.md §6.4: hot-remove', () => {
  test('G6: removing one sub-section of a huge page gives no memory back', () => {
    const { state } = told(nothing(profileOf('vmemmap@v5.3')), archAdd(FIRST, SECTION), archRemove(FIRST, SUB));
    const facts = sectionAt(state, FIRST);
    expect(popcount(facts.map ?? 0n)).toBe(63);
    expect(memmapOfSection(state.profile.geometry, facts)).toEqual({
      structPages: 63 * SUB,
      bytes: 63 * 32 * 1024,
      backingBytes: 2 * MIB,
    });
  });

  test('G7: ten adds and removals in classic v5.3 lose 20 MiB without a word', () => {
    const rounds = Array.from({ length: 10 }, () => [archAdd(FIRST, SECTION), archRemove(FIRST, SECTION)]).flat();
    const { state, answers, events } = told(nothing(profileOf('classic@v5.3')), ...rounds);
    expect(new Set(answers)).toEqual(new Set(['0']));
    expect(messagesOf(events)).toEqual([]);
    expect(memmapOfState(state)).toMatchObject({ bytes: 0, backingBytes: 0, leakedBytes: 20 * MIB });
  });

  test('G8: removal in classic v5.6-pre stops in free_pages, with the section’s word already 0', () => {
    const profile = profileOf('classic@v5.6-pre', { debugVm: true });
    const { state, answers } = told(nothing(profile), archAdd(FIRST, SECTION), archRemove(FIRST, SECTION));
    expect(answers).toEqual(['0', 'crash']);
    expect(state.crashed).toMatch(/free_pages/);
    expect(wordOf(profile, sectionAt(state, FIRST), true)).toBe('zero');
  });

  test('G9: removal in classic v5.6 frees the memmap and zeroes the word', () => {
    const profile = profileOf('classic@v5.6', { debugVm: true });
    const { state, answers } = told(nothing(profile), archAdd(FIRST, SECTION), archRemove(FIRST, SECTION));
    expect(answers).toEqual(['0', '0']);
    expect(wordOf(profile, sectionAt(state, FIRST), true)).toBe('zero');
    expect(memmapOfState(state)).toEqual({ structPages: 0, bytes: 0, backingBytes: 0, leakedBytes: 0 });
  });

  test('G19: from v6.8 the usage map is unreachable at once after a full removal', () => {
    // When the memory itself comes back is a grace period later, which no event shows: the trait says that it waits.
    const profile = profileOf('vmemmap@v6.8');
    const { state } = told(nothing(profile), archAdd(FIRST, SECTION), archRemove(FIRST, SECTION));
    expect(usageOf(sectionAt(state, FIRST))).toBe('none');
    expect(profile.traits.usageFreedByRcu).toBe(true);
    expect(profileOf('vmemmap@v5.19').traits.usageFreedByRcu).toBe(false);
  });
});

describe('golden vectors of docs/kernel.md §6.4: ZONE_DEVICE in the tail of boot RAM', () => {
  const mapTwice = [
    memremap(START_OF_TAIL, TAIL_PAGES),
    memunmap(START_OF_TAIL, TAIL_PAGES),
    memremap(START_OF_TAIL, TAIL_PAGES),
  ];

  test.each(['v5.3', 'v5.7', 'v5.8'])('G13: %s frees the tail’s struct pages and then trusts them again', (name) => {
    const before = ramUpToTail(`vmemmap@${name}`);
    expect(sectionAt(before, FIRST)).toMatchObject({ map: RAM_60, memmap: { backing: 'boot', populated: ALL } });

    const { state: unmapped } = told(before, ...mapTwice.slice(0, 2));
    expect(sectionAt(unmapped, FIRST)).toMatchObject({ map: RAM_60, memmap: { populated: RAM_60 } });
    const held = memmapOfSection(before.profile.geometry, sectionAt(before, FIRST));
    const left = memmapOfSection(before.profile.geometry, sectionAt(unmapped, FIRST));
    expect(held.structPages - left.structPages).toBe(2048);
    expect(held.bytes - left.bytes).toBe(4 * 32 * 1024);
    // The boot memmap lies in a huge page, of which the tail is only marked as unused.
    expect(left.backingBytes).toBe(held.backingBytes);

    const { state: mappedAgain, answers } = told(unmapped, ...mapTwice.slice(2));
    expect(answers).toEqual(['0']);
    expect(sectionAt(mappedAgain, FIRST)).toMatchObject({ map: ALL, memmap: { populated: RAM_60 } });
  });

  test.each(['v5.9', 'v5.12', 'v6.8', 'v7.1'])('G13: %s leaves an early section’s memmap alone', (name) => {
    const { state, answers } = told(ramUpToTail(`vmemmap@${name}`), ...mapTwice.slice(0, 2));
    expect(answers).toEqual(['0', '0']);
    expect(sectionAt(state, FIRST)).toMatchObject({ map: RAM_60, memmap: { backing: 'boot', populated: ALL } });
  });

  const onlinePage = (name: string, frame: number) => {
    const { state, answers } = told(ramUpToTail(`vmemmap@${name}`), memremap(START_OF_TAIL, TAIL_PAGES));
    expect(answers).toEqual(['0']);
    const index = Math.floor((frame % SECTION) / SUB);
    const facts = sectionAt(state, FIRST);
    return { facts, page: guardsOf('vmemmap').pfnToOnlinePage(state.profile, facts, index), profile: state.profile };
  };

  test('G20: v5.12 taints the shared section, so pfn_to_online_page() gives no device page', () => {
    const { facts, page, profile } = onlinePage('v5.12', START_OF_TAIL);
    expect(flagsOf(profile, facts)).toContain('TAINT_ZONE_DEVICE');
    expect(flagsOf(profile, facts)).toContain('IS_ONLINE');
    expect(page).toBe(false);
    expect(onlinePage('v5.12', START_OF_TAIL - 1).page).toBe(true);
  });

  test('G20: v5.9 gives a device page of an online section as if it were RAM', () => {
    const { facts, page, profile } = onlinePage('v5.9', START_OF_TAIL);
    expect(flagsOf(profile, facts)).not.toContain('TAINT_ZONE_DEVICE');
    expect(page).toBe(true);
  });
});

describe.each(['vmemmap', 'classic'])('golden vectors of docs/kernel.md §6.4: whole operations, %s', (model) => {
  test.each(['v5.2', 'v5.7', 'v6.12'])('G14: %s refuses half a memory block with EINVAL', (name) => {
    const { answers, events, state } = told(
      booted(profileOf(`${model}@${name}`), [{ pfn: 0, nrPages: SECTION }]),
      addMemory(FIRST, SECTION / 2),
    );
    expect(answers).toEqual(['EINVAL']);
    expect(messagesOf(events)).toEqual([
      'Block size [0x8000000] unaligned hotplug range: start 0x140000000, size 0x4000000',
    ]);
    expect(state.memoryBlocks[40]).toBeUndefined();
  });

  test.each(['v5.2', 'v5.7', 'v6.12'])('G15: %s meets a second add of the same range at the resource', (name) => {
    const profile = profileOf(`${model}@${name}`);
    for (const start of [booted(profile, [{ pfn: 0, nrPages: SECTION }]), nothing(profile)]) {
      const { state, answers } = told(start, addMemory(FIRST, SECTION));
      const again = told(state, addMemory(FIRST, SECTION));
      expect([...answers, ...again.answers]).toEqual(['0', 'EEXIST']);
      expect(eventsOf(again.events, 'operation.refused')).toMatchObject([{ guard: 'resourceFree' }]);
      expect(typesOf(again.events)).toEqual(['operation.started', 'operation.refused']);
      expect(again.state.resources).toEqual(state.resources);
    }
  });

  test('G16: a block that is online can’t be removed: EBUSY, and a BUG in v5.2', () => {
    const online = (name: string) =>
      told(
        nothing(profileOf(`${model}@${name}`)),
        addMemory(FIRST, SECTION, { autoOnline: 'online' }),
        removeMemory(FIRST, SECTION),
      );
    for (const name of ['v5.3', 'v5.7', 'v6.12']) {
      const { answers, events, state } = online(name);
      expect(answers).toEqual(['0', 'EBUSY']);
      expect(messagesOf(events)).toEqual([
        'removing memory fails, because memory [0x140000000-0x147ffffff] is onlined',
      ]);
      expect(state.memoryBlocks[40]?.state).toBe('online');
    }
    expect(online('v5.2').answers).toEqual(['0', 'crash']);
  });

  test('G17: bare metal with 256 GiB has blocks of 2 GiB, so that a DIMM of 128 MiB is refused', () => {
    const profile = profileOf(`${model}@v5.9`);
    const facts = { endOfBootRam: 256 * GIB, hypervisor: false };
    const blockBytes = memoryBlockBytes(profile.geometry, profile.traits.bareMetal2GiBBlocks, facts);
    expect(blockBytes).toBe(2 * GIB);
    expect(told(nothing(profile, blockBytes), addMemory((256 * GIB) / PAGE, SECTION)).answers).toEqual(['EINVAL']);
  });

  test('G18: RAM that ends 128 MiB past 256 GiB gives blocks of 128 MiB in v5.8 and of 2 GiB from v5.9', () => {
    const blockBytes = (name: string): number => {
      const { traits, release } = profileOf(`${model}@${name}`);
      const geometry = geometryOf({ arch: 'x86_64', release });
      const facts = { endOfBootRam: 0x40_0800_0000, hypervisor: false };
      return memoryBlockBytes(geometry, traits.bareMetal2GiBBlocks, facts);
    };
    expect(blockBytes('v5.8')).toBe(128 * MIB);
    expect(blockBytes('v5.9')).toBe(2 * GIB);
  });
});
