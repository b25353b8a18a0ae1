import { describe, expect, test } from 'vitest';
import { readAnswers } from '../../src/check/answers.ts';
import { openShipped, recordingNames } from '../support/recordings.ts';
import { addMemory } from './kernel-calls.ts';
import { openMachine } from './machine.ts';
import { traceText } from './trace-text.ts';
import { filesOfShipped } from './transformed.ts';

const GIB = 2 ** 30;
const nodesOf = (source: ReturnType<typeof openMachine>, block: number) => [
  source.final.memoryBlocks[block]?.nid,
  source.final.roots[0]?.[block]?.nid,
];

const complete = recordingNames.filter((name) => !name.includes('s10-lost-events'));

describe('the zone of a memory block', () => {
  test.each(complete)('is the kernel’s at the end of %s, and so is whether there is one', (name) => {
    const kernel = readAnswers(filesOfShipped(name)).at(-1)!.blocks!;
    const { memoryBlocks } = openShipped(name).final;
    expect(Object.entries(memoryBlocks).map(([block, { zone, oneZone }]) => [Number(block), zone, oneZone])).toEqual(
      kernel.map(({ block, zone, oneZone }) => [block, zone, oneZone]),
    );
  });
});

describe('the node of a memory block', () => {
  test.each(complete)('is the kernel’s at the end of %s', (name) => {
    const kernel = readAnswers(filesOfShipped(name)).at(-1)!.blocks!;
    const { memoryBlocks } = openShipped(name).final;
    expect(Object.entries(memoryBlocks).map(([block, { nid }]) => [Number(block), nid])).toEqual(
      kernel.map(({ block, nid }) => [block, nid]),
    );
  });

  test('is where its pages went, where a memory group was named in its place', () => {
    const trace = traceText();
    const kt = trace.task();
    kt.call('__add_memory', 'nid=3 start=0x100000000 size=0x8000000 flags=0x4', 'ret=0', () =>
      kt.call('add_memory_resource', 'nid=3 start=0x100000000 end=0x107ffffff flags=0x4', 'ret=0', () => {
        kt.call('arch_add_memory', 'nid=1 start=0x100000000 size=0x8000000 altmap=0x0 pgmap=0x0', 'ret=0');
        kt.call('create_memory_block_devices', 'start=0x100000000 size=0x8000000 vmemmap_pages=0x0 group=0x0', 'ret=0');
      }),
    );
    expect(nodesOf(openMachine(trace.text()), 32)).toEqual([1, 1]);
  });

  test('is not known where only the group was named', () => {
    const trace = traceText();
    trace.task().call('add_memory', 'nid=3 start=0x100000000 size=0x8000000 flags=0x4', 'ret=0');
    expect(nodesOf(openMachine(trace.text()), 32)).toEqual([null, null]);
  });

  test('is the one that was asked for otherwise', () => {
    const trace = traceText();
    addMemory(trace.task(), { start: 4 * GIB, size: GIB / 8, nid: 1 });
    trace.task().call('add_memory', 'nid=1 start=0x108000000 size=0x8000000 flags=0x0', 'ret=0');
    const source = openMachine(trace.text());
    expect([nodesOf(source, 32), nodesOf(source, 33)]).toEqual([
      [1, 1],
      [1, 1],
    ]);
  });
});
