import { describe, expect, test } from 'vitest';
import { guardsOf } from '../../machines/guards/index.ts';
import {
  archAdd,
  archRemove,
  booted,
  eventsOf,
  memremap,
  memunmap,
  nothing,
  profileOf,
  SECTION,
  SUB,
  sectionAt,
  told,
} from '../memory/given.ts';
import {
  ALL,
  add,
  answerTo,
  boot,
  given,
  goOffline,
  goOnline,
  kernel,
  mapDevice,
  RAM,
  remove,
  type Story,
  seen,
  spanAnswer,
  subsections,
  TAIL,
  taint,
  unmapDevice,
  when,
} from './section-story.ts';

/** Releases of each memory model between which a row of the table differs. */
const VMEMMAP = ['v5.3', 'v5.5', 'v5.7', 'v5.9', 'v5.12', 'v6.8', 'v7.1'].map((name) => `vmemmap@${name}`);
const CLASSIC_WITH_MAP = ['v5.3', 'v5.6'].map((name) => `classic@${name}`);
const CLASSIC_WITHOUT_MAP = ['v5.7', 'v5.9', 'v6.12'].map((name) => `classic@${name}`);
const CLASSIC = [...CLASSIC_WITH_MAP, ...CLASSIC_WITHOUT_MAP];
const BEFORE_SUBSECTIONS = ['vmemmap@v5.2', 'classic@v5.2'];
const WITH_MAP = [...VMEMMAP, ...CLASSIC_WITH_MAP];

const HALF = subsections(0, 31);
const OTHER_HALF = ALL & ~HALF;
const hotPartial = (name: string): Story => when(given(name), add(HALF));
const hotFull = (name: string): Story => when(given(name), add());
const early = (name: string, ram = RAM): Story => when(given(name), boot(ram));
const wasEarly = (name: string): Story => when(given(name), boot(ALL), goOffline, remove());
const backingOfWhole = (name: string): string =>
  name.startsWith('vmemmap') ? 'hugePage' : kernel(name).traits.classicMemmapIsKvmalloc ? 'kvmalloc' : 'pages';
const wholeMapOr = (name: string): bigint | null => (WITH_MAP.includes(name) ? ALL : null);

/** The story is refused, and the section is as it was. */
function expectRefused(after: Story, before: Story, answer: string): void {
  expect(answerTo(after)).toBe(answer);
  expect(after.facts).toEqual(before.facts);
}

describe('S1: boot', () => {
  test.each(WITH_MAP)(
    '%s: a section partly RAM is early and online, with its RAM’s bits and a whole memmap',
    (name) => {
      expect(seen(early(name))).toEqual({ flags: 'PVOE', map: RAM, usage: 'boot', memmap: 'boot whole' });
    },
  );

  test.each(CLASSIC_WITHOUT_MAP)('%s: the same section has no map at all', (name) => {
    expect(seen(early(name))).toEqual({ flags: 'PVOE', map: null, usage: 'boot', memmap: 'boot whole' });
  });

  test.each(BEFORE_SUBSECTIONS)('%s: the section does not know that it is early', (name) => {
    expect(seen(early(name))).toMatchObject({ flags: 'PVO', map: null, memmap: 'boot whole' });
  });

  test.each(['vmemmap@v5.12', 'classic@v5.14'])('%s: bit 1 of the boot node lands on the taint bit', (name) => {
    expect([0, 1, 2, 3, 4, 6].map((nid) => seen(when(given(name), boot(ALL, nid))).flags)).toEqual([
      'PVOE',
      'PVOE',
      'PVOET',
      'PVOET',
      'PVOE',
      'PVOET',
    ]);
  });

  test.each(['vmemmap@v5.9', 'vmemmap@v5.15', 'classic@v5.15'])('%s: no boot section is tainted', (name) => {
    expect(seen(when(given(name), boot(ALL, 2))).flags).toBe('PVOE');
  });
});

