import { describe, expect, test } from 'vitest';
import { addMemory, archAddMemory, memremapPages } from './kernel-calls.ts';
import { blocksAbove, endings, openMachine, sectionsAbove, verdict } from './machine.ts';
import { type Task, type TraceText, traceText } from './trace-text.ts';

const MIB = 2 ** 20;
const GIB = 2 ** 30;
const clean = { environment: {}, divergences: [], notUnderstood: [] };

/** Writes the calls of several tasks, a line of each in turn. */
function interleaved(trace: TraceText, ...writers: ((task: Task) => void)[]): void {
  const lanes = writers.map((write, index) => {
    const lines: (() => void)[] = [];
    const real = trace.task('kt', 500 + index, index % 2);
    const task: Task = {
      enter: (name, args) => lines.push(() => real.enter(name, args)),
      leave: (name, ret) => lines.push(() => real.leave(name, ret)),
      call(name, args, ret, inside = () => {}) {
        task.enter(name, args);
        inside();
        task.leave(name, ret);
      },
    };
    write(task);
    return lines;
  });
  for (let at = 0; lanes.some((lane) => at < lane.length); at++) for (const lane of lanes) lane[at]?.();
}

describe('operations of several tasks at once', () => {
  test('are paired by task: six pagemaps side by side in one section and a bit', () => {
    const trace = traceText();
    const range = (index: number) => ({ start: 4 * GIB + index * 22 * MIB, size: 22 * MIB });
    interleaved(trace, ...[0, 1, 2, 3, 4, 5].map((index) => (task: Task) => memremapPages(task, range(index))));
    const source = openMachine(trace.text());
    expect(verdict(source)).toEqual({ total: 6, agreed: 6, ...clean });
    expect(sectionsAbove(source.final, 8)).toEqual({ 32: 'PT all', 33: 'PT 0x3' });
    expect(source.final.deviceClaims).toHaveLength(6);
  });

  test('of two hot-adds of the same range the second waits for the lock, and then finds the line taken', () => {
    const trace = traceText();
    const first = trace.task('kt', 501, 0);
    const second = trace.task('kt', 502, 1);
    const args = 'nid=0 start=0x120000000 size=0x8000000 flags=0x0';
    second.enter('add_memory', args);
    addMemory(first, { start: 0x120000000, size: 128 * MIB });
    second.enter('__add_memory', args);
    second.leave('__add_memory', 'ret=-17');
    second.leave('add_memory', 'ret=-17');
    const source = openMachine(trace.text());
    expect(verdict(source)).toEqual({ total: 2, agreed: 2, ...clean });
    expect(endings(source)).toEqual(['add_memory ok', 'add_memory EEXIST']);
    expect(blocksAbove(source.final, 8)).toEqual({ 36: 'offline' });
  });

  test('a removal asked for while another task still offlines the block is judged from when it got the lock', () => {
    const trace = traceText();
    const one = trace.task('kt', 501, 0);
    const other = trace.task('kt', 502, 1);
    const range = 'start=0x10000000 size=0x8000000';
    one.enter('memory_subsys_offline', 'start_section_nr=0x2 state=0x1');
    one.enter('offline_pages', 'pfn=0x10000 nr_pages=0x8000 zone="DMA32" group=0x0');
    other.enter('remove_memory', range);
    one.call('offline_mem_sections', 'start_pfn=0x10000 end_pfn=0x18000', '');
    one.leave('offline_pages', 'ret=0');
    one.leave('memory_subsys_offline', 'ret=0');
    other.call('try_remove_memory', range, 'ret=0', () => {
      other.call('remove_memory_block_devices', range, '');
      other.call('arch_remove_memory', `${range} altmap=0x0`, '', () =>
        other.call('__remove_pages', 'pfn=0x10000 nr_pages=0x8000 altmap=0x0', '', () =>
          other.call('sparse_remove_section', 'ms=0xffff888 pfn=0x10000 nr_pages=0x8000 map_offset=0x0 altmap=0x0', ''),
        ),
      );
    });
    other.leave('remove_memory', 'ret=0');
    const source = openMachine(trace.text());
    expect(verdict(source)).toEqual({ total: 2, agreed: 2, ...clean });
    expect(sectionsAbove(source.final)[2]).toBeUndefined();
    expect(source.final.memoryBlocks[2]).toBeUndefined();
  });

  test('a hot-add that another task overtakes finds the sections taken: EEXIST, foretold from when it came to its pages', () => {
    const trace = traceText();
    const slow = trace.task('kt', 501, 0);
    const fast = trace.task('kt', 502, 1);
    slow.enter('add_memory', 'nid=0 start=0x100000000 size=0x8000000 flags=0x0');
    slow.enter('add_memory_resource', 'nid=0 start=0x100000000 end=0x107ffffff flags=0x0');
    archAddMemory(fast, { start: 4 * GIB, size: 2 * MIB });
    slow.enter('arch_add_memory', 'nid=0 start=0x100000000 size=0x8000000 altmap=0x0 pgmap=0x0');
    slow.call('__add_pages', 'nid=0 pfn=0x100000 nr_pages=0x8000 altmap=0x0', 'ret=-17');
    slow.leave('arch_add_memory', 'ret=-17');
    slow.leave('add_memory_resource', 'ret=-17');
    slow.leave('add_memory', 'ret=-17');
    const source = openMachine(trace.text());
    expect(verdict(source)).toEqual({ total: 2, agreed: 2, ...clean });
    expect(sectionsAbove(source.final, 8)).toEqual({ 32: 'P 0x1' });
  });
});
