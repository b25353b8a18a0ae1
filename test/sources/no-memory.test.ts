import { describe, expect, test } from 'vitest';
import { addMemory, archRemoveMemory, createBlocks, offlineBlock, onlineBlock } from './kernel-calls.ts';
import { blocksAbove, endings, openMachine, PROBED_6_1, sectionsAbove, verdict } from './machine.ts';
import { traceText } from './trace-text.ts';

const MIB = 2 ** 20;
const GIB = 2 ** 30;
const BLOCK = 128 * MIB;
const clean = { environment: {}, divergences: [], notUnderstood: [] };
const twoBlocks = { start: 4 * GIB, size: 2 * BLOCK };
const iomemAt = (source: ReturnType<typeof openMachine>, start: number) =>
  source.final.resources.filter((line) => line.start === start).map(({ name }) => name);

describe('add_memory() without enough memory', () => {
  test('for its System RAM line shows as EEXIST', () => {
    const trace = traceText();
    addMemory(trace.task(), { ...twoBlocks, failsEarly: { beforeLine: true, ret: 'ret=-17' } });
    const source = openMachine(trace.text());
    expect(verdict(source)).toEqual({ total: 1, agreed: 0, ...clean, environment: { resourceNotReserved: 1 } });
    expect(iomemAt(source, 4 * GIB)).toEqual([]);
  });

  test('for what comes before the first page gives its line back', () => {
    const trace = traceText();
    addMemory(trace.task(), { ...twoBlocks, nid: 1, failsEarly: { ret: 'ret=-12' } });
    addMemory(trace.task(), { ...twoBlocks, nid: 1 });
    const source = openMachine(trace.text());
    expect(verdict(source)).toEqual({ total: 2, agreed: 1, ...clean, environment: { allocationFailed: 1 } });
    expect(endings(source)).toEqual(['add_memory ENOMEM', 'add_memory ok']);
    expect(iomemAt(source, 4 * GIB)).toEqual(['System RAM']);
  });

  test('for the linear mapping adds no page', () => {
    const trace = traceText();
    const kt = trace.task();
    kt.call('add_memory', 'nid=0 start=0x100000000 size=0x8000000 flags=0x0', 'ret=-12', () =>
      kt.call('add_memory_resource', 'nid=0 start=0x100000000 end=0x107ffffff flags=0x0', 'ret=-12', () =>
        kt.call('arch_add_memory', 'nid=0 start=0x100000000 size=0x8000000 altmap=0x0 pgmap=0x0', 'ret=-12'),
      ),
    );
    const source = openMachine(trace.text());
    expect(verdict(source)).toEqual({ total: 1, agreed: 0, ...clean, environment: { pageTableFailed: 1 } });
    expect(sectionsAbove(source.final, 8)).toEqual({});
  });

  test.each([
    { what: 'of a stock kernel', probed: false, kernel: {} },
    { what: 'of one that lets sparse_add_section() be probed', probed: true, kernel: { kernel: PROBED_6_1 } },
  ])('for the second section leaves the first, in a record $what', ({ probed, kernel }) => {
    const trace = traceText();
    const kt = trace.task();
    const failsAt = { address: 4 * GIB + BLOCK, undone: true, ret: 'ret=-12' };
    addMemory(kt, { ...twoBlocks, probed, failsAt });
    addMemory(kt, { ...twoBlocks, probed, failsAt: { address: 4 * GIB, ret: 'ret=-17' } });
    const source = openMachine(trace.text(), kernel);
    expect(verdict(source)).toEqual({ total: 2, agreed: 1, ...clean, environment: { allocationFailed: 1 } });
    expect(sectionsAbove(source.final, 8)).toEqual({ 32: 'P all' });
    expect(blocksAbove(source.final, 8)).toEqual({});
    expect(iomemAt(source, 4 * GIB)).toEqual([]);
    archRemoveMemory(kt, 4 * GIB, BLOCK);
    addMemory(kt, { ...twoBlocks, probed });
    const again = openMachine(trace.text(), kernel);
    expect(verdict(again)).toEqual({ total: 4, agreed: 3, ...clean, environment: { allocationFailed: 1 } });
    expect(sectionsAbove(again.final, 8)).toEqual({ 32: 'P all', 33: 'P all' });
  });

  test.each(['ret=-12', 'ret=-22'])('for a memory block device takes its pages away again (%s)', (ret) => {
    const trace = traceText();
    const kt = trace.task();
    kt.call('add_memory', 'nid=0 start=0x100000000 size=0x8000000 flags=0x0', ret, () =>
      kt.call('add_memory_resource', 'nid=0 start=0x100000000 end=0x107ffffff flags=0x0', ret, () => {
        kt.call('arch_add_memory', 'nid=0 start=0x100000000 size=0x8000000 altmap=0x0 pgmap=0x0', 'ret=0', () =>
          kt.call('__add_pages', 'nid=0 pfn=0x100000 nr_pages=0x8000 altmap=0x0', 'ret=0'),
        );
        createBlocks(kt, 4 * GIB, BLOCK, '0x0', ret);
        archRemoveMemory(kt, 4 * GIB, BLOCK);
      }),
    );
    const source = openMachine(trace.text());
    expect(verdict(source)).toEqual({ total: 1, agreed: 0, ...clean, environment: { blockDeviceFailed: 1 } });
    expect(sectionsAbove(source.final, 8)).toEqual({});
    expect(blocksAbove(source.final, 8)).toEqual({});
  });
});