describe('S2: add to a section that never was there', () => {
  test.each(VMEMMAP)('%s: some sub-sections make it partly populated, in base pages', (name) => {
    const story = hotPartial(name);
    expect(answerTo(story)).toBe('0');
    expect(story.facts.lifecycle).toBe('partiallyPopulated');
    expect(seen(story)).toEqual({ flags: 'PV', map: HALF, usage: 'slab', memmap: 'basePages part' });
  });

  test.each([...VMEMMAP, ...CLASSIC])('%s: all of it makes it full and offline', (name) => {
    const story = hotFull(name);
    expect(story.facts.lifecycle).toBe('offline');
    expect(seen(story)).toEqual({
      flags: 'PV',
      map: wholeMapOr(name),
      usage: 'slab',
      memmap: `${backingOfWhole(name)} whole`,
    });
  });

  test.each(VMEMMAP)('%s: a range that brings its own memmap keeps it there', (name) => {
    expect(seen(when(given(name), add(ALL, true))).memmap).toBe('altmap whole');
    // Less than a section ignores the altmap.
    expect(seen(when(given(name), add(HALF, true))).memmap).toBe('basePages part');
  });

  test.each(VMEMMAP)('%s: half a sub-section is EINVAL', (name) => {
    expect(spanAnswer(name, SECTION, SUB / 2, 'add')).toMatchObject({ allowed: false, errno: 'EINVAL' });
    expect(spanAnswer(name, SECTION, SUB, 'add').allowed).toBe(true);
  });

  test.each(CLASSIC)('%s: less than a section is EINVAL', (name) => {
    expect(spanAnswer(name, SECTION, SUB, 'add')).toMatchObject({ allowed: false, errno: 'EINVAL' });
    expect(spanAnswer(name, SECTION, SECTION, 'add').allowed).toBe(true);
  });

  test.each(BEFORE_SUBSECTIONS)('%s: a sub-section is widened to its section', (name) => {
    const { state, answers } = told(nothing(profileOf(name)), archAdd(SECTION + SUB, SUB));
    expect(answers).toEqual(['0']);
    expect(sectionAt(state, SECTION)).toMatchObject({ lifecycle: 'offline', map: null, memmap: { populated: ALL } });
  });

  test.each([...VMEMMAP, ...CLASSIC])('%s: without memory for the memmap nothing is left', (name) => {
    const { state, answers } = told(
      nothing(profileOf(name)),
      archAdd(SECTION, SECTION, { allocationFailed: { errno: 'ENOMEM', at: SECTION } }),
    );
    expect(answers).toEqual(['ENOMEM']);
    expect(state.roots).toEqual({});
  });
});

describe('S3: add to a section whose early life is over', () => {
  test.each([...VMEMMAP, ...CLASSIC])('%s: its boot usage map is used again, and it is early no more', (name) => {
    const before = wasEarly(name);
    expect(seen(before)).toMatchObject({ flags: '', usage: 'boot', memmap: 'none' });
    const story = when(before, add());
    expect(answerTo(story)).toBe('0');
    expect(seen(story)).toEqual({
      flags: 'PV',
      map: wholeMapOr(name),
      usage: 'boot',
      memmap: `${backingOfWhole(name)} whole`,
    });
  });

  test.each(VMEMMAP)('%s: part of it will do', (name) => {
    expect(seen(when(wasEarly(name), add(HALF)))).toMatchObject({ flags: 'PV', map: HALF, usage: 'boot' });
  });
});

describe('S4: add to a section that is partly populated', () => {
  test.each(VMEMMAP)('%s: the bits join, and the last of them fill it', (name) => {
    const quarter = subsections(32, 47);
    const story = when(hotPartial(name), add(quarter));
    expect(answerTo(story)).toBe('0');
    expect(story.facts).toMatchObject({
      lifecycle: 'partiallyPopulated',
      map: HALF | quarter,
      memmap: { backing: 'basePages', populated: HALF | quarter },
    });
    const whole = when(story, add(subsections(48, 63)));
    expect(whole.facts.lifecycle).toBe('offline');
    expect(seen(whole)).toEqual({ flags: 'PV', map: ALL, usage: 'slab', memmap: 'basePages whole' });
  });

  test.each(VMEMMAP)('%s: a bit that is set already is EEXIST', (name) => {
    expectRefused(when(hotPartial(name), add(subsections(31, 32))), hotPartial(name), 'EEXIST');
  });

  test.each(WITH_MAP)('%s: no sub-section at all is EINVAL', (name) => {
    expectRefused(when(hotPartial(name), add(0n)), hotPartial(name), 'EINVAL');
  });

  test.each(CLASSIC)('%s: never, because no add reaches part of a section', (name) => {
    expect(spanAnswer(name, SECTION, SECTION / 2, 'add')).toMatchObject({ guard: 'spanAligned', errno: 'EINVAL' });
  });
});

