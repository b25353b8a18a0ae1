import { describe, expect, test } from 'vitest';
import { decided } from '../../events/event.ts';
import { describeProfile } from '../../machines/kernel/profile.ts';
import { blockNr, bytes, pfn, sectionNr } from '../../machines/kernel/units.ts';
import { memmapOfState } from '../../src/memory/memmap.ts';
import { sectionEntry } from '../../src/memory/sections.ts';
import type { MemoryState } from '../../src/memory/state.ts';
import {
  addMemory,
  archAdd,
  booted,
  eventsOf,
  happened,
  MIB,
  memremap,
  memunmap,
  nothing,
  offline,
  online,
  PAGE,
  profileOf,
  removeMemory,
  SECTION,
  SUB,
  sectionAt,
  told,
  typesOf,
} from './given.ts';

const GIB_PAGES = 2 ** 30 / PAGE;
const present = (state: MemoryState, sections: readonly number[]): readonly boolean[] =>
  sections.map((section) => sectionEntry(state, sectionNr(section)).facts.lifecycle !== 'removed');
const orphans = (state: MemoryState, sections: readonly number[]): readonly boolean[] =>
  sections.map((section) => sectionEntry(state, sectionNr(section)).ownership === 'orphan');

describe('add_memory() that fails in the middle (docs/kernel.md §8.14)', () => {
  const eight = { environment: { allocationFailed: { errno: 'ENOMEM', at: 12 * SECTION } } } as const;
  const failedAdd = (name: string) => told(nothing(profileOf(name)), addMemory(10 * SECTION, 8 * SECTION, eight));

  test.each(['vmemmap@v5.3', 'vmemmap@v6.12', 'classic@v5.6', 'classic@v6.12'])(
    '%s: leaves the sections before as nobody’s, and nothing else',
    (name) => {
      const { state, answers, events } = failedAdd(name);
      expect(answers).toEqual(['ENOMEM']);
      expect(present(state, [10, 11, 12, 13])).toEqual([true, true, false, false]);
      expect(orphans(state, [10, 11, 12])).toEqual([true, true, false]);
      expect(state.memoryBlocks).toEqual({});
      expect(state.resources).toEqual([]);
      expect(eventsOf(events, 'operation.failed')).toMatchObject([{ environment: 'allocationFailed', orphans: true }]);
    },
  );

  test.each(['vmemmap@v5.3', 'vmemmap@v6.12', 'classic@v5.6'])('%s: stops a second try with EEXIST', (name) => {
    const again = told(failedAdd(name).state, addMemory(10 * SECTION, 8 * SECTION));
    expect(again.answers).toEqual(['EEXIST']);
    expect(again.state.resources).toEqual([]);
    expect(orphans(again.state, [10, 11])).toEqual([true, true]);
  });

  test('classic@v6.12: a second try replaces the orphans’ memmap, which is lost', () => {
    const again = told(failedAdd('classic@v6.12').state, addMemory(10 * SECTION, 8 * SECTION));
    expect(again.answers).toEqual(['0']);
    expect(memmapOfState(again.state).leakedBytes).toBe(4 * MIB);
    expect(orphans(again.state, [10, 11])).toEqual([false, false]);
  });

  test.each(['classic@v5.2', 'classic@v5.3', 'classic@v5.6'])(
    '%s: no contiguous pages for a memmap are no failure, vmalloc takes their place',
    (name) => {
      const { state, answers, events } = told(
        nothing(profileOf(name)),
        addMemory(10 * SECTION, 3 * SECTION, { environment: { noContiguousPagesAt: 11 * SECTION } }),
      );
      expect(answers).toEqual(['0']);
      expect([10, 11, 12].map((nr) => sectionAt(state, nr * SECTION).memmap.backing)).toEqual([
        'pages',
        'vmalloc',
        'pages',
      ]);
      expect(eventsOf(events, 'memmap.fellBack')).toMatchObject([{ pfn: 11 * SECTION, nrPages: SECTION }]);
    },
  );

  test.each(['classic@v5.7', 'vmemmap@v5.6'])('%s: asks for no contiguous pages', (name) => {
    const environment = { noContiguousPagesAt: 10 * SECTION };
    const { state, events } = told(nothing(profileOf(name)), addMemory(10 * SECTION, SECTION, { environment }));
    expect(sectionAt(state, 10 * SECTION).memmap.backing).toBe(name.startsWith('classic') ? 'kvmalloc' : 'hugePage');
    expect(eventsOf(events, 'memmap.fellBack')).toEqual([]);
  });

  test('an early section that got a hole filled on the way keeps its block: it is nobody’s orphan', () => {
    const start = booted(profileOf('vmemmap@v6.12'), [{ pfn: 0, nrPages: 60 * SUB }]);
    const { state, answers } = told(
      start,
      archAdd(60 * SUB, 4 * SUB + SECTION, { allocationFailed: { errno: 'ENOMEM', at: SECTION } }),
    );
    expect(answers).toEqual(['ENOMEM']);
    expect(orphans(state, [0, 1])).toEqual([false, false]);
  });

  test('a section stops being an orphan when it goes', () => {
    const { state } = told(failedAdd('vmemmap@v6.12').state, removeMemory(10 * SECTION, SECTION));
    expect(present(state, [10, 11])).toEqual([false, true]);
    expect(orphans(state, [10, 11])).toEqual([false, true]);
  });
});

