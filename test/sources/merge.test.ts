import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MemoryEvent } from '../../events/event.ts';
import { SourceError } from '../../events/problem.ts';
import { profileByName } from '../../machines/kernel/profile.ts';
import { linesOfText } from '../../src/sources/lines.ts';
import { mergedTrace, type TraceText } from '../../src/sources/merge/traces.ts';
import { openSeveral } from '../../src/sources/open-source.ts';
import type { OpenedSource } from '../../src/sources/opened-source.ts';
import { tempFiles } from '../support/temp.ts';
import { filesOfShipped, traceOf } from './transformed.ts';

const DEBIAN = '6.1.192-debian-generic-vmemmap';
const BUSY = `${DEBIAN}--s2-offline-busy-normal-vs-movable`;
const chosen = profileByName('vmemmap@6.1');
const profile = chosen.ok ? chosen.profile : expect.unreachable(chosen.reason);

const textOf = (name: string, file: string): string => filesOfShipped(name).text(file) ?? '';

/** Writes files, and opens them as one in the order of their names here. */
function open(files: Readonly<Record<string, string>>, order = Object.keys(files)): OpenedSource {
  const folder = tempFiles(files);
  return openSeveral(
    order.map((name) => `${folder}/${name}`),
    { profile },
  );
}
const problemOf = (files: Readonly<Record<string, string>>): string => {
  try {
    open(files);
  } catch (error) {
    if (error instanceof SourceError) return error.message;
    throw error;
  }
  return 'nothing wrong';
};
const told = ({ log }: OpenedSource): readonly Omit<MemoryEvent, 'seq' | 'place'>[] =>
  [...log.read()].map(({ seq: _, place: __, ...rest }) => rest);

describe('several texts of one trace', () => {
  const whole = traceOf(BUSY);
  const lines = whole.trimEnd().split('\n');
  const head = lines.filter((line) => line.startsWith('#'));
  const events = lines.filter((line) => !line.startsWith('#'));
  const piece = (from: number, to: number): string => [...head, ...events.slice(from, to), ''].join('\n');
  const alone = told(open({ 'a.txt': whole }));

  test.each([
    ['consecutive', [0, 60], [60, events.length]],
    ['overlapping', [0, 80], [40, events.length]],
    ['cut inside a call', [0, 51], [51, events.length]],
    ['one within the other', [0, events.length], [30, 60]],
    ['the same twice', [0, events.length], [0, events.length]],
  ] as [string, [number, number], [number, number]][])(
    '%s, are one trace, in whatever order they are named',
    (_what, first, second) => {
      const files = { 'b.txt': piece(...second), 'a.txt': piece(...first) };
      expect(told(open(files))).toEqual(alone);
      expect([...open(files, ['a.txt', 'b.txt']).log.read()]).toEqual([...open(files, ['b.txt', 'a.txt']).log.read()]);
    },
  );

  test('keep for each event the file and the line that it was read in', () => {
    const source = open({ 'a.txt': piece(0, 60), 'b.txt': piece(60, events.length) });
    const places = [...source.log.read()].flatMap(({ place }) => (place ? [place] : []));
    expect(new Set(places.map(({ file }) => file))).toEqual(new Set(['a.txt', 'b.txt']));
    for (const { type, place, timeNs } of source.log.read()) {
      if (place === null || type !== 'operation.started') continue;
      const text = (place.file === 'a.txt' ? piece(0, 60) : piece(60, events.length)).split('\n')[place.line - 1] ?? '';
      const seconds = `${Number(timeNs) / 1e9}`;
      expect(text).toContain(seconds.slice(0, 8));
    }
  });

  test('that say what they lost where another text has it lost nothing', () => {
    const counted = (text: string): string => text.replace(/entries-written: \d+\/\d+/, 'entries-written: 10/50');
    expect(told(open({ 'a.txt': piece(0, 80), 'b.txt': counted(piece(40, events.length)) }))).toEqual(alone);
    const gap = open({ 'a.txt': piece(0, 60), 'b.txt': counted(piece(60, events.length)) });
    expect(gap.summary.lost).toBe(40);
  });

  test('that can not be read are told with the place in their own file', () => {
    const bad = `${piece(60, events.length)}what is this\n`;
    const { problems } = open({ 'a.txt': piece(0, 60), 'b.txt': bad }).summary;
    expect(problems.map(({ place }) => [place.file.split('/').at(-1), place.line])).toEqual([
      ['b.txt', bad.trimEnd().split('\n').length],
    ]);
  });

  test('however they are cut, and however they overlap, are the lines of the whole, once', () => {
    const text = (name: string, part: readonly string[]): TraceText => ({
      path: name,
      file: name,
      lines: () => linesOfText(part.map((line) => `${line}\n`).join('')),
    });
    const cuts = fc.tuple(fc.nat(events.length), fc.nat(events.length), fc.boolean());
    fc.assert(
      fc.property(cuts, ([one, other, turned]) => {
        const [low, high] = one < other ? [one, other] : [other, one];
        const parts = [text('a', events.slice(0, high)), text('b', events.slice(low))];
        const merged = [...mergedTrace(turned ? parts.toReversed() : parts).lines()].map(({ text: line }) => line);
        expect(merged).toEqual(events);
      }),
      { numRuns: 30 },
    );
  });
});