describe('S5: add over what is there', () => {
  const there = [hotFull, (name: string) => when(hotFull(name), goOnline), (name: string) => early(name)];

  test.each(WITH_MAP)('%s: EEXIST, and the section stays as it was', (name) => {
    for (const start of there) expectRefused(when(start(name), add()), start(name), 'EEXIST');
  });

  test.each(CLASSIC_WITHOUT_MAP)('%s: accepted: a new memmap replaces the old one, which is lost', (name) => {
    for (const start of there) {
      const story = when(start(name), add());
      expect(answerTo(story)).toBe('0');
      expect(seen(story)).toMatchObject({ flags: seen(start(name)).flags, memmap: 'kvmalloc whole' });
      expect(story.facts.leakedBytes).toBe(2 * 2 ** 20);
    }
  });
});

describe('S6: add into the hole of an early section', () => {
  test.each(VMEMMAP)('%s: only the bits change: the boot memmap and every flag stay', (name) => {
    const before = early(name);
    const story = when(before, add(TAIL));
    expect(answerTo(story)).toBe('0');
    expect(seen(story)).toEqual({ flags: 'PVOE', map: ALL, usage: 'boot', memmap: 'boot whole' });
    expect(story.facts.memmap).toEqual(before.facts.memmap);
  });

  test.each(VMEMMAP)('%s: an offline early section stays offline', (name) => {
    expect(seen(when(early(name), goOffline, add(TAIL)))).toMatchObject({ flags: 'PVE', map: ALL });
  });

  test.each(VMEMMAP)('%s: what is RAM already is EEXIST', (name) => {
    expectRefused(when(early(name), add(subsections(59, 60))), early(name), 'EEXIST');
  });

  test.each(VMEMMAP)('%s: it needs no memory, so it can’t fail for want of it', (name) => {
    const ram = [{ pfn: 0, nrPages: 60 * SUB }];
    const hole = archAdd(60 * SUB, 4 * SUB, { allocationFailed: { errno: 'ENOMEM', at: 60 * SUB } });
    expect(told(booted(profileOf(name), ram), hole).answers).toEqual(['0']);
  });

  test.each(CLASSIC)('%s: never, because no add reaches part of a section', (name) => {
    expect(spanAnswer(name, 60 * SUB, 4 * SUB, 'add')).toMatchObject({ guard: 'spanAligned', errno: 'EINVAL' });
  });
});

describe('S7: remove part of a hot-added section', () => {
  test.each(VMEMMAP)('%s: its bits and struct pages go, the section stays', (name) => {
    const story = when(hotFull(name), remove(HALF));
    expect(answerTo(story)).toBe('0');
    expect(story.facts.lifecycle).toBe('partiallyPopulated');
    expect(seen(story)).toEqual({ flags: 'PV', map: OTHER_HALF, usage: 'slab', memmap: 'hugePage part' });
  });

  test.each(VMEMMAP)('%s: what is not there is a warning, and nothing changes', (name) => {
    expectRefused(when(hotPartial(name), remove(subsections(31, 32))), hotPartial(name), 'warning');
  });

  test.each(CLASSIC)('%s: the span check warns, and the caller never learns', (name) => {
    expect(spanAnswer(name, SECTION, SUB, 'remove')).toMatchObject({ guard: 'spanAligned', errno: null });
    const { state, answers, events } = told(
      nothing(profileOf(name)),
      archAdd(SECTION, SECTION),
      archRemove(SECTION, SUB),
    );
    expect(answers).toEqual(['0', '0']);
    expect(eventsOf(events, 'pages.notRemoved')).toMatchObject([{ guard: 'spanAligned' }]);
    expect(sectionAt(state, SECTION)).toMatchObject({ lifecycle: 'offline', memmap: { populated: ALL } });
  });

  test.each(BEFORE_SUBSECTIONS)('%s: a misaligned remove is a BUG', (name) => {
    const { answers } = told(nothing(profileOf(name)), archAdd(SECTION, SECTION), archRemove(SECTION, SUB));
    expect(answers).toEqual(['0', 'crash']);
  });
});