describe('add_memory() whose blocks bring their own memmap', () => {
  const own = { ownMemmap: true };

  test('v6.8 adds block by block, and takes the finished ones back where one fails', () => {
    const environment = { allocationFailed: { errno: 'ENOMEM', at: 12 * SECTION } } as const;
    const { state, answers, events } = told(
      nothing(profileOf('vmemmap@v6.8')),
      addMemory(10 * SECTION, 4 * SECTION, { ...own, environment }),
    );
    expect(answers).toEqual(['ENOMEM']);
    expect(present(state, [10, 11, 12])).toEqual([false, false, false]);
    expect(state.memoryBlocks).toEqual({});
    expect(typesOf(events).filter((type) => type.startsWith('blocks.'))).toEqual([
      'blocks.created',
      'blocks.created',
      'blocks.removed',
    ]);
  });

  test('v5.14 refuses more than one block, v6.8 gives each its own, v5.12 and classic have none to give', () => {
    const answer = (name: string, sections: number) =>
      told(nothing(profileOf(name)), addMemory(10 * SECTION, sections * SECTION, own)).answers[0];
    expect(['vmemmap@v5.12', 'classic@v5.14', 'vmemmap@v5.14', 'vmemmap@v6.8'].map((name) => answer(name, 1))).toEqual([
      'EINVAL',
      'EINVAL',
      '0',
      '0',
    ]);
    expect(['vmemmap@v5.14', 'vmemmap@v6.8'].map((name) => answer(name, 2))).toEqual(['EINVAL', '0']);
    // Since v6.8 a wish that can't be granted is passed over.
    expect(answer('classic@v6.8', 1)).toBe('0');
  });

  test('the blocks’ memmap lies in the range itself', () => {
    const { state } = told(nothing(profileOf('vmemmap@v6.8')), addMemory(10 * SECTION, 2 * SECTION, own));
    expect(sectionAt(state, 10 * SECTION).memmap.backing).toBe('altmap');
    expect([10, 11].map((block) => state.memoryBlocks[block]?.ownMemmap)).toEqual([true, true]);
  });

  test('such a block goes alone before v6.8, and never with others since', () => {
    const mixed = (name: string) =>
      told(
        nothing(profileOf(name)),
        addMemory(10 * SECTION, SECTION, own),
        addMemory(11 * SECTION, SECTION),
        removeMemory(10 * SECTION, 2 * SECTION),
        removeMemory(10 * SECTION, SECTION),
      ).answers.slice(2);
    expect(mixed('vmemmap@v6.1')).toEqual(['EINVAL', '0']);
    expect(mixed('vmemmap@v6.8')).toEqual(['EINVAL', '0']);
  });
});