describe('offline_and_remove_memory()', () => {
  const range = 'start=0x100000000 size=0x10000000';
  const onlined = () => {
    const trace = traceText();
    const kt = trace.task();
    addMemory(kt, twoBlocks);
    for (const block of [32, 33]) onlineBlock(kt, block * BLOCK, BLOCK, { zone: 'Movable' });
    return { trace, kt };
  };

  test('without enough memory for its own list changes nothing', () => {
    const { trace, kt } = onlined();
    kt.call('offline_and_remove_memory', range, 'ret=-12');
    const source = openMachine(trace.text());
    expect(verdict(source)).toEqual({ total: 4, agreed: 3, ...clean, environment: { allocationFailed: 1 } });
    expect(blocksAbove(source.final, 8)).toEqual({ 32: 'online', 33: 'online' });
  });

  test('that a notifier stops at the second block onlines the first again', () => {
    const { trace, kt } = onlined();
    kt.call('offline_and_remove_memory', range, 'ret=-12', () => {
      offlineBlock(kt, 4 * GIB, BLOCK, { zone: 'Movable' });
      offlineBlock(kt, 4 * GIB + BLOCK, BLOCK, { veto: { notifier: 'ret=32781', ret: 'ret=-12' } });
      onlineBlock(kt, 4 * GIB, BLOCK, { zone: 'Movable' });
    });
    const source = openMachine(trace.text());
    expect(verdict(source)).toEqual({ total: 7, agreed: 5, ...clean, environment: { notifierVeto: 2 } });
    expect(blocksAbove(source.final, 8)).toEqual({ 32: 'online', 33: 'online' });
    expect(sectionsAbove(source.final, 8)).toEqual({ 32: 'PO all', 33: 'PO all' });
  });

  test('takes blocks, pages and System RAM lines away', () => {
    const { trace, kt } = onlined();
    kt.call('offline_and_remove_memory', range, 'ret=0', () => {
      for (const block of [32, 33]) offlineBlock(kt, block * BLOCK, BLOCK, { zone: 'Movable' });
      kt.call('try_remove_memory', range, 'ret=0', () => {
        kt.call('remove_memory_block_devices', range, '');
        archRemoveMemory(kt, 4 * GIB, 2 * BLOCK);
      });
    });
    const source = openMachine(trace.text());
    expect(verdict(source)).toEqual({ total: 6, agreed: 6, ...clean });
    expect(sectionsAbove(source.final, 8)).toEqual({});
    expect(blocksAbove(source.final, 8)).toEqual({});
    expect(iomemAt(source, 4 * GIB)).toEqual([]);
  });
});

describe('a block that does not switch', () => {
  test.each([
    { what: 'for a notifier', how: { veto: { notifier: 'ret=32781', ret: 'ret=-12' } }, reason: 'notifierVeto' },
    { what: 'for NOTIFY_BAD', how: { veto: { notifier: 'ret=32770', ret: 'ret=-1' } }, reason: 'notifierVeto' },
    { what: 'for a page that can not be isolated', how: { isolationFails: true }, reason: 'unmovablePage' },
    { what: 'for a signal', how: { failsEarly: 'ret=-4' }, reason: 'signal' },
  ])('offline $what stays online', ({ how, reason }) => {
    const trace = traceText();
    offlineBlock(trace.task(), 2 * BLOCK, BLOCK, how);
    const source = openMachine(trace.text());
    expect(verdict(source)).toEqual({ total: 1, agreed: 0, ...clean, environment: { [reason]: 1 } });
    expect(source.final.memoryBlocks[2]?.state).toBe('online');
    expect(sectionsAbove(source.final)[2]).toBe('POE all');
  });

  test('online for a notifier stays offline', () => {
    const trace = traceText();
    addMemory(trace.task(), { start: 4 * GIB, size: BLOCK });
    onlineBlock(trace.task(), 4 * GIB, BLOCK, { veto: { notifier: 'ret=32791', ret: 'ret=-22' } });
    const source = openMachine(trace.text());
    expect(verdict(source)).toEqual({ total: 2, agreed: 1, ...clean, environment: { notifierVeto: 1 } });
    expect(blocksAbove(source.final, 8)).toEqual({ 32: 'offline' });
  });
});
