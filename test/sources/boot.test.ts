import { describe, expect, test } from 'vitest';
import { bootParameter, parseBootLog } from '../../src/sources/boot/dmesg.ts';
import { parseIomem } from '../../src/sources/boot/iomem.ts';
import { parseBlockListing } from '../../src/sources/boot/memory-blocks.ts';

const BOOT = [
  'Linux version 6.1.0-56-amd64 (debian-kernel@lists.debian.org) (gcc-12) #1 SMP PREEMPT_DYNAMIC Debian 6.1.192-2',
  'Command line: console=ttyS0 mem=1G',
  'BIOS-e820: [mem 0x0000000000000000-0x000000000009fbff] usable',
  'BIOS-e820: [mem 0x000000000009fc00-0x000000000009ffff] reserved',
  'BIOS-e820: [mem 0x0000000000100000-0x000000003ffdffff] usable',
  'Early memory node ranges',
  '  node   0: [mem 0x0000000000001000-0x000000000009efff]',
  '  node   1: [mem 0x0000000000100000-0x000000003ffdffff]',
  'Initmem setup node 0 [mem 0x0000000000001000-0x000000003ffdffff]',
  'setup_percpu: NR_CPUS:8192 nr_cpumask_bits:2 nr_cpu_ids:2 nr_node_ids:2',
  'x86/mm: Memory block size: 128MB',
];
const EARLY = [
  { nid: 0, start: 0x1000, end: 0x9efff },
  { nid: 1, start: 0x100000, end: 0x3ffdffff },
];

describe('a kernel log', () => {
  test.each([
    ['dmesg', (line: string) => `[    0.000000] ${line}`],
    ['dmesg -T', (line: string) => `[Sun Nov 22 08:24:30 2026] ${line}`],
    ['dmesg -x', (line: string) => `kern  :info  : [    0.000000] ${line}`],
    ['dmesg -r', (line: string) => `<6>[    0.000000] ${line}`],
    ['dmesg with callers', (line: string) => `[    0.000000][    T0] ${line}`],
    ['journalctl -k', (line: string) => `Nov 22 08:24:30 host-1 kernel: ${line}`],
    ['journalctl -k -o short-iso', (line: string) => `2026-11-22T08:24:30+0000 host kernel: ${line}`],
    ['journalctl -k -o short-monotonic', (line: string) => `[    0.000000] host kernel: ${line}`],
    ['a log without times', (line: string) => line],
  ])('from %s tells what the machine is', (_what, prefix) => {
    for (const end of ['\n', '\r\n']) {
      expect(parseBootLog(BOOT.map((line) => prefix(line) + end).join(''))).toEqual({
        release: '6.1.0-56-amd64',
        version: '#1 SMP PREEMPT_DYNAMIC Debian 6.1.192-2',
        commandLine: 'console=ttyS0 mem=1G',
        earlyRanges: EARLY,
        firmwareRanges: [
          { start: 0, end: 0x9fbff },
          { start: 0x100000, end: 0x3ffdffff },
        ],
        possibleNodes: 2,
        blockBytes: 128 * 2 ** 20,
      });
    }
  });

  test('that does not reach back to boot knows no early memory', () => {
    expect(parseBootLog('[ 1234.5] Offlined Pages 32768\n')).toEqual({
      release: null,
      version: null,
      commandLine: null,
      earlyRanges: null,
      firmwareRanges: null,
      possibleNodes: null,
      blockBytes: null,
    });
    expect(parseBootLog('[    0.0] Early memory node ranges\n[    0.0] nothing of the kind\n').earlyRanges).toBeNull();
  });

  test('of several boots tells of the last one', () => {
    const boot = (release: string, end: string): string =>
      `[    0.0] Linux version ${release} (x) #1 SMP\n[    0.0] Early memory node ranges\n[    0.0]   node   0: [mem 0x0000000000001000-0x${end}]\n`;
    expect(parseBootLog(boot('5.10.0', 'fffff') + boot('6.1.0', '1fffff'))).toMatchObject({
      release: '6.1.0',
      earlyRanges: [{ nid: 0, start: 0x1000, end: 0x1fffff }],
    });
  });

  test('of an architecture that prints only the kernel’s command line has that', () => {
    expect(parseBootLog('[    0.000000] Kernel command line: mem=4G quiet\n').commandLine).toBe('mem=4G quiet');
  });
});