describe('where memory may be', () => {
  const beyond = addMemory(2 ** 46 / PAGE - SECTION, 2 * SECTION);
  const answerOf = (name: string) => told(nothing(profileOf(name)), beyond);

  test('past the highest address is E2BIG, before the resource since v5.12 and inside __add_pages() before', () => {
    for (const name of ['vmemmap@v5.7', 'classic@v5.11', 'vmemmap@v5.12', 'classic@v6.12']) {
      const { answers, state } = answerOf(name);
      expect(answers).toEqual(['E2BIG']);
      expect(state.resources).toEqual([]);
    }
    expect(eventsOf(answerOf('vmemmap@v5.12').events, 'operation.refused')[0]?.message).toMatch(/^Hotplug memory \[0x/);
    expect(eventsOf(answerOf('vmemmap@v5.7').events, 'operation.refused')[0]?.message).toMatch(/^Hotplugged memory/);
  });

  test('what the environment would decide of the System RAM line comes after the checks of the range', () => {
    const environment = { resourceNotReserved: { errno: 'EEXIST' } } as const;
    expect(told(nothing(profileOf('vmemmap@v6.12')), { ...beyond, environment }).answers).toEqual(['E2BIG']);
  });

  test('any 64-bit number may be asked for', () => {
    const everywhere = { ...beyond, start: 2n ** 64n - 1n, size: 2n ** 64n - 1n } as typeof beyond;
    // Before v5.12 the first to look at the range asks for whole blocks (check_hotplug_memory_range()).
    for (const name of ['vmemmap@v5.2', 'classic@v5.7']) {
      expect(told(nothing(profileOf(name)), everywhere).answers).toEqual(['EINVAL']);
    }
    expect(told(nothing(profileOf('vmemmap@v7.1')), everywhere).answers).toEqual(['E2BIG']);
  });

  const described = (name: string) =>
    happened(
      nothing(profileOf(name)),
      decided('kernel.described', {
        profile: name,
        machine: describeProfile(profileOf(name)),
        blockBytes: bytes(2 ** 27),
        possibleNodes: 2,
        ownMemmapParameter: null,
        memLimit: bytes(4 * 2 ** 30),
      }),
    );

  test('the boot parameter mem= holds after boot up to v5.6', () => {
    const past = addMemory(4 * GIB_PAGES, SECTION);
    expect(['classic@v5.6', 'classic@v5.7'].map((name) => told(described(name), past).answers[0])).toEqual([
      'E2BIG',
      '0',
    ]);
  });

  test('a node that can’t exist is EINVAL since v5.8', () => {
    const onNode2 = addMemory(SECTION, SECTION, { nid: 2 });
    const asGroup = addMemory(SECTION, SECTION, { nid: 2, nidIsGroup: true });
    expect(['vmemmap@v5.7', 'vmemmap@v5.8'].map((name) => told(described(name), onNode2).answers[0])).toEqual([
      '0',
      'EINVAL',
    ]);
    expect(told(described('vmemmap@v6.1'), asGroup).answers).toEqual(['0']);
  });

  test('a driver’s memory is called System RAM (…)', () => {
    const named = (driverName: string) =>
      told(nothing(profileOf('vmemmap@v6.12')), addMemory(SECTION, SECTION, { driverName })).answers[0];
    expect(['System RAM (kmem)', 'System RAM', 'kmem', 'System RAM kmem'].map(named)).toEqual([
      '0',
      '0',
      'EINVAL',
      'EINVAL',
    ]);
  });
});

describe('auto-onlining', () => {
  test('onlines every block of the add, and its failures are the add’s success', () => {
    const well = told(
      nothing(profileOf('vmemmap@v6.12')),
      addMemory(SECTION, 2 * SECTION, { autoOnline: 'online_movable' }),
    );
    expect([1, 2].map((block) => well.state.memoryBlocks[block])).toMatchObject([
      { state: 'online', zone: 'Movable' },
      { state: 'online', zone: 'Movable' },
    ]);
    const environment = { notifierVeto: { errno: 'EBUSY' } } as const;
    const vetoed = told(
      nothing(profileOf('vmemmap@v6.12')),
      addMemory(SECTION, 2 * SECTION, { autoOnline: 'online', environment }),
    );
    expect(vetoed.answers).toEqual(['0']);
    expect([1, 2].map((block) => vetoed.state.memoryBlocks[block]?.state)).toEqual(['offline', 'offline']);
  });
});

describe('offline_and_remove_memory()', () => {
  const both = { ...removeMemory(SECTION, 2 * SECTION), type: 'offline_and_remove_memory' } as ReturnType<
    typeof removeMemory
  >;
  const start = (name: string) =>
    told(
      nothing(profileOf(name)),
      addMemory(SECTION, 2 * SECTION),
      online(1, undefined, 'online_movable'),
      online(2, undefined, 'online_kernel'),
    ).state;

  test.each(['vmemmap@v5.9', 'classic@v6.12'])('%s: offlines every block and removes them', (name) => {
    const { state, answers } = told(start(name), both);
    expect(answers).toEqual(['0']);
    expect(state.memoryBlocks).toEqual({});
    expect(present(state, [1, 2])).toEqual([false, false]);
  });

  test('where a block stays online, those that went offline come back into their zones', () => {
    const before = happened(
      start('vmemmap@v6.12'),
      decided('block.found', { block: blockNr(2), state: 'online', zone: null, oneZone: false, nid: 0 }),
    );
    const { state, answers } = told(before, both);
    expect(answers).toEqual(['EINVAL']);
    expect([1, 2].map((block) => state.memoryBlocks[block]?.state)).toEqual(['online', 'online']);
    expect(state.memoryBlocks[1]?.zone).toBe('Movable');
  });
});

describe('memremap_pages() that fails', () => {
  const start = () => nothing(profileOf('vmemmap@v6.12'));

  test('before its pages are there gives its pagemap back', () => {
    const { state, answers } = told(start(), memremap(SECTION, SECTION, { pageTableFailed: { errno: 'ENOMEM' } }));
    expect(answers).toEqual(['ENOMEM']);
    expect(state.deviceClaims).toEqual([]);
    expect(present(state, [1])).toEqual([false]);
  });

  test('in its second section leaves the first, with no pagemap over it', () => {
    const { state, answers } = told(
      start(),
      memremap(SECTION, 2 * SECTION, { allocationFailed: { errno: 'ENOMEM', at: 2 * SECTION } }),
    );
    expect(answers).toEqual(['ENOMEM']);
    expect(state.deviceClaims).toEqual([]);
    expect(present(state, [1, 2])).toEqual([true, false]);
    expect(orphans(state, [1])).toEqual([true]);
  });

  test('after its pages were there unmaps them again', () => {
    const { state, answers } = told(start(), memremap(SECTION, SECTION, { deviceSetupFailed: { errno: 'EBUSY' } }));
    expect(answers).toEqual(['EBUSY']);
    expect(state.deviceClaims).toEqual([]);
    expect(present(state, [1])).toEqual([false]);
  });

  test('over the middle of another range takes that range’s pagemap along, as the kernel’s xarray does', () => {
    const { state, answers } = told(start(), memremap(SECTION + 8 * SUB, 4 * SUB), memremap(SECTION, 32 * SUB));
    expect(answers).toEqual(['0', 'EEXIST']);
    expect(state.deviceClaims).toEqual([]);
    expect(sectionAt(state, SECTION).map).toBe(0xf00n);
  });
});

describe('a dev_pagemap over part of another', () => {
  test('takes its pages from the first: no page has two', () => {
    const claimed = (first: number, nrPages: number) =>
      decided('device.claimed', { operation: null, pfn: pfn(first), nrPages });
    const state = happened(nothing(profileOf('vmemmap@v6.12')), claimed(0, 8 * SUB), claimed(2 * SUB, 2 * SUB));
    expect(state.deviceClaims).toEqual([
      { pfn: 0, nrPages: 2 * SUB },
      { pfn: 4 * SUB, nrPages: 4 * SUB },
      { pfn: 2 * SUB, nrPages: 2 * SUB },
    ]);
  });
});

describe('a dev_pagemap that is given back in part', () => {
  test('holds the rest', () => {
    const { state } = told(
      nothing(profileOf('vmemmap@v6.12')),
      memremap(SECTION, 8 * SUB),
      memunmap(SECTION + 2 * SUB, 2 * SUB),
    );
    expect(state.deviceClaims).toEqual([
      { pfn: SECTION, nrPages: 2 * SUB },
      { pfn: SECTION + 4 * SUB, nrPages: 4 * SUB },
    ]);
    expect(sectionAt(state, SECTION).map).toBe(0b11110011n);
  });
});

describe('the zone of an onlined block (docs/kernel.md §4.11)', () => {
  /** Boot RAM of 8 GiB in the Normal zone, and a block behind it. */
  const withBlock = (name: string, block: number) =>
    told(booted(profileOf(name), [{ pfn: 0, nrPages: 8 * GIB_PAGES }]), addMemory(block * SECTION, SECTION)).state;
  const zoneAfter = (state: MemoryState, block: number, kind: 'online' | 'online_kernel' | 'online_movable') =>
    told(state, online(block, undefined, kind)).state.memoryBlocks[block]?.zone;

  test('is the kernel’s unless it was asked to be movable', () => {
    const state = withBlock('vmemmap@v6.12', 80);
    expect(['online', 'online_kernel', 'online_movable'].map((kind) => zoneAfter(state, 80, kind as 'online'))).toEqual(
      ['Normal', 'Normal', 'Movable'],
    );
  });

  test('is Movable where only Movable spans it', () => {
    const around = told(
      withBlock('vmemmap@v6.12', 80),
      addMemory(82 * SECTION, SECTION),
      online(80, undefined, 'online_movable'),
      online(82, undefined, 'online_movable'),
      addMemory(81 * SECTION, SECTION),
    ).state;
    expect(zoneAfter(around, 81, 'online')).toBe('Movable');
    expect(zoneAfter(around, 81, 'online_kernel')).toBe('Normal');
  });

  test('goes wrong above 16 TiB until v5.15, because the pfn is cut to 32 bits (docs/kernel.md §8.9)', () => {
    const low = 20 * GIB_PAGES;
    const high = 2 ** 32 + low;
    const movableLow = (name: string) =>
      told(
        booted(profileOf(name), [{ pfn: 0, nrPages: 8 * GIB_PAGES }]),
        addMemory(low, SECTION),
        online(low / SECTION, undefined, 'online_movable'),
        addMemory(high, SECTION),
      ).state;
    expect(zoneAfter(movableLow('vmemmap@v5.14'), high / SECTION, 'online')).toBe('Movable');
    expect(zoneAfter(movableLow('vmemmap@v5.15'), high / SECTION, 'online')).toBe('Normal');
  });
});

describe('blocks that are not there', () => {
  test('can be neither onlined nor offlined', () => {
    const { answers } = told(nothing(profileOf('vmemmap@v6.12')), online(7), offline(7));
    expect(answers).toEqual(['ENODEV', 'ENODEV']);
  });
});

describe('remove_memory() off a block’s edge', () => {
  test('is a BUG, not an errno', () => {
    const { answers, state } = told(nothing(profileOf('vmemmap@v6.12')), removeMemory(SECTION + SUB, SECTION));
    expect(answers).toEqual(['crash']);
    expect(state.crashed).toMatch(/unaligned hotplug range/);
  });
});

describe('a kernel that stopped in the middle of an add', () => {
  test('keeps the System RAM line of the add: nobody was left to give it back', () => {
    const profile = profileOf('classic@v5.3', { debugVm: true });
    const { state, answers } = told(nothing(profile), addMemory(SECTION, SECTION));
    expect(answers).toEqual(['crash']);
    expect(state.resources).toMatchObject([{ name: 'System RAM' }]);
  });
});

describe('the table of sections', () => {
  test('has no entry for a section that never was present', () => {
    const state = happened(
      nothing(profileOf('vmemmap@v6.12')),
      decided('pages.removed', { operation: null, pfn: pfn(SECTION), nrPages: SECTION }),
      decided('sections.onlined', { operation: null, pfn: pfn(SECTION), nrPages: SECTION }),
    );
    expect(state.roots).toEqual({});
    expect(state.highestPresentSection).toBe(-1);
  });

  test('is shared between states wherever nothing changed', () => {
    const before = told(
      nothing(profileOf('vmemmap@v6.12')),
      archAdd(0, SECTION),
      archAdd(300 * SECTION, SECTION),
    ).state;
    const after = told(before, archAdd(301 * SECTION, SECTION)).state;
    expect(after.roots[0]).toBe(before.roots[0]);
    expect(after.roots[1]).not.toBe(before.roots[1]);
  });
});
