import { describe, expect, test } from 'vitest';
import { decided } from '../../events/event.ts';
import { blockNr, bytes } from '../../machines/kernel/units.ts';
import { type BlockEvent, stepBlock, sysfsWord } from '../../machines/memory-block.ts';
import type { Consequences } from '../../src/testing/specification.ts';
import {
  addMemory,
  archAdd,
  booted,
  eventsOf,
  happened,
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
} from '../memory/given.ts';

const RELEASES = ['v5.2', 'v5.3', 'v5.7', 'v5.12', 'v5.19', 'v6.8', 'v6.12'];
const KERNELS = ['vmemmap', 'classic'].flatMap((model) => RELEASES.map((name) => `${model}@${name}`));
const since = (
  name: string,
  trait: 'blockRemembersZone' | 'offlineNeedsAllRam' | 'announcesPrepareAndFinish',
): boolean => profileOf(name).traits[trait];

/** Block 40, hot-added and offline. */
const added = (name: string) => told(nothing(profileOf(name)), addMemory(40 * SECTION, SECTION)).state;
const addedOnline = (name: string) => told(added(name), online(40)).state;
const blockOf = ({ state }: Pick<Consequences, 'state'>, block = 40) => state.memoryBlocks[block]?.state;
const notified = ({ events }: Consequences): readonly string[] =>
  eventsOf(events, 'notifier.called').map(({ action }) => action);
/** What the chain is told of an onlining that begins, up to the last release with MEM_PREPARE_ONLINE. */
const prepared = (name: string): readonly string[] =>
  since(name, 'announcesPrepareAndFinish') ? ['MEM_PREPARE_ONLINE'] : [];
const finished = (name: string): readonly string[] =>
  since(name, 'announcesPrepareAndFinish') ? ['MEM_FINISH_OFFLINE'] : [];

