import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SourceError } from '../../events/problem.ts';
import { profileByName } from '../../machines/kernel/profile.ts';
import { lsmemOf } from '../../src/exports/lsmem.ts';
import { openRecorded } from '../../src/sources/open-source.ts';
import type { OpenedSource } from '../../src/sources/opened-source.ts';
import { snapshotOf } from '../../src/timeline/snapshot.ts';
import { openShipped } from '../support/recordings.ts';
import { tempFile, tempFiles } from '../support/temp.ts';
import { filesOfShipped } from './transformed.ts';

const BUSY = '6.1.192-debian-generic-vmemmap--s2-offline-busy-normal-vs-movable';
const chosen = profileByName('vmemmap@6.1');
const asked = chosen.ok ? chosen.profile : expect.unreachable(chosen.reason);

const open = (name: string, text: string): OpenedSource =>
  openRecorded(tempFile(name, text), { profile: asked }) ?? expect.unreachable('a scenario');
const problemOf = (name: string, text: string): string => {
  try {
    open(name, text);
  } catch (error) {
    if (error instanceof SourceError) return error.message;
    throw error;
  }
  return 'nothing wrong';
};
const blocksOf = ({ final }: OpenedSource) =>
  Object.fromEntries(snapshotOf(final).blocks.map(({ block, state }) => [block, state]));
const textOf = (file: string): string => filesOfShipped(BUSY).text(file) ?? '';