describe('S8: remove the last of a hot-added section', () => {
  test.each([...VMEMMAP, ...CLASSIC.filter((name) => name !== 'classic@v5.3')])(
    '%s: the word is 0, usage map and memmap are freed',
    (name) => {
      const story = when(hotFull(name), remove());
      expect(answerTo(story)).toBe('0');
      expect(seen(story)).toEqual({
        flags: '',
        map: WITH_MAP.includes(name) ? 0n : null,
        usage: 'none',
        memmap: 'none',
      });
      expect(story.facts).toMatchObject({ lifecycle: 'removed', origin: 'none', leakedBytes: 0 });
    },
  );

  test.each(VMEMMAP)('%s: a partly populated section goes with its last piece', (name) => {
    const story = when(hotPartial(name), remove(subsections(0, 15)), remove(subsections(16, 31)));
    expect(story.facts).toMatchObject({ lifecycle: 'removed', origin: 'none', map: 0n });
  });

  test.each(['v5.3', 'v5.4', 'v5.5'])('classic %s: 2 MiB of memmap are lost in silence', (name) => {
    const story = when(hotFull(`classic@${name}`), remove());
    expect(seen(story)).toMatchObject({ flags: '', usage: 'none', memmap: 'none' });
    expect(story.facts.leakedBytes).toBe(2 * 2 ** 20);
  });

  test('classic v5.6-pre: BUG in free_pages', () => {
    const profile = profileOf('classic@v5.6-pre', { debugVm: true });
    expect(told(nothing(profile), archAdd(SECTION, SECTION), archRemove(SECTION, SECTION)).answers).toEqual([
      '0',
      'crash',
    ]);
  });

  test.each([...VMEMMAP, ...CLASSIC].filter((name) => kernel(name).traits.keepsBootUsage))(
    '%s: a usage map that came from boot is kept once more',
    (name) => {
      const story = when(wasEarly(name), add(), remove());
      expect(seen(story)).toMatchObject({ flags: '', usage: 'boot', memmap: 'none' });
      expect(story.facts.origin).toBe('bootUsageKept');
    },
  );

  test.each(['vmemmap@v5.3', 'classic@v5.3', 'vmemmap@v5.4'])(
    '%s: a usage map that came from boot is passed to kfree(), which is a BUG',
    (name) => {
      expect(when(wasEarly(name), add(), remove()).facts.origin).toBe('none');
      const { answers, state } = told(
        booted(profileOf(name), [{ pfn: SECTION, nrPages: SECTION }]),
        archRemove(SECTION, SECTION),
        archAdd(SECTION, SECTION),
        archRemove(SECTION, SECTION),
      );
      expect(answers).toEqual(['0', '0', 'crash']);
      expect(state.crashed).toMatch(/kfree\(\) of a usage map that came from boot/);
    },
  );
});

describe('S9: remove part of an early section', () => {
  const filled = (name: string): Story => when(early(name), add(TAIL));

  test.each(VMEMMAP.filter((name) => !kernel(name).traits.partialRemoveFreesEarlyMemmap))(
    '%s: its bits go, its memmap stays whole',
    (name) => {
      expect(seen(when(filled(name), remove(TAIL)))).toEqual({
        flags: 'PVOE',
        map: RAM,
        usage: 'boot',
        memmap: 'boot whole',
      });
    },
  );

  test.each(['v5.3', 'v5.6', 'v5.7', 'v5.8'])(
    'vmemmap %s: struct pages go that a later add takes for granted',
    (name) => {
      const gone = when(filled(`vmemmap@${name}`), remove(TAIL));
      expect(seen(gone)).toEqual({ flags: 'PVOE', map: RAM, usage: 'boot', memmap: 'boot part' });
      expect(when(gone, add(TAIL)).facts).toMatchObject({ map: ALL, memmap: { populated: RAM } });
    },
  );

  test.each(VMEMMAP)('%s: what is a hole already is a warning', (name) => {
    expectRefused(when(early(name), remove(subsections(59, 60))), early(name), 'warning');
  });

  test.each(CLASSIC)('%s: the span check warns', (name) => {
    expect(spanAnswer(name, 0, SUB, 'remove')).toMatchObject({ guard: 'spanAligned', errno: null });
  });
});