describe.each(KERNELS)('%s', (name) => {
  const profile = profileOf(name);

  test('B1: boot brings a block online where a section of it is present', () => {
    expect(stepBlock('removed', { type: 'boot' })).toBe('online');
    expect(blockOf({ state: booted(profile, [{ pfn: 0, nrPages: SUB }]) }, 0)).toBe('online');
  });

  test('B1: a boot block over several zones remembers none, and can never go offline', () => {
    const state = happened(
      booted(profile, [{ pfn: 0, nrPages: SECTION }]),
      decided('block.found', { block: blockNr(0), state: 'online', zone: null, oneZone: false, nid: 0 }),
    );
    const { answers, events } = told(state, offline(0));
    expect(answers).toEqual(['EINVAL']);
    expect(eventsOf(events, 'operation.refused')).toMatchObject([
      since(name, 'blockRemembersZone')
        ? { guard: 'remembersZone', source: expect.stringContaining('v5.19') }
        : { guard: 'oneZone', source: expect.stringContaining('v5.17') },
    ]);
  });

  test('B2: add_memory() makes block devices, offline', () => {
    const { state, answers } = told(nothing(profile), addMemory(40 * SECTION, 2 * SECTION));
    expect(answers).toEqual(['0']);
    expect([40, 41].map((block) => blockOf({ state }, block))).toEqual(['offline', 'offline']);
  });

  test('B2: an id that exists undoes the whole add with EEXIST', () => {
    const state = happened(
      nothing(profile),
      decided('block.found', { block: blockNr(41), state: 'offline', zone: null, oneZone: true, nid: 0 }),
    );
    const after = told(state, addMemory(40 * SECTION, 2 * SECTION));
    expect(after.answers).toEqual(['EEXIST']);
    expect(eventsOf(after.events, 'operation.refused')).toMatchObject([{ guard: 'blocksFree' }]);
    expect(blockOf(after)).toBeUndefined();
    expect([40, 41].map((section) => sectionAt(after.state, section * SECTION).lifecycle)).toEqual([
      'removed',
      'removed',
    ]);
    expect(after.state.resources).toEqual([]);
  });

  test('B2: half a block is EINVAL', () => {
    expect(told(nothing(profile), addMemory(40 * SECTION, SECTION / 2)).answers).toEqual(['EINVAL']);
    expect(told(nothing(profile), addMemory(40 * SECTION + SUB, SECTION)).answers).toEqual(['EINVAL']);
  });

  test.each(['online', 'online_kernel', 'online_movable'] as const)(
    'B3: %s takes an offline block through going online',
    (kind) => {
      const after = told(added(name), online(40, undefined, kind));
      expect(after.answers).toEqual(['0']);
      expect(typesOf(after.events)).toContain('block.goingOnline');
      expect(after.state.memoryBlocks[40]).toMatchObject({
        state: 'online',
        zone: kind === 'online_movable' ? 'Movable' : 'Normal',
      });
    },
  );

  test('B3: poisoned pages keep a block offline with EHWPOISON from v6.8', () => {
    const poisoned = happened(added(name), decided('block.poisoned', { operation: null, block: blockNr(40) }));
    const after = told(poisoned, online(40));
    const { poisonKeepsOffline } = profile.traits;
    expect(after.answers).toEqual([poisonKeepsOffline ? 'EHWPOISON' : '0']);
    expect(blockOf(after)).toBe(poisonKeepsOffline ? 'offline' : 'online');
  });

  test('B3: up to v5.9 a block without a System RAM line is cancelled with EINVAL', () => {
    const noLine = happened(added(name), decided('resources.found', { lines: [] }));
    const after = told(noLine, online(40));
    const { onlineNeedsRamLine } = profile.traits;
    expect(after.answers).toEqual([onlineNeedsRamLine ? 'EINVAL' : '0']);
    expect(blockOf(after)).toBe(onlineNeedsRamLine ? 'offline' : 'online');
    expect(notified(after).includes('MEM_CANCEL_ONLINE')).toBe(onlineNeedsRamLine);
  });

  test('B4: a veto of MEM_GOING_ONLINE leaves the block offline, and everybody hears MEM_CANCEL_ONLINE', () => {
    const after = told(added(name), online(40, { notifierVeto: { errno: 'ENOMEM' } }));
    expect(after.answers).toEqual(['ENOMEM']);
    expect(blockOf(after)).toBe('offline');
    expect(notified(after)).toEqual([...prepared(name), 'MEM_GOING_ONLINE', 'MEM_CANCEL_ONLINE', ...finished(name)]);
    expect(sectionAt(after.state, 40 * SECTION).lifecycle).toBe('offline');
    expect(after.state.memoryBlocks[40]?.zone).toBeNull();
  });

  test('B5: an onlining that nobody vetoes ends online, with MEM_ONLINE', () => {
    const after = told(added(name), online(40));
    expect(blockOf(after)).toBe('online');
    expect(notified(after)).toEqual([...prepared(name), 'MEM_GOING_ONLINE', 'MEM_ONLINE']);
    expect(sectionAt(after.state, 40 * SECTION).lifecycle).toBe('online');
  });

  test('B6: onlining an online block answers EINVAL and tells nobody', () => {
    const after = told(addedOnline(name), online(40));
    expect(after.answers).toEqual(['EINVAL']);
    expect(blockOf(after)).toBe('online');
    expect(notified(after)).toEqual([]);
  });

  test('B7: a block with a section that is not present stays online up to v5.6', () => {
    const half = booted(profile, [{ pfn: 0, nrPages: SECTION }], 2 * profile.geometry.sectionBytes);
    const ram = { start: bytes(0), size: bytes(2 * SECTION * PAGE), name: 'System RAM', depth: 0 };
    const after = told(happened(half, decided('resources.found', { lines: [ram] })), offline(0));
    const { offlineNeedsAllSections } = profile.traits;
    expect(after.answers).toEqual([offlineNeedsAllSections ? 'EINVAL' : '0']);
    expect(blockOf(after, 0)).toBe(offlineNeedsAllSections ? 'online' : 'offline');
    expect(eventsOf(after.events, 'operation.refused').map(({ guard }) => guard)).toEqual(
      offlineNeedsAllSections ? ['allSectionsPresent'] : [],
    );
  });

  test('B7: offline takes an online block through going offline, which its state file shows', () => {
    const after = told(addedOnline(name), offline(40));
    expect(typesOf(after.events)).toContain('block.goingOffline');
    expect(sysfsWord('goingOffline')).toBe('going-offline');
    expect(sysfsWord('goingOnline')).toBe('offline');
  });

  test('B8: memory holes keep a block online from v5.6', () => {
    const after = told(booted(profile, [{ pfn: 0, nrPages: 60 * SUB }]), offline(0));
    const refuses = since(name, 'offlineNeedsAllRam');
    expect(after.answers).toEqual([refuses ? 'EINVAL' : '0']);
    expect(blockOf(after, 0)).toBe(refuses ? 'online' : 'offline');
    if (refuses) expect(notified(after)).toEqual([]);
  });

  test('B8: a page that can’t be isolated keeps a block online with EBUSY, and nobody is told', () => {
    const after = told(addedOnline(name), offline(40, { unmovablePage: { errno: 'EBUSY' } }));
    expect(after.answers).toEqual(['EBUSY']);
    expect(blockOf(after)).toBe('online');
    expect(notified(after)).toEqual([]);
    expect(typesOf(after.events)).toContain('block.offlineCancelled');
    expect(sectionAt(after.state, 40 * SECTION).lifecycle).toBe('online');
  });

  test.each([
    ['a veto', { notifierVeto: { errno: 'EPERM' } }, 'EPERM'],
    ['a signal', { signal: { errno: 'EINTR' } }, 'EINTR'],
    ['pages that can’t be moved', { offlineFailedLate: { errno: 'EBUSY' } }, 'EBUSY'],
  ] as const)(
    'B9: %s after MEM_GOING_OFFLINE keeps a block online, and everybody hears MEM_CANCEL_OFFLINE',
    (_what, environment, errno) => {
      const after = told(addedOnline(name), offline(40, environment));
      expect(after.answers).toEqual([errno]);
      expect(blockOf(after)).toBe('online');
      expect(notified(after)).toEqual(['MEM_GOING_OFFLINE', 'MEM_CANCEL_OFFLINE']);
      expect(sectionAt(after.state, 40 * SECTION).lifecycle).toBe('online');
    },
  );

  test('B10: an offlining that nothing stops ends offline, with MEM_OFFLINE', () => {
    const after = told(addedOnline(name), offline(40));
    expect(after.answers).toEqual(['0']);
    expect(after.state.memoryBlocks[40]).toMatchObject({ state: 'offline', zone: null });
    expect(notified(after)).toEqual(['MEM_GOING_OFFLINE', 'MEM_OFFLINE', ...finished(name)]);
    expect(sectionAt(after.state, 40 * SECTION).lifecycle).toBe('offline');
  });

  test('B11: offlining an offline block answers EINVAL and tells nobody', () => {
    const after = told(added(name), offline(40));
    expect(after.answers).toEqual(['EINVAL']);
    expect(blockOf(after)).toBe('offline');
    expect(notified(after)).toEqual([]);
  });

  test('B12: remove_memory() takes an offline block away, then its sections, then its System RAM line', () => {
    const after = told(added(name), removeMemory(40 * SECTION, SECTION));
    expect(after.answers).toEqual(['0']);
    expect(blockOf(after)).toBeUndefined();
    expect(typesOf(after.events).slice(1, -1)).toEqual(['blocks.removed', 'pages.removed', 'resource.released']);
    expect(after.state.resources).toEqual([]);
  });

  test('B13: remove_memory() of several blocks takes none while one of them is online', () => {
    const state = told(nothing(profile), addMemory(40 * SECTION, 2 * SECTION), online(41)).state;
    const after = told(state, removeMemory(40 * SECTION, 2 * SECTION));
    expect(after.answers).toEqual([profile.traits.removeOnlineIsBug ? 'crash' : 'EBUSY']);
    expect([40, 41].map((block) => blockOf(after, block))).toEqual(['offline', 'online']);
    expect(stepBlock('online', { type: 'remove' })).toBe('online');
    expect(stepBlock('goingOffline', { type: 'remove' })).toBe('goingOffline');
  });

  test('B14: remove_memory() without a block still tears the range down', () => {
    const state = told(nothing(profile), archAdd(40 * SECTION, SECTION)).state;
    const after = told(state, removeMemory(40 * SECTION, SECTION));
    expect(after.answers).toEqual(['0']);
    expect(sectionAt(after.state, 40 * SECTION).lifecycle).toBe('removed');
    expect(stepBlock('removed', { type: 'remove' })).toBe('removed');
  });

  test('a block that is going offline listens to nothing but how that ends', () => {
    const others: readonly BlockEvent[] = [
      { type: 'boot' },
      { type: 'create' },
      { type: 'remove' },
      { type: 'onlined' },
      { type: 'onlineCancelled' },
      { type: 'goOnline' },
      { type: 'goOffline' },
    ];
    for (const event of others) expect(stepBlock('goingOffline', event)).toBe('goingOffline');
  });
});
