import { describe, expect, test } from 'vitest';
import {
  addMemory,
  archAddMemory,
  archRemoveMemory,
  memremapPages,
  memunmapPages,
  offlineBlock,
  onlineBlock,
  removeMemory,
} from './kernel-calls.ts';
import { blocksAbove, endings, openMachine, PROBED_6_1, sectionsAbove, verdict } from './machine.ts';
import { traceText } from './trace-text.ts';

const MIB = 2 ** 20;
const GIB = 2 ** 30;
const BLOCK = 128 * MIB;
const clean = { environment: {}, divergences: [], notUnderstood: [] };

describe('two NVDIMMs side by side', () => {
  const first = { start: 4 * GIB, size: 96 * MIB };
  const second = { start: 4 * GIB + 96 * MIB, size: 96 * MIB, altmap: true };

  test('share a section: each sets its own bits, and the unaligned edges taint', () => {
    const trace = traceText();
    memremapPages(trace.task(), first);
    memremapPages(trace.task(), second);
    const source = openMachine(trace.text());
    expect(verdict(source)).toEqual({ total: 2, agreed: 2, ...clean });
    expect(sectionsAbove(source.final, 8)).toEqual({ 32: 'PT all', 33: 'PT 0xffffffff' });
    expect(blocksAbove(source.final, 8)).toEqual({});
  });

  test('leave the section to each other until the last one goes', () => {
    const trace = traceText();
    memremapPages(trace.task(), first);
    memremapPages(trace.task(), second);
    memunmapPages(trace.task(), first.start, first.size);
    const half = openMachine(trace.text());
    expect(sectionsAbove(half.final, 8)).toEqual({ 32: 'PT 0xffff000000000000', 33: 'PT 0xffffffff' });
    memunmapPages(trace.task(), second.start, second.size);
    memremapPages(trace.task(), second);
    const again = openMachine(trace.text());
    expect(verdict(again)).toEqual({ total: 5, agreed: 5, ...clean });
    expect(sectionsAbove(again.final, 8)).toEqual({ 32: 'PT 0xffff000000000000', 33: 'PT 0xffffffff' });
  });

  test('push a DIMM to an address that no block begins at: EINVAL, foretold', () => {
    const trace = traceText();
    memremapPages(trace.task(), first);
    const start = 4 * GIB + 192 * MIB;
    addMemory(trace.task(), {
      start,
      size: 256 * MIB,
      outermost: '__add_memory',
      flags: '0x4',
      failsEarly: { ret: 'ret=-22' },
    });
    expect(verdict(openMachine(trace.text()))).toEqual({ total: 2, agreed: 2, ...clean });
  });
});

describe('persistent memory given to the system through kmem', () => {
  const machine = { iomem: ['50200000-705fffff : Persistent Memory (legacy)'] };

  test('becomes driver-managed System RAM inside its own line of /proc/iomem', () => {
    const trace = traceText();
    const kt = trace.task();
    memremapPages(kt, { start: 0x50400000, size: 0x20200000 });
    memunmapPages(kt, 0x50400000, 0x20200000);
    addMemory(kt, { start: 0x58000000, size: 3 * BLOCK, nid: 1, flags: '0x4', driver: 'System RAM (kmem)' });
    for (const block of [11, 12, 13]) onlineBlock(kt, block * BLOCK, BLOCK, { zone: 'Movable' });
    removeMemory(kt, 0x58000000, 3 * BLOCK, 'ret=-16');
    for (const block of [11, 12, 13]) offlineBlock(kt, block * BLOCK, BLOCK, { zone: 'Movable' });
    const source = openMachine(trace.text(), machine);
    expect(verdict(source)).toEqual({ total: 10, agreed: 10, ...clean });
    expect(sectionsAbove(source.final, 8)).toEqual({ 11: 'P all', 12: 'P all', 13: 'P all' });
    const line = source.final.resources.find(({ name }) => name.startsWith('Persistent'));
    expect(line?.children.map(({ name }) => name)).toEqual(['System RAM (kmem)']);
  });
});

