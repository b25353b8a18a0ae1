import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseKernelLine } from '../../src/sources/kernel-log/line.ts';
import { meaningOf } from '../../src/sources/kernel-log/messages.ts';
import { readKernelLog } from '../../src/sources/kernel-log/read.ts';
import { linesOfText } from '../../src/sources/lines.ts';

const BLOCK = 0x8000000;
const read = (text: string) =>
  readKernelLog(
    { path: 'dmesg.txt', file: 'dmesg.txt', lines: linesOfText(text) },
    { blockBytes: BLOCK, pageBytes: 4096 },
  );
const S = 1_000_000_000n;

describe('a line of the kernel log', () => {
  const afternoon = BigInt(Date.UTC(2026, 10, 22, 8, 24, 30) / 1000) * S;
  test.each([
    ['dmesg', '[   36.424155] Offlined Pages 32768', 'boot', 36_424_155_000n, 1000n],
    ['dmesg with callers', '[   36.424155][  T376] Offlined Pages 32768', 'boot', 36_424_155_000n, 1000n],
    ['dmesg -x', 'kern  :info  : [   36.424155] Offlined Pages 32768', 'boot', 36_424_155_000n, 1000n],
    ['dmesg -r', '<6>[   36.424155] Offlined Pages 32768', 'boot', 36_424_155_000n, 1000n],
    ['dmesg -T', '[Sun Nov 22 08:24:30 2026] Offlined Pages 32768', 'wall', afternoon, S],
    [
      'dmesg --time-format iso',
      '2026-11-22T08:24:30,250000+00:00 Offlined Pages 32768',
      'wall',
      afternoon + S / 4n,
      1000n,
    ],
    ['journalctl -o short-iso', '2026-11-22T08:24:30+0000 host kernel: Offlined Pages 32768', 'wall', afternoon, S],
    [
      'journalctl -o short-monotonic',
      '[   36.424155] host kernel: Offlined Pages 32768',
      'boot',
      36_424_155_000n,
      1000n,
    ],
    [
      'journalctl -o short-unix',
      '1795335870.250000 host kernel: Offlined Pages 32768',
      'wall',
      afternoon + S / 4n,
      1000n,
    ],
  ] as const)('of %s tells when, and what the kernel said', (_what, line, clock, ns, resolutionNs) => {
    expect(parseKernelLine(line)).toEqual({ text: 'Offlined Pages 32768', time: { clock, ns, resolutionNs } });
  });

  test('of journalctl tells a time of day in a year that it does not name', () => {
    const [first, second] = ['Nov 22 08:24:30 host-1 kernel: a', 'Nov 22 08:24:31 host-1 kernel: b'].map(
      parseKernelLine,
    );
    expect(first?.text).toBe('a');
    expect((second?.time?.ns ?? 0n) - (first?.time?.ns ?? 0n)).toBe(S);
  });

  test.each(['Offlined Pages 32768', '[   ] Offlined Pages 32768', '[Foo Bar 99 2026] x', ''])(
    '%j has no time',
    (line) => {
      expect(parseKernelLine(line).time).toBeNull();
    },
  );
});

describe('what the kernel says', () => {
  test.each([
    ['memory offlining [mem 0x100000000-0x107ffffff] failed due to memory holes', 0x100000000, BLOCK],
    ['online_pages [mem 0x100000000-0x107ffffff] failed', 0x100000000, BLOCK],
    ['removing memory fails, because memory [0x100000000-0x107ffffff] is onlined', 0x100000000, BLOCK],
    ['Block size [0x8000000] unaligned hotplug range: start 0x100200000, size 0x400000', 0x100200000, 0x400000],
    ['Unable to reserve System RAM region: 0000000100000000->0000000107ffffff', 0x100000000, BLOCK],
    ['memory memory32: Offline failed.', 0x100000000, BLOCK],
    ["node node0: can't create link to memory32 in sysfs (-17)", 0x100000000, BLOCK],
    ['kobject_add_internal failed for memory32 (error: -12 parent: memory)', 0x100000000, BLOCK],
  ])('%j is about the memory that it names', (text, start, size) => {
    expect(meaningOf(text, BLOCK)?.about).toEqual({ start, size });
  });

  test.each([
    'Offlined Pages 32768',
    'Injecting error (-16) to MEM_GOING_OFFLINE',
    'Conflicting mapping in same section',
    'virtio_mem virtio0: requested size: 0x10000000',
    'WARNING: CPU: 0 PID: 310 at mm/memory_hotplug.c:238 __add_pages+0x8c/0xf0',
    'Memory failure: 0x100407: recovery action for dirty LRU page: Recovered',
  ])('%j is about memory hotplug', (text) => {
    expect(meaningOf(text, BLOCK)).toMatchObject({ about: null });
  });

  test.each([
    'Memory: 963388K/1048056K available (14343K kernel code)',
    'TCP bind hash table entries: 8192 (order: 6, 262144 bytes, linear)',
    'BIOS-e820: [mem 0x0000000000000000-0x000000000009fbff] usable',
    'Built 1 zonelists, mobility grouping on.  Total pages: 240902',
    'WARNING: CPU: 0 PID: 1 at kernel/sched/core.c:1 x',
  ])('%j is not', (text) => {
    expect(meaningOf(text, BLOCK)).toBeUndefined();
  });

  test('of addresses beyond all numbers names no memory', () => {
    const text = 'memory offlining [mem 0xfffffffffffffff0-0xffffffffffffffff] failed due to memory holes';
    expect(meaningOf(text, BLOCK)?.about).toBeNull();
    expect(meaningOf('memory offlining [mem 0x9-0x1] failed', BLOCK)?.about).toBeNull();
  });
});