describe('a kernel log by itself', () => {
  const dmesg = open('anything.log', textOf('dmesg.txt'));

  test('is recognised by its content, and names its kernel', () => {
    expect(dmesg.kind).toBe('partial');
    expect(dmesg.final.profile.name).toMatch(/^vmemmap@v6\.1/);
  });

  test('knows boot RAM as a recording with it does, and takes its blocks to be online', () => {
    const early = snapshotOf(openShipped(BUSY).final).sections.filter(({ nr }) => nr < 8);
    expect(snapshotOf(dmesg.final).sections).toEqual(early);
    expect(blocksOf(dmesg)).toEqual(Object.fromEntries(Array.from({ length: 8 }, (_, block) => [block, 'online'])));
    expect(dmesg.unknown.join('\n')).toMatch(
      /every block of it is taken to have been online[\s\S]*names hardly any block/,
    );
  });

  test('tells what the kernel said, with its places', () => {
    const said = [...dmesg.log.read()].filter(({ type }) => type === 'kernel.said' || type === 'page.dumped');
    expect(said).toHaveLength(15);
    expect(said[0]).toMatchObject({
      type: 'page.dumped',
      timeNs: 36_424_155_000n,
      place: { file: 'anything.log', line: 388 },
    });
  });

  test('without the kernel’s own ranges takes those of the firmware, and says that they are not all', () => {
    const text = textOf('dmesg.txt').replaceAll(/^.*(?:Early memory node ranges| {2}node {3}\d+: \[mem).*\n/gm, '');
    const source = open('dmesg.txt', text);
    expect(Object.keys(blocksOf(source))).toHaveLength(8);
    expect(source.unknown.join()).toMatch(/taken from the firmware’s map/);
  });

  test('of the time of day counts from its boot', () => {
    const day = (line: string): string => `Nov 22 08:24:30 host kernel: ${line}\n`;
    const source = open(
      'journal.txt',
      `${day('Linux version 6.1.0 (x) #1 SMP')}${day('Offlined Pages 32768').replace(':30', ':42')}`,
    );
    expect([...source.log.read()].at(-1)).toMatchObject({ type: 'kernel.said', timeNs: 12_000_000_000n });
  });

  test('without a word about memory is refused with its place', () => {
    expect(problemOf('dmesg.txt', '[    1.0] hello\n')).toMatch(
      /dmesg\.txt:1:1: read no word about memory\n {2}expected .*\n/,
    );
  });
});

describe('uevents by themselves', () => {
  const uevents = open('u.txt', textOf('uevents.txt'));

  test('end with every block that they name as the trace has it', () => {
    const truth = blocksOf(openShipped(BUSY));
    const told = blocksOf(uevents);
    expect(Object.keys(told).length).toBeGreaterThan(4);
    expect(told).toEqual(Object.fromEntries(Object.keys(told).map((block) => [block, truth[Number(block)]])));
  });

  test('tell each message, and what it must have done to the sections of the block', () => {
    const [first] = [...uevents.log.read(uevents.baseline + 1)];
    expect(first).toMatchObject({ type: 'uevent.sent', data: { action: 'add', block: 32 }, place: { line: 1 } });
    expect(snapshotOf(uevents.final).sections.map(({ nr, lifecycle }) => [nr, lifecycle])).toContainEqual([
      33,
      'offline',
    ]);
    expect(uevents.unknown.join('\n')).toMatch(
      /nothing is known of memory at the beginning[\s\S]*who asked, what failed/,
    );
  });

  test('as udevadm prints them make the same memory', () => {
    const text = textOf('uevents.txt').replaceAll(
      /^\[\s*([\d.]+)\] (\w+)@(\S+) .*SEQNUM=(\d+)$/gm,
      'KERNEL[$1] $2      $3 (memory)\nACTION=$2\nDEVPATH=$3\nSUBSYSTEM=memory\nSEQNUM=$4\n',
    );
    expect(snapshotOf(open('udevadm.txt', text).final).blocks).toEqual(snapshotOf(uevents.final).blocks);
  });

  test('about blocks beyond all memory change none', () => {
    const far = '[ 1.0] add@/devices/system/memory/memory99999999 ACTION=add SEQNUM=1\n';
    expect(blocksOf(open('u.txt', textOf('uevents.txt') + far))).toEqual(blocksOf(uevents));
  });
});

describe('what lsmem printed', () => {
  const recorded = openShipped(BUSY).final;
  const printed = (state = recorded): string => `${JSON.stringify(lsmemOf(state), null, 3)}\n`;

  test('makes the blocks, with state, zone and node, that it was printed from', () => {
    const source = open('lsmem.json', printed());
    expect(snapshotOf(source.final).blocks).toEqual(snapshotOf(recorded).blocks);
    expect(Object.values(source.final.memoryBlocks).map(({ nid }) => nid)).toEqual(
      Object.values(recorded.memoryBlocks).map(({ nid }) => nid),
    );
    expect(source.unknown.join('\n')).toMatch(/which sections are early, and their holes, are not known/);
  });

  test('has only the columns that lsmem shows when it is not asked for more', () => {
    const row = {
      range: '0x0000000000000000-0x000000000fffffff',
      size: 268435456,
      state: 'online',
      removable: true,
      block: '0-1',
    };
    const source = open('lsmem.json', JSON.stringify({ memory: [row] }));
    expect(blocksOf(source)).toEqual({ 0: 'online', 1: 'online' });
    expect(source.final.memoryBlocks[0]).toMatchObject({ zone: null, nid: null });
  });

  test('several times is what happened between', () => {
    const row = (first: number, last: number, state: string) => ({
      range: `0x${(first * 2 ** 27).toString(16).padStart(16, '0')}-0x${((last + 1) * 2 ** 27 - 1).toString(16).padStart(16, '0')}`,
      state,
      block: first === last ? String(first) : `${first}-${last}`,
    });
    const all = [
      { memory: [row(0, 3, 'online')] },
      { memory: [row(0, 2, 'online'), row(3, 3, 'offline'), row(32, 32, 'offline')] },
      { memory: [row(0, 2, 'online'), row(32, 32, 'online')] },
    ];
    const source = open('lsmem.json', all.map((one) => JSON.stringify(one, null, 3)).join('\n'));
    expect([...source.log.read(source.baseline + 1)].map(({ type }) => type)).toEqual([
      'sections.offlined',
      'block.offlined',
      'pages.added',
      'blocks.created',
      'blocks.removed',
      'pages.removed',
      'sections.onlined',
      'block.onlined',
    ]);
    expect(blocksOf(source)).toEqual({ 0: 'online', 1: 'online', 2: 'online', 32: 'online' });
    expect(source.unknown.join()).toMatch(/what happened between two snapshots, when, and who asked is not known/);
    const lines = open('lines.json', all.map((one) => JSON.stringify(one)).join('\n'));
    expect(blocksOf(lines)).toEqual(blocksOf(source));
  });

  test.each([
    ['that was cut', '{\n   "memory": [\n      {"range": "0x00', /lsmem\.json:3:\d+: read /],
    [
      'whose range is none',
      '{"memory": [\n{"range": "far away", "state": "online"}]}',
      /lsmem\.json:2:11: read range "far away"/,
    ],
    ['whose range goes backwards', '{"memory": [{"range": "0x9-0x1", "state": "online"}]}', /read range "0x9-0x1"/],
    ['whose state is none', '{"memory": [{"range": "0x0-0x7ffffff", "state": "flying"}]}', /read state "flying"/],
    ['whose rows are none', '{"memory": [\n{"range": 7}]}', /read memory\.0\.range/],
    [
      'whose block is none',
      '{"memory": [{"range": "0x0-0x7ffffff", "state": "online", "block": "x"}]}',
      /read block "x"/,
    ],
    [
      'whose blocks differ in size',
      '{"memory": [{"range": "0x0-0x7ffffff", "state": "online", "block": "0"}, {"range": "0x8000000-0xfffffff", "state": "online", "block": "1-2"}]}',
      /read 2 blocks in 134217728 bytes/,
    ],
    [
      'whose blocks are smaller than a section',
      '{"memory": [{"range": "0x0-0xfff", "state": "online", "block": "0"}]}',
      /read memory blocks of 4096 bytes/,
    ],
    [
      'with one block twice',
      '{"memory": [{"range": "0x0-0x7ffffff", "state": "online", "block": "0"}, {"range": "0x0-0x7ffffff", "state": "offline", "block": "0"}]}',
      /read memory block 0 twice/,
    ],
    [
      'of more memory than there are addresses',
      '{"memory": [{"range": "0xffff000000000-0x1ffff007ffffff", "state": "online", "block": "0"}]}',
      /read .*memory/,
    ],
  ])('%s is refused with its place', (_what, text, message) => {
    expect(problemOf('lsmem.json', text)).toMatch(message);
    expect(problemOf('lsmem.json', text)).toMatch(/lsmem\.json:\d+:\d+: read .*\n {2}expected /);
  });
});

describe('anything at all', () => {
  test('is opened or refused with a place, and never crashes', () => {
    const folder = tempFiles({});
    const path = join(folder, 'any');
    const piece = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc.constantFrom(
        '{"memory":[',
        '{"range":"0x0-0x7ffffff","state":"online","block":"0"}',
        ']}\n',
        '[    1.0] Offlined Pages 1\n',
        '[    2.0] add@/devices/system/memory/memory3 ACTION=add\n',
        '[    2.0] remove@/devices/system/memory/memory3 ACTION=remove\n',
        '[    0.0] Linux version 9.9.9-x (y) #1 SMP\n',
        '[    0.0] Early memory node ranges\n[    0.0]   node   0: [mem 0x0000000000001000-0x00000000ffffffff]\n',
        '[    0.0] x86/mm: Memory block size: 3MB\n',
        '\n',
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        writeFileSync(path, pieces.join(''));
        try {
          openRecorded(path, { profile: asked });
        } catch (error) {
          if (!(error instanceof SourceError)) throw error;
          expect(error.message).toMatch(/any:\d+:\d+: read |:\d+:\d+: read /);
        }
      }),
      { numRuns: 300 },
    );
  });
});