describe('memremap_pages() whose n-th allocation fails', () => {
  // 126 MiB of section 33 and 2 MiB of section 34, on the kernel that lets sparse_add_section() be probed.
  const range = { start: 4 * GIB + 130 * MIB, size: 128 * MIB, probed: true };
  const second = 4 * GIB + 256 * MIB;
  const machine = { kernel: PROBED_6_1 };

  test('before any page leaves nothing', () => {
    const trace = traceText();
    memremapPages(trace.task(), { ...range, failsEarly: 'ret=0xfffffffffffffff4' });
    const source = openMachine(trace.text(), machine);
    expect(verdict(source)).toEqual({ total: 1, agreed: 0, ...clean, environment: { deviceSetupFailed: 1 } });
    expect(sectionsAbove(source.final, 8)).toEqual({});
    expect(source.final.deviceClaims).toEqual([]);
  });

  test.each([
    { what: 'for the usage map of the first section', address: range.start, undone: false, left: {} },
    { what: 'for the memmap of the first section', address: range.start, undone: true, left: {} },
    { what: 'for the usage map of the second', address: second, undone: false, left: { 33: 'P 0xfffffffffffffffe' } },
    { what: 'for the memmap of the second', address: second, undone: true, left: { 33: 'P 0xfffffffffffffffe' } },
  ])('$what leaves what came before it', ({ address, undone, left }) => {
    const trace = traceText();
    memremapPages(trace.task(), { ...range, failsAt: { address, undone, ret: 'ret=-12' } });
    const source = openMachine(trace.text(), machine);
    expect(verdict(source)).toEqual({ total: 1, agreed: 0, ...clean, environment: { allocationFailed: 1 } });
    expect(sectionsAbove(source.final, 8)).toEqual(left);
    expect(source.final.deviceClaims).toEqual([]);
    expect(endings(source)).toEqual(['memremap_pages ENOMEM']);
  });

  test('meets its own leftovers on the next try, until they are cleaned up', () => {
    const trace = traceText();
    const kt = trace.task();
    memremapPages(kt, { ...range, failsAt: { address: second, undone: true, ret: 'ret=-12' } });
    memremapPages(kt, { ...range, failsAt: { address: range.start, ret: 'ret=-17' } });
    archRemoveMemory(kt, range.start, 126 * MIB);
    memremapPages(kt, range);
    const mapped = openMachine(trace.text(), machine);
    expect(verdict(mapped)).toEqual({ total: 4, agreed: 3, ...clean, environment: { allocationFailed: 1 } });
    expect(sectionsAbove(mapped.final, 8)).toEqual({ 33: 'PT 0xfffffffffffffffe', 34: 'PT 0x1' });
    memunmapPages(kt, range.start, range.size);
    expect(sectionsAbove(openMachine(trace.text(), machine).final, 8)).toEqual({});
  });
});

describe('an altmap that is too small', () => {
  test.each([{ probed: false }, { probed: true }])(
    'fails at the section that finds it used up, probed inside: $probed',
    ({ probed }) => {
      const trace = traceText();
      const third = 4 * GIB + 2 * BLOCK;
      memremapPages(trace.task(), {
        start: 4 * GIB,
        size: 4 * BLOCK,
        altmap: true,
        probed,
        failsAt: { address: third, undone: true, ret: 'ret=-12' },
      });
      const source = openMachine(trace.text(), probed ? { kernel: PROBED_6_1 } : {});
      expect(verdict(source)).toEqual({ total: 1, agreed: 0, ...clean, environment: { altmapTooSmall: 1 } });
      expect(sectionsAbove(source.final, 8)).toEqual({ 32: 'P all', 33: 'P all' });
      expect(source.final.roots[0]?.[33]?.ownership).toBe('orphan');
      expect(source.final.deviceClaims).toEqual([]);
    },
  );

  test('leaves sections that refuse the next map, and that arch_remove_memory() takes away', () => {
    const trace = traceText();
    const kt = trace.task();
    memremapPages(kt, {
      start: 4 * GIB,
      size: 2 * BLOCK,
      altmap: true,
      failsAt: { address: 4 * GIB + BLOCK, undone: true, ret: 'ret=-12' },
    });
    memremapPages(kt, { start: 4 * GIB, size: 2 * MIB, failsAt: { address: 4 * GIB, ret: 'ret=-17' } });
    archRemoveMemory(kt, 4 * GIB, BLOCK);
    memremapPages(kt, { start: 4 * GIB, size: 2 * MIB });
    const source = openMachine(trace.text());
    expect(verdict(source)).toEqual({ total: 4, agreed: 3, ...clean, environment: { altmapTooSmall: 1 } });
    expect(sectionsAbove(source.final, 8)).toEqual({ 32: 'PT 0x1' });
  });
});

describe('a refusal that rests on what no record shows', () => {
  const reasons = (source: ReturnType<typeof openMachine>) =>
    [...source.log.read()].flatMap((event) => (event.type === 'operation.failed' ? [event.data.reason] : []));

  test('is no disagreement: an altmap that does not fit its range', () => {
    const trace = traceText();
    const failsAt = { address: 4 * GIB, ret: 'ret=-22' };
    archAddMemory(trace.task(), { start: 4 * GIB, size: BLOCK, altmap: true, failsAt });
    const source = openMachine(trace.text());
    expect(verdict(source)).toMatchObject({ total: 1, divergences: [] });
    expect(reasons(source)).toEqual([expect.stringMatching(/^why can not be known/)]);
    expect(sectionsAbove(source.final, 8)).toEqual({});
  });

  test('is no disagreement: a memory group that nobody registered', () => {
    const trace = traceText();
    addMemory(trace.task(), { start: 4 * GIB, size: BLOCK, nid: 77, flags: '0x4', failsEarly: { ret: 'ret=-22' } });
    const source = openMachine(trace.text());
    expect(verdict(source)).toMatchObject({ total: 1, divergences: [] });
    expect(reasons(source)).toEqual([expect.stringMatching(/^why can not be known/)]);
  });

  test('but a node that this machine can not have is foretold', () => {
    const trace = traceText();
    addMemory(trace.task(), { start: 4 * GIB, size: BLOCK, nid: 9, failsEarly: { ret: 'ret=-22' } });
    expect(verdict(openMachine(trace.text(), { nodes: 2 }))).toEqual({ total: 1, agreed: 1, ...clean });
  });
});