describe('a boot parameter', () => {
  test.each([
    ['memory_hotplug.memmap_on_memory=1', '1'],
    ['quiet memory_hotplug.memmap_on_memory=Y mem=1G', 'Y'],
    ['memory_hotplug.memmap_on_memory', 'y'],
    ['memory_hotplug.memmap_on_memory=1 memory_hotplug.memmap_on_memory=0', '0'],
    ['xmemory_hotplug.memmap_on_memory=1', null],
    ['', null],
  ])('of %j is %s', (line, value) => {
    expect(bootParameter(line, 'memory_hotplug.memmap_on_memory')).toBe(value);
  });

  test('is not known without a command line', () => {
    expect(bootParameter(null, 'mem')).toBeNull();
  });
});

describe('/proc/iomem', () => {
  test('is read line by line, with how deep each stands', () => {
    const text = '00001000-0009fbff : System RAM\n00100000-3ffdffff : System RAM\n  01000000-01e01d31 : Kernel code\n';
    for (const given of [text, text.replaceAll('\n', '\r\n')]) {
      expect(parseIomem(given)).toEqual({
        skipped: 0,
        lines: [
          { start: 0x1000, size: 0x9ec00, name: 'System RAM', depth: 0 },
          { start: 0x100000, size: 0x3fee0000, name: 'System RAM', depth: 0 },
          { start: 0x1000000, size: 0xe01d32, name: 'Kernel code', depth: 1 },
        ],
      });
    }
  });

  test('without root shows zeros, and then nothing is known', () => {
    expect(parseIomem('00000000-00000000 : System RAM\n00000000-00000000 : Reserved\n')).toBeNull();
    expect(parseIomem('')).toBeNull();
  });

  test('counts the lines that are none', () => {
    const deep = `${' '.repeat(4000)}00300000-003fffff : too deep`;
    const read = parseIomem(
      `100000-1fffff : a b c\nhello\n200000-100000 : backwards\nffffffffffffffff-ffffffffffffffff : far\n${deep}\n`,
    );
    expect(read).toEqual({ skipped: 4, lines: [{ start: 0x100000, size: 0x100000, name: 'a b c', depth: 0 }] });
  });
});

describe('the listing of memory blocks', () => {
  const text = [
    '#block_size_bytes\t0x8000000',
    '#auto_online_blocks\toffline',
    'block\tphys_index\tstate\tonline\tremovable\tvalid_zones\tnode\tphys_device',
    'memory0\t0x00000000\tonline\t1\t1\tnone\tnode0\t0',
    'memory7\t0x00000007\tonline\t1\t1\tDMA32\tnode0\t0',
    'memory32\t0x00000020\toffline\t0\t1\tNormal Movable\tnode1\t0',
    'memory33\t0x00000021\tgoing-offline\t1\t1\t\t\t0',
    '',
  ].join('\n');

  test('tells state, zone and node of each', () => {
    for (const given of [text, text.replaceAll('\n', '\r\n')]) {
      expect(parseBlockListing(given)).toEqual({
        blockBytes: 0x8000000,
        autoOnline: 'offline',
        blocks: [
          { block: 0, state: 'online', zone: null, oneZone: false, nid: 0 },
          { block: 7, state: 'online', zone: 'DMA32', oneZone: true, nid: 0 },
          { block: 32, state: 'offline', zone: null, oneZone: true, nid: 1 },
          { block: 33, state: 'goingOffline', zone: null, oneZone: null, nid: null },
        ],
      });
    }
  });

  test('goes by its heading, not by the order of its columns', () => {
    const other = 'state\tblock\nonline\tmemory3\n';
    expect(parseBlockListing(other).blocks).toEqual([]);
    const reordered = 'block\tnode\tstate\nmemory3\tnode2\toffline\n';
    expect(parseBlockListing(reordered).blocks).toMatchObject([{ block: 3, nid: 2, state: 'offline' }]);
  });

  test('has no row for what is no block', () => {
    expect(
      parseBlockListing('block\tstate\nmemoryX\tonline\nmemory1\tflying\nmemory9999999999\tonline\n').blocks,
    ).toEqual([]);
  });
});