describe('S10: remove the last of an early section', () => {
  test.each([...VMEMMAP, ...CLASSIC])(
    '%s: it is removed, its boot usage map is kept, its whole memmap freed',
    (name) => {
      const story = wasEarly(name);
      expect(answerTo(story)).toBe('0');
      expect(seen(story)).toEqual({
        flags: '',
        map: WITH_MAP.includes(name) ? 0n : null,
        usage: 'boot',
        memmap: 'none',
      });
      expect(story.facts.leakedBytes).toBe(0);
    },
  );

  test.each(WITH_MAP)('%s: all of a section that is only partly RAM is a warning', (name) => {
    expectRefused(when(early(name), remove(ALL)), early(name), 'warning');
  });

  test.each(VMEMMAP)('%s: exactly its RAM takes it away', (name) => {
    expect(seen(when(early(name), goOffline, remove(RAM)))).toMatchObject({ flags: '', map: 0n, memmap: 'none' });
  });

  test.each(CLASSIC_WITHOUT_MAP)('%s: all of a section that is only partly RAM goes', (name) => {
    expect(seen(when(early(name), remove(ALL)))).toMatchObject({ flags: '', usage: 'boot', memmap: 'none' });
  });
});

describe('S11 and S12: online and offline', () => {
  test.each([...VMEMMAP, ...CLASSIC, ...BEFORE_SUBSECTIONS])(
    '%s: a present section goes online, and offline again',
    (name) => {
      const online = when(hotFull(name), goOnline);
      expect(seen(online).flags).toBe('PVO');
      const offline = when(online, goOffline);
      expect(seen(offline).flags).toBe('PV');
      expect(offline.facts).toEqual(hotFull(name).facts);
    },
  );

  test.each(VMEMMAP)('%s: a partly populated section keeps its bits through both', (name) => {
    const online = when(hotPartial(name), goOnline);
    expect(seen(online)).toMatchObject({ flags: 'PVO', map: HALF });
    expect(when(online, goOffline).facts).toEqual(hotPartial(name).facts);
  });

  test.each([...VMEMMAP, ...CLASSIC])('%s: a removed section goes nowhere', (name) => {
    expect(seen(when(given(name), goOnline)).flags).toBe('');
    expect(seen(when(given(name), goOffline)).flags).toBe('');
  });

  test.each([...VMEMMAP, ...CLASSIC])('%s: an early section stays early', (name) => {
    expect(seen(when(early(name), goOffline)).flags).toBe('PVE');
    expect(seen(when(early(name), goOffline, goOnline)).flags).toBe('PVOE');
  });

  test.each([...VMEMMAP, ...CLASSIC])('%s: nothing asks whether a section that is removed is online', (name) => {
    expect(seen(when(hotFull(name), goOnline, remove()))).toMatchObject({ flags: '', memmap: 'none' });
  });
});

