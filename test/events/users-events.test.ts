import { expect, test } from 'vitest';
import { blockNr, bytes, decided, type EventDraft, memoryLog, nanoseconds, pfn } from '../../events/index.ts';
import * as whole from '../../src/index.ts';

/** What a program that uses the package writes: nothing is imported but what the package exports. */
const written: readonly EventDraft[] = [
  decided('operation.started', { operation: 1, parent: null, name: 'add_memory', args: { start: '0x100000000' } }),
  decided('pages.added', { operation: 1, pfn: pfn(0x100000), nrPages: 0x8000, nid: 0, altmap: false }),
  decided('blocks.created', {
    operation: 1,
    start: bytes(0x100000000),
    size: bytes(0x8000000),
    nid: 0,
    ownMemmap: false,
  }),
  {
    type: 'block.onlined',
    data: { operation: 1, block: blockNr(32), zone: 'Normal' },
    timeNs: nanoseconds(1_000n),
    actor: { task: 'dimm', pid: 7, cpu: null },
    place: null,
  },
];

test('events that a user writes with the units of the package go into a log', () => {
  const log = memoryLog();
  expect(log.append(written, 0)).toEqual({ ok: true, position: written.length });
});

test('a number that is no page-frame number makes no event', () => {
  // @ts-expect-error: a bare number could be an address as well.
  decided('pages.removed', { operation: null, pfn: 0x100000, nrPages: 0x8000 });
  expect(() => pfn(-1)).toThrow(RangeError);
});

test('the units of memlapse/events are those of memlapse', () => {
  expect(whole).toMatchObject({ blockNr, bytes, decided, memoryLog, nanoseconds, pfn });
});
