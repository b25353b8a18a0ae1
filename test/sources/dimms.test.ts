import { describe, expect, test } from 'vitest';
import { addMemory, offlineBlock, onlineBlock, removeMemory } from './kernel-calls.ts';
import { blocksAbove, DEBIAN_6_12, endings, openMachine, sectionsAbove, verdict } from './machine.ts';
import { traceText } from './trace-text.ts';

const MIB = 2 ** 20;
const GIB = 2 ** 30;
const BLOCK = 128 * MIB;
const clean = { environment: {}, divergences: [], notUnderstood: [] };
const acpi = { outermost: '__add_memory', flags: '0x4' } as const;

describe('a DIMM', () => {
  test('onlined movable and taken out goes block by block, and comes again offline', () => {
    const trace = traceText();
    const kt = trace.task();
    const worker = trace.task('kworker/u4:1', 25, 1);
    trace.mark(1, 'boot');
    addMemory(worker, { start: 4 * GIB, size: 256 * MIB, ...acpi });
    for (const block of [32, 33]) onlineBlock(kt, block * BLOCK, BLOCK, { zone: 'Movable' });
    for (const block of [32, 33]) offlineBlock(worker, block * BLOCK, BLOCK, { zone: 'Movable' });
    removeMemory(worker, 4 * GIB, 256 * MIB, 'ret=0', true);
    addMemory(worker, { start: 4 * GIB, size: 256 * MIB, ...acpi });
    const source = openMachine(trace.text());
    expect(verdict(source)).toEqual({ total: 7, agreed: 7, ...clean });
    expect(sectionsAbove(source.final, 8)).toEqual({ 32: 'P all', 33: 'P all' });
    expect(blocksAbove(source.final, 8)).toEqual({ 32: 'offline', 33: 'offline' });
  });

  test('that stays busy goes back online as far as it had gone offline', () => {
    const trace = traceText();
    const worker = trace.task('kworker/u4:1', 25, 1);
    addMemory(worker, { start: 4 * GIB, size: 256 * MIB, ...acpi });
    for (const block of [32, 33]) onlineBlock(trace.task(), block * BLOCK, BLOCK);
    offlineBlock(worker, 32 * BLOCK, BLOCK);
    offlineBlock(worker, 33 * BLOCK, BLOCK, { isolationFails: true });
    onlineBlock(worker, 32 * BLOCK, BLOCK);
    const source = openMachine(trace.text());
    expect(verdict(source)).toMatchObject({ total: 6, agreed: 5, environment: { unmovablePage: 1 }, divergences: [] });
    expect(blocksAbove(source.final, 8)).toEqual({ 32: 'online', 33: 'online' });
    expect(sectionsAbove(source.final, 8)).toEqual({ 32: 'PO all', 33: 'PO all' });
  });

  test('for a node of its own comes online inside its own hot-add, and the policy of the host chooses the zone', () => {
    const trace = traceText();
    const worker = trace.task('kworker/u4:1', 25, 1);
    trace.mark(1, 'boot');
    addMemory(worker, { start: 4 * GIB, size: 256 * MIB, nid: 1, ...acpi, autoOnline: 'Movable' });
    const source = openMachine(trace.text(), { cmdline: 'movable_node', nodes: 2 });
    expect(verdict(source)).toEqual({ total: 3, agreed: 3, ...clean });
    expect(endings(source)).toEqual(['online ok', 'online ok', 'add_memory ok']);
    expect(blocksAbove(source.final, 8)).toEqual({ 32: 'online', 33: 'online' });
    expect(source.final.memoryBlocks[32]?.zone).toBe('Movable');
    const parents = [...source.log.read()].flatMap((event) =>
      event.type === 'operation.started' ? [[event.data.name, event.data.parent]] : [],
    );
    expect(parents).toEqual([
      ['add_memory', null],
      ['online', 1],
      ['online', 1],
    ]);
  });

  test('under memhp_default_state=online goes offline and online again by hand, in either zone', () => {
    const trace = traceText();
    const kt = trace.task();
    const worker = trace.task('kworker/u4:1', 25, 1);
    addMemory(worker, { start: 4 * GIB, size: 512 * MIB, ...acpi, autoOnline: 'Movable' });
    addMemory(worker, { start: 4 * GIB + 512 * MIB, size: 256 * MIB, ...acpi, autoOnline: 'Normal' });
    for (const block of [32, 33, 34, 35]) offlineBlock(kt, block * BLOCK, BLOCK, { zone: 'Movable' });
    for (const block of [35, 34, 33, 32]) onlineBlock(kt, block * BLOCK, BLOCK, { zone: 'Normal' });
    for (const block of [36, 37]) offlineBlock(worker, block * BLOCK, BLOCK);
    removeMemory(worker, 4 * GIB + 512 * MIB, 256 * MIB, 'ret=0', true);
    const source = openMachine(trace.text());
    expect(verdict(source)).toEqual({ total: 19, agreed: 19, ...clean });
    expect(Object.keys(blocksAbove(source.final, 8))).toEqual(['32', '33', '34', '35']);
  });

  test('whose automatic online a notifier vetoes is added all the same', () => {
    const trace = traceText();
    const kt = trace.task();
    kt.call('add_memory', 'nid=0 start=0x100000000 size=0x8000000 flags=0x0', 'ret=0', () =>
      kt.call('add_memory_resource', 'nid=0 start=0x100000000 end=0x107ffffff flags=0x0', 'ret=0', () => {
        kt.call('arch_add_memory', 'nid=0 start=0x100000000 size=0x8000000 altmap=0x0 pgmap=0x0', 'ret=0');
        kt.call('create_memory_block_devices', 'start=0x100000000 size=0x8000000 vmemmap_pages=0x0 group=0x0', 'ret=0');
        onlineBlock(kt, 4 * GIB, BLOCK, { veto: { notifier: 'ret=32785', ret: 'ret=-16' } });
      }),
    );
    const source = openMachine(trace.text());
    expect(verdict(source)).toEqual({ total: 2, agreed: 1, ...clean, environment: { notifierVeto: 1 } });
    expect(blocksAbove(source.final, 8)).toEqual({ 32: 'offline' });
    expect(sectionsAbove(source.final, 8)).toEqual({ 32: 'P all' });
  });
});