describe('S13: ZONE_DEVICE maps sub-sections', () => {
  const start = (name: string) => booted(profileOf(name), [{ pfn: 0, nrPages: 60 * SUB }]);

  test.each(VMEMMAP)('%s: in a removed section, as an add that never goes online', (name) => {
    const { state, answers } = told(start(name), memremap(SECTION, 2 * SUB));
    expect(answers).toEqual(['0']);
    const facts = sectionAt(state, SECTION);
    expect(facts).toMatchObject({ lifecycle: 'partiallyPopulated', origin: 'hotplug', map: 0b11n, deviceMap: 0b11n });
    expect(facts.device).toBe(kernel(name).traits.taintsZoneDevice ? 'tainted' : 'mapped');
  });

  test.each(VMEMMAP)('%s: in the hole of an early section, which stays online', (name) => {
    const { state } = told(start(name), memremap(60 * SUB, 4 * SUB));
    const flags = kernel(name).traits.taintsZoneDevice ? 'PVOET' : 'PVOE';
    expect(seen({ ...given(name), facts: sectionAt(state, 0) })).toMatchObject({ flags, map: ALL });
  });

  test.each(VMEMMAP)('%s: beside other device memory of a section', (name) => {
    const { state, answers } = told(start(name), memremap(SECTION, 2 * SUB), memremap(SECTION + 2 * SUB, 62 * SUB));
    expect(answers).toEqual(['0', '0']);
    expect(sectionAt(state, SECTION)).toMatchObject({ lifecycle: 'offline', map: ALL, deviceMap: ALL });
  });

  test.each(VMEMMAP)('%s: a range of whole sections leaves no taint', (name) => {
    const { state } = told(start(name), memremap(SECTION, SECTION));
    expect(sectionAt(state, SECTION)).toMatchObject({ device: 'mapped', map: ALL });
  });

  test.each(VMEMMAP)('%s: an end that is not a section’s taints the section of the end', (name) => {
    const { state } = told(start(name), memremap(SECTION, SECTION + SUB));
    const edge = kernel(name).traits.taintsZoneDevice ? 'tainted' : 'mapped';
    expect([SECTION, 2 * SECTION].map((first) => sectionAt(state, first).device)).toEqual(['mapped', edge]);
  });

  test.each(VMEMMAP)('%s: a page that has a dev_pagemap at either end is ENOMEM', (name) => {
    const { answers } = told(
      start(name),
      memremap(SECTION, 4 * SUB),
      memremap(SECTION + 3 * SUB, 2 * SUB),
      memremap(SECTION - SUB, 2 * SUB),
    );
    expect(answers).toEqual(['0', 'ENOMEM', 'ENOMEM']);
  });

  test.each(VMEMMAP)('%s: System RAM in the range is ENXIO', (name) => {
    expect(told(start(name), memremap(59 * SUB, 2 * SUB)).answers).toEqual(['ENXIO']);
  });

  test.each(VMEMMAP)('%s: half a sub-section is EINVAL', (name) => {
    const { answers, state } = told(start(name), memremap(SECTION, SUB / 2));
    expect(answers).toEqual(['EINVAL']);
    expect(state.deviceClaims).toEqual([]);
  });

  test.each(VMEMMAP)('%s: sub-sections that are populated without a dev_pagemap are EEXIST', (name) => {
    const { answers } = told(start(name), archAdd(SECTION, SUB), memremap(SECTION, 2 * SUB));
    expect(answers).toEqual(['0', 'EEXIST']);
  });

  test.each(CLASSIC)('%s: not available', (name) => {
    const { answers, state } = told(start(name), memremap(SECTION, SECTION));
    expect(answers).toEqual(['EOPNOTSUPP']);
    expect(state.deviceClaims).toEqual([]);
  });

  test('vmemmap v5.2: a range is widened to whole sections, so two in one section collide', () => {
    const { answers, state } = told(
      start('vmemmap@v5.2'),
      memremap(SECTION + 4 * SUB, 4 * SUB),
      memremap(SECTION + 32 * SUB, 4 * SUB),
      memremap(60 * SUB, 4 * SUB),
    );
    expect(answers).toEqual(['0', 'ENOMEM', 'ENXIO']);
    expect(sectionAt(state, SECTION)).toMatchObject({ lifecycle: 'offline', device: 'mapped', deviceMap: ALL });
  });
});