describe('a trace with a kernel log and uevents', () => {
  const files = {
    'trace.txt': traceOf(BUSY),
    'dmesg.txt': textOf(BUSY, 'dmesg.txt'),
    'uevents.txt': textOf(BUSY, 'uevents.txt'),
  };

  test('are one log, the same in whatever order they are named', () => {
    const orders = [
      ['trace.txt', 'dmesg.txt', 'uevents.txt'],
      ['uevents.txt', 'trace.txt', 'dmesg.txt'],
      ['dmesg.txt', 'uevents.txt', 'trace.txt'],
    ];
    const [first, ...others] = orders.map((order) => [...open(files, order).log.read()]);
    for (const other of others) expect(other).toEqual(first);
  });

  test('take boot RAM and the kernel from the log', () => {
    const source = open(files);
    expect([...source.log.read()].find(({ type }) => type === 'memory.booted')?.data).toMatchObject({ early: 'known' });
    expect(source.final.profile.name).toMatch(/v6\.1/);
  });

  test('whose kernel logs overlap tell each line once', () => {
    const log = files['dmesg.txt'].split('\n');
    const early = `${log.slice(0, 400).join('\n')}\n`;
    const late = log.slice(395).join('\n');
    const source = open({ 'trace.txt': files['trace.txt'], 'early.txt': early, 'late.txt': late });
    const said = (one: OpenedSource) =>
      told(one).filter(({ type }) => type === 'kernel.said' || type === 'page.dumped');
    expect(said(source)).toEqual(said(open({ 'trace.txt': files['trace.txt'], 'dmesg.txt': files['dmesg.txt'] })));
  });

  test('and a kernel log by the time of day is placed by what both tell of, or by what the user says', () => {
    const day = (line: string): string =>
      line.replace(/^\[\s*(\d+)\.\d+\] /, (_all, time) => {
        const at = new Date(Date.UTC(2026, 10, 22, 8, 0, Number(time)));
        return `2026-11-22T${at.toISOString().slice(11, 19)}+0000 host kernel: `;
      });
    const journal = files['dmesg.txt']
      .split('\n')
      .filter((line) => !line.includes('Linux version'))
      .map(day)
      .join('\n');
    const source = open({ 'trace.txt': files['trace.txt'], 'journal.txt': journal });
    expect(source.unplaced).toEqual([]);
    const few = `${journal
      .split('\n')
      .filter((line) => line.includes('Injecting') || line.includes('memory32: Offline'))
      .join('\n')}\n`;
    const folder = tempFiles({ 'trace.txt': files['trace.txt'], 'few.txt': few });
    const paths = [`${folder}/trace.txt`, `${folder}/few.txt`];
    expect(openSeveral(paths, { profile }).unplaced).toEqual([`${folder}/few.txt`]);
    const boot = BigInt(Date.UTC(2026, 10, 22, 8) / 1000) * 1_000_000_000n;
    const placed = openSeveral(paths, { profile, offsets: new Map([['few.txt', -boot]]) });
    expect([...placed.log.read()].find(({ type }) => type === 'kernel.said')?.timeNs).toBe(40_000_000_000n);
  });
});