describe('memory blocks of a gibibyte', () => {
  const machine = { ramMib: 4096, blockMib: 1024 };

  test('hold eight sections, which go online and offline together', () => {
    const trace = traceText();
    const kt = trace.task();
    const worker = trace.task('kworker/u4:1', 25, 1);
    addMemory(worker, { start: 8 * GIB, size: GIB, ...acpi });
    onlineBlock(kt, 8 * GIB, GIB, { zone: 'Movable' });
    const online = openMachine(trace.text(), machine);
    expect(blocksAbove(online.final, 4)).toEqual({ 8: 'online' });
    expect(Object.values(sectionsAbove(online.final, 32))).toEqual(Array(8).fill('PO all'));
    offlineBlock(kt, 8 * GIB, GIB, { zone: 'Movable' });
    removeMemory(worker, 8 * GIB, GIB, 'ret=0', true);
    const gone = openMachine(trace.text(), machine);
    expect(verdict(gone)).toEqual({ total: 4, agreed: 4, ...clean });
    expect(sectionsAbove(gone.final, 32)).toEqual({});
    expect(blocksAbove(gone.final, 4)).toEqual({});
  });

  test('refuse half a gibibyte: EINVAL, foretold', () => {
    const trace = traceText();
    addMemory(trace.task(), { start: 8 * GIB, size: GIB / 2, ...acpi, failsEarly: { ret: 'ret=-22' } });
    const source = openMachine(trace.text(), machine);
    expect(verdict(source)).toEqual({ total: 1, agreed: 1, ...clean });
    expect(endings(source)).toEqual(['add_memory EINVAL']);
    expect(source.final.resources.some((line) => line.start === 8 * GIB)).toBe(false);
  });
});

describe('a block that holds its own memmap', () => {
  const machine = { cmdline: 'memory_hotplug.memmap_on_memory=1' };

  test('goes online and offline without its first pages, as a whole section', () => {
    const trace = traceText();
    const kt = trace.task();
    const worker = trace.task('kworker/u4:1', 25, 1);
    addMemory(worker, { start: 4 * GIB, size: BLOCK, ...acpi, flags: '0x6', altmap: true, vmemmapPages: '0x200' });
    onlineBlock(kt, 4 * GIB, BLOCK, { ownMemmap: 0x200, zone: 'Movable' });
    const source = openMachine(trace.text(), machine);
    expect(sectionsAbove(source.final, 8)).toEqual({ 32: 'PO all' });
    expect(source.final.memoryBlocks[32]).toMatchObject({ state: 'online', ownMemmap: true, zone: 'Movable' });
    offlineBlock(kt, 4 * GIB, BLOCK, { ownMemmap: 0x200, zone: 'Movable' });
    removeMemory(worker, 4 * GIB, BLOCK, 'ret=0', true);
    const gone = openMachine(trace.text(), machine);
    expect(verdict(gone)).toEqual({ total: 4, agreed: 4, ...clean });
    expect(sectionsAbove(gone.final, 8)).toEqual({});
  });

  test('is one of several since 6.8: each brings its own altmap', () => {
    const trace = traceText();
    const kt = trace.task();
    const altmap = 'altmap=0xffff8880057ef280';
    kt.call('add_memory', 'nid=0 start=0x100000000 size=0x10000000 flags=0x2', 'ret=0', () =>
      kt.call('add_memory_resource', 'nid=0 start=0x100000000 end=0x10fffffff flags=0x2', 'ret=0', () => {
        for (const start of ['0x100000000', '0x108000000']) {
          const pfn = start.slice(0, -3);
          kt.call('arch_add_memory', `nid=0 start=${start} size=0x8000000 ${altmap} pgmap=0x0`, 'ret=0', () =>
            kt.call('__add_pages', `nid=0 pfn=${pfn} nr_pages=0x8000 ${altmap}`, 'ret=0', () =>
              kt.call('sparse_add_section', `nid=0 pfn=${pfn} nr_pages=0x8000 ${altmap} pgmap=0x0`, 'ret=0'),
            ),
          );
          kt.call('create_memory_block_devices', `start=${start} size=0x8000000 ${altmap} group=0x0`, 'ret=0');
        }
      }),
    );
    const source = openMachine(trace.text(), { ...machine, kernel: DEBIAN_6_12 });
    expect(verdict(source)).toEqual({ total: 1, agreed: 1, ...clean });
    expect(sectionsAbove(source.final, 8)).toEqual({ 32: 'P all', 33: 'P all' });
    expect(blocksAbove(source.final, 8)).toEqual({ 32: 'offline', 33: 'offline' });
    expect(source.final.memoryBlocks[33]?.ownMemmap).toBe(true);
  });
});