describe('a page that the kernel described', () => {
  const V6_1 = [
    '[   36.424155] page:(____ptrval____) refcount:1 mapcount:0 mapping:0000000000000000 index:0xffff888100407900 pfn:0x100407',
    '[   36.424904] flags: 0x17ffffc0000200(slab|node=0|zone=2|lastcpupid=0x1fffff)',
    '[   36.425569] raw: 0017ffffc0000200 ffffea0004010a00 dead000000000002 ffff8880049c5100',
    '[   36.425949] raw: ffff888100407900 0000000080100000 00000001ffffffff 0000000000000000',
    '[   36.426210] page dumped because: unmovable page',
  ];

  test('is told with its flags and the reason, at the time at which its dump began', () => {
    const { observations, leftAlone } = read(`${V6_1.join('\n')}\n`);
    expect(observations).toMatchObject([
      {
        ownNs: 36_424_155_000n,
        line: 1,
        draft: {
          type: 'page.dumped',
          data: {
            pfn: 0x100407,
            flags: '0x17ffffc0000200(slab|node=0|zone=2|lastcpupid=0x1fffff)',
            reason: 'unmovable page',
          },
        },
      },
    ]);
    expect(leftAlone).toBe(0);
  });

  test('of a 6.12 with a folio’s head and a page type is the same', () => {
    const lines = [
      '[    1.000000] page: refcount:0 mapcount:0 mapping:0000000000000000 index:0x0 pfn:0x1051d4',
      '[    1.000001] head: order:2 mapcount:0 entire_mapcount:0 nr_pages_mapped:0 pincount:0',
      '[    1.000002] anon flags: 0x17ffffc0000040(head|node=0|zone=2)',
      '[    1.000003] page_type: f5(slab)',
      '[    1.000004] page dumped because: unmovable page',
    ];
    expect(read(`${lines.join('\n')}\n`).observations).toMatchObject([
      { draft: { data: { pfn: 0x1051d4, flags: '0x17ffffc0000040(head|node=0|zone=2)', reason: 'unmovable page' } } },
    ]);
  });

  test('whose dump was cut, or never gave a reason, has none', () => {
    expect(read(`${V6_1.slice(0, 3).join('\n')}\n`).observations).toMatchObject([
      { draft: { data: { reason: null } } },
    ]);
    const twice = read(`${V6_1[0]}\n${V6_1[0]}\n`).observations;
    expect(twice.map(({ draft }) => draft.data)).toMatchObject([
      { flags: null, reason: null },
      { flags: null, reason: null },
    ]);
  });

  test('of a kernel before v5.9, which prints no pfn, is only the kernel’s word', () => {
    const old = '[    1.000000] page:ffffea0004010a00 refcount:1 mapcount:0 mapping:0000000000000000 index:0x0\n';
    expect(read(`${old}[    1.1] page dumped because: unmovable page\n`).observations).toMatchObject([
      { line: 2, draft: { type: 'kernel.said', data: { text: 'page dumped because: unmovable page' } } },
    ]);
  });

  test('has the lines of another message among its own, and both are told', () => {
    const mixed = [V6_1[0], '[   36.424200] Offlined Pages 32768', ...V6_1.slice(1)].join('\n');
    expect(
      read(`${mixed}\n`)
        .observations.map(({ draft }) => draft.type)
        .sort(),
    ).toEqual(['kernel.said', 'page.dumped']);
  });
});

describe('a kernel log', () => {
  test('of several boots tells of the last one, and how much was of others', () => {
    const text = '[   99.0] Offlined Pages 1\n[    0.0] Linux version 6.1.0 (x) #1 SMP\n[    5.0] Offlined Pages 2\n';
    expect(read(text)).toMatchObject({ earlierBoots: 1, observations: [{ line: 3 }] });
  });

  test('without times counts what it can not place', () => {
    expect(read('Offlined Pages 1\nOfflined Pages 2\nhello\n')).toMatchObject({
      withoutTime: 2,
      leftAlone: 1,
      observations: [],
    });
  });

  test('of journalctl goes on into a new year', () => {
    const { observations } = read(
      'Dec 31 23:59:59 h kernel: Offlined Pages 1\nJan  1 00:00:01 h kernel: Offlined Pages 1\n',
    );
    const [before, after] = observations.map(({ ownNs }) => ownNs);
    expect((after ?? 0n) > (before ?? 0n)).toBe(true);
  });

  test('of anything at all never throws, and counts every line once', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '[   1.0] ',
        '[9999999999.0] ',
        'page:',
        'pfn:0x',
        'flags: 0x1(',
        'Offlined Pages 1',
        '\0',
        '\n',
        '[mem 0x1-0x',
        '[Sun Nov 99 99:99:99 2026] ',
      ),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const text = pieces.join('');
        const { observations, leftAlone, withoutTime, earlierBoots } = read(text);
        const lines = [...linesOfText(text)].length;
        expect(observations.length + leftAlone + withoutTime + earlierBoots).toBeLessThanOrEqual(lines);
      }),
    );
  });
});