describe('sources of different machines or boots', () => {
  const S1 = `${DEBIAN}--s1-dimm-add-online-offline-remove`;
  const META = (release: string) => JSON.stringify({ kernelRelease: release, memoryBlockSizeBytes: 0x8000000 });
  const recording = (folder: string, meta: string, dmesg: string) => ({
    [`${folder}/meta.json`]: meta,
    [`${folder}/trace.txt`]: traceOf(BUSY),
    [`${folder}/dmesg.txt`]: dmesg,
  });

  test('are refused by the kernel that they name', () => {
    const files = { ...recording('a', META('6.1.0'), ''), ...recording('b', META('6.12.0'), '') };
    const folder = tempFiles(files);
    expect(() => openSeveral([`${folder}/a`, `${folder}/b`], { profile })).toThrow(
      /b\/meta\.json:1:1: read the kernel: 6\.12\.0\n {2}expected what .*a\/meta\.json says: 6\.1\.0/,
    );
  });

  test('are refused by the times of their boots, where the machine is the same', () => {
    const folder = tempFiles({
      ...recording('a', META('6.1.0-56-amd64'), textOf(BUSY, 'dmesg.txt')),
      ...recording('b', META('6.1.0-56-amd64'), textOf(S1, 'dmesg.txt')),
    });
    expect(() => openSeveral([`${folder}/a`, `${folder}/b`], { profile })).toThrow(
      /(boot RAM|the times of the first lines)/,
    );
  });

  test('of one boot, recorded twice, are one log', () => {
    const files = recording('a', META('6.1.0-56-amd64'), textOf(BUSY, 'dmesg.txt'));
    const folder = tempFiles({ ...files, ...recording('b', META('6.1.0-56-amd64'), textOf(BUSY, 'dmesg.txt')) });
    const both = openSeveral([`${folder}/b`, `${folder}/a`], { profile });
    const one = openSeveral([`${folder}/a`], { profile });
    const plain = (source: OpenedSource) => told(source).filter(({ type }) => type !== 'clock.joined');
    expect(plain(both)).toEqual(plain(one));
  });

  test('that are decided, not recorded, are refused', () => {
    expect(problemOf({ 'trace.txt': traceOf(BUSY), 'plan.yaml': 'steps:\n  - offline: {block: 1}\n' })).toMatch(
      /plan\.yaml:1:1: read a scenario/,
    );
  });

  test('that tell no time are refused beside a trace', () => {
    expect(problemOf({ 'trace.txt': traceOf(BUSY), 'lsmem.json': '{"memory": []}' })).toMatch(
      /lsmem\.json:1:1: read a snapshot of lsmem beside a trace/,
    );
  });
});

describe('what tells less than a trace, together', () => {
  test('a kernel log, uevents and a snapshot make the memory that each alone would not', () => {
    const row = { range: '0x0000000000000000-0x000000003fffffff', state: 'online', block: '0-7', node: 0 };
    const source = open({
      'lsmem.json': JSON.stringify({ memory: [row] }),
      'dmesg.txt': textOf(BUSY, 'dmesg.txt'),
      'uevents.txt': textOf(BUSY, 'uevents.txt'),
    });
    expect(Object.keys(source.final.memoryBlocks)).toHaveLength(10);
    expect(source.final.memoryBlocks[32]?.state).toBe('online');
    const types = new Set(told(source).map(({ type }) => type));
    expect([...types]).toEqual(expect.arrayContaining(['uevent.sent', 'page.dumped', 'block.found', 'block.offlined']));
    const times = [...source.log.read(source.baseline + 1)].map(({ timeNs }) => timeNs ?? 0n);
    expect(times).toEqual(times.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0)));
  });

  test('uevents in two files that overlap are told once, by time', () => {
    const lines = textOf(BUSY, 'uevents.txt').trimEnd().split('\n');
    const part = (from: number, to: number): string => `${lines.slice(from, to).join('\n')}\n`;
    const both = open({ 'b.txt': part(4, lines.length), 'a.txt': part(0, 8) });
    expect(told(both)).toEqual(told(open({ 'all.txt': part(0, lines.length) })));
  });

  test('a second snapshot beside times is refused: nobody knows when it was taken', () => {
    const snapshot = JSON.stringify({ memory: [] });
    expect(problemOf({ 'a.json': snapshot, 'b.json': snapshot, 'u.txt': textOf(BUSY, 'uevents.txt') })).toMatch(
      /b\.json:1:1: read a second snapshot of lsmem/,
    );
  });
});