describe('S14: ZONE_DEVICE gives sub-sections back', () => {
  const start = (name: string) => booted(profileOf(name), [{ pfn: 0, nrPages: 60 * SUB }]);

  test.each(VMEMMAP)('%s: the last of them take a hot-added section away, taint and all', (name) => {
    const { state, answers } = told(start(name), memremap(SECTION, 2 * SUB), memunmap(SECTION, 2 * SUB));
    expect(answers).toEqual(['0', '0']);
    expect(sectionAt(state, SECTION)).toMatchObject({ lifecycle: 'removed', device: 'none', deviceMap: 0n });
    expect(state.deviceClaims).toEqual([]);
  });

  test.each(VMEMMAP)('%s: an early section stays, and so does its taint', (name) => {
    const { state } = told(start(name), memremap(60 * SUB, 4 * SUB), memunmap(60 * SUB, 4 * SUB));
    const flags = kernel(name).traits.taintsZoneDevice ? 'PVOET' : 'PVOE';
    expect(seen({ ...given(name), facts: sectionAt(state, 0) })).toMatchObject({ flags, map: RAM });
    expect(sectionAt(state, 0).deviceMap).toBe(0n);
  });

  test.each(VMEMMAP)('%s: without taint, the section is as if no device had been there', (name) => {
    const story = when(hotFull(name), mapDevice(HALF), mapDevice(OTHER_HALF), unmapDevice(HALF));
    expect(story.facts).toMatchObject({ device: 'mapped', deviceMap: OTHER_HALF });
    expect(when(story, unmapDevice(OTHER_HALF)).facts).toEqual(hotFull(name).facts);
  });

  test.each(VMEMMAP.filter((name) => kernel(name).traits.taintsZoneDevice))(
    '%s: the taint goes with the word',
    (name) => {
      const story = when(hotFull(name), mapDevice(HALF), taint, unmapDevice(HALF));
      expect(seen(story).flags).toBe('PVT');
      expect(seen(when(story, remove(), add())).flags).toBe('PV');
    },
  );

  test('vmemmap v5.2: the widened range goes as a whole', () => {
    const { state, answers } = told(start('vmemmap@v5.2'), memremap(SECTION + SUB, SUB), memunmap(SECTION + SUB, SUB));
    expect(answers).toEqual(['0', '0']);
    expect(sectionAt(state, SECTION).lifecycle).toBe('removed');
  });
});

describe('S15: remove from a section that is not there', () => {
  test.each([...VMEMMAP, ...CLASSIC])('%s: a warning, and nothing', (name) => {
    expectRefused(when(given(name), remove()), given(name), 'warning');
    expectRefused(when(wasEarly(name), remove()), wasEarly(name), 'warning');
  });
});

describe('S16: device sub-sections in an online early section', () => {
  const pages = (name: string) => {
    const { state } = told(booted(profileOf(name), [{ pfn: 0, nrPages: 60 * SUB }]), memremap(60 * SUB, 4 * SUB));
    const guards = guardsOf('vmemmap');
    const facts = sectionAt(state, 0);
    return [59, 60].map((index) => guards.pfnToOnlinePage(state.profile, facts, index));
  };

  test.each(VMEMMAP.filter((name) => !kernel(name).traits.onlineLookupChecksSubsection))(
    '%s: a walker takes them for RAM, because online is a flag of the section',
    (name) => {
      expect(pages(name)).toEqual([true, true]);
    },
  );

  test.each(VMEMMAP.filter((name) => kernel(name).traits.onlineLookupChecksSubsection))(
    '%s: a walker sees the RAM and passes over the device',
    (name) => {
      expect(pages(name)).toEqual([true, false]);
    },
  );

  test.each(VMEMMAP)('%s: a hole of an early section is valid, and online only before v5.12', (name) => {
    const { profile, facts } = early(name);
    const guards = guardsOf('vmemmap');
    expect(guards.pfnValid(profile, facts, 63)).toBe(true);
    expect(guards.pfnToOnlinePage(profile, facts, 63)).toBe(!profile.traits.onlineLookupChecksSubsection);
  });

  test.each(CLASSIC)('%s: a hole of an early section is valid and online', (name) => {
    const { profile, facts } = early(name);
    expect(guardsOf('classic').pfnValid(profile, facts, 63)).toBe(true);
    expect(guardsOf('classic').pfnToOnlinePage(profile, facts, 63)).toBe(true);
  });
});
