import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EventType } from '../../events/catalogue.ts';
import type { EventOf } from '../../events/event.ts';
import type { OpenedSource } from '../../src/sources/opened-source.ts';
import { openRecording } from '../../src/sources/recording.ts';
import { stateAt } from '../../src/timeline/instant.ts';
import { openShipped, recordingNames } from '../support/recordings.ts';
import { recordingFiles } from './machine.ts';
import { filesOf, traceText } from './trace-text.ts';
import { filesOfShipped, withFiles } from './transformed.ts';

const BUSY = '6.1.192-debian-generic-vmemmap--s2-offline-busy-normal-vs-movable';

const all = <T extends EventType>({ log }: OpenedSource, type: T): readonly EventOf<T>[] =>
  [...log.read()].filter((event): event is EventOf<T> => event.type === type);
const joinedFile = (source: OpenedSource, file: string) =>
  all(source, 'clock.joined').find(({ data }) => data.file.endsWith(file))?.data;

/** A shipped recording, and the same without what lies beside its trace. */
const pair = (name: string) => {
  const files = filesOfShipped(name);
  return {
    whole: openRecording(files),
    trace: openRecording(
      withFiles(files, {
        'uevents.txt': null,
        'dmesg.txt': (files.text('dmesg.txt') ?? '').split('Run /init')[0] ?? '',
      }),
    ),
  };
};

describe.each(recordingNames)('%s, with its kernel log and its uevents', (name) => {
  const { whole, trace } = pair(name);
  const beside = new Set(['clock.joined', 'kernel.said', 'page.dumped', 'uevent.sent', 'sources.disagreed']);

  test('keeps every event of the trace, in its order, and the state that they make', () => {
    const plain = ({ log }: OpenedSource) =>
      [...log.read()].filter(({ type }) => !beside.has(type)).map(({ seq: _, ...draft }) => draft);
    expect(plain(whole)).toEqual(plain(trace));
    expect(whole.final).toEqual({ ...trace.final, at: whole.final.at });
    expect(whole.final).toEqual(stateAt(whole.log, whole.initial, whole.log.position));
  });

  test('finds no uevent that the trace contradicts, unless the trace lost events', () => {
    expect(all(whole, 'sources.disagreed').length > 0).toBe(false);
  });

  test('puts every file on the trace’s clock by what both tell of, and most of it agrees', () => {
    for (const { data } of all(whole, 'clock.joined')) {
      if (name.includes('lost-events')) continue;
      expect(data.agreed * 2, JSON.stringify(data)).toBeGreaterThan(data.evidence);
      expect(data.events).toBeGreaterThan(0);
      if (data.evidence > 1) expect(data.errorNs).toBeLessThan(60_000_000);
    }
  });
});

describe('the kernel log beside a trace', () => {
  const source = openShipped(BUSY);

  test('is on the trace’s clock, by every line that both tell of', () => {
    expect(joinedFile(source, 'dmesg.txt')).toMatchObject({
      kind: 'kernelLog',
      clock: 'boot',
      offsetNs: '0',
      evidence: 14,
      agreed: 14,
      events: 15,
    });
  });

  test('tells of a page within the call that failed on it, with the line that it stands in', () => {
    const [dump] = all(source, 'page.dumped');
    const [isolated] = all(source, 'pages.isolated').filter(({ data }) => data.errno !== null);
    expect(dump).toMatchObject({
      timeNs: 36_424_155_000n,
      actor: null,
      place: { file: expect.stringMatching(/dmesg\.txt$/), line: 388 },
    });
    expect(dump!.seq).toBeLessThan(isolated!.seq);
  });

  test('says how many lines are about other things', () => {
    expect(source.notes.join('\n')).toMatch(/dmesg\.txt: 15 events about memory, \d+ lines of other things left alone/);
  });

  const shifted = (seconds: number, text: string): string =>
    text.replace(/^\[\s*(\d+\.\d+)\]/gm, (_all, time) => `[${(Number(time) + seconds).toFixed(6).padStart(12)}]`);

  test.each([0.3, -0.3, 1000])('whose clock is %d s ahead is put right', (ahead) => {
    const files = filesOfShipped(BUSY);
    const moved = shifted(ahead, files.text('dmesg.txt') ?? '');
    const data = joinedFile(openRecording(withFiles(files, { 'dmesg.txt': moved })), 'dmesg.txt');
    const off = Number(data?.offsetNs) / 1e9 + ahead;
    expect(Math.abs(off) * 1e9).toBeLessThanOrEqual((data?.errorNs ?? 0) + 2000);
    expect(data).toMatchObject({ agreed: 14, evidence: 14 });
  });

  test('that tells the time of day is put on the kernel’s clock to a second', () => {
    const files = filesOfShipped(BUSY);
    const days = (files.text('dmesg.txt') ?? '').replace(/^\[\s*(\d+)\.\d+\]/gm, (_all, time) => {
      const at = new Date(Date.UTC(2026, 10, 22, 8, 0, Number(time))).toUTCString().split(' ');
      return `[${at[0]?.replace(',', '')} ${at[2]} ${at[1]} ${at[4]} ${at[3]}]`;
    });
    const source = openRecording(withFiles(files, { 'dmesg.txt': days }));
    const data = joinedFile(source, 'dmesg.txt');
    expect(data).toMatchObject({ clock: 'wall', agreed: 14 });
    const off = Number(BigInt(data?.offsetNs ?? 0) + BigInt(Date.UTC(2026, 10, 22, 8) / 1000) * 1_000_000_000n);
    expect(Math.abs(off)).toBeLessThan(1_000_000_000);
    expect(Math.abs(off)).toBeLessThanOrEqual(data?.errorNs ?? 0);
  });

  test('of which nothing tells the time is left out, and says so', () => {
    const files = recordingFiles(traceText().text());
    const dmesg = '[Sun Nov 22 08:24:30 2026] Offlined Pages 32768\n';
    const source = openRecording(filesOf({ ...files, 'dmesg.txt': dmesg }));
    expect(all(source, 'kernel.said')).toEqual([]);
    expect(source.notes.join()).toMatch(/dmesg\.txt: 1 events about memory left out: it tells the time of day/);
  });

  test('without anything that the trace tells too is taken to be on its clock, and says so', () => {
    const files = recordingFiles(traceText().text());
    const source = openRecording(filesOf({ ...files, 'dmesg.txt': '[    5.0] Offlined Pages 32768\n' }));
    expect(joinedFile(source, 'dmesg.txt')).toMatchObject({ offsetNs: '0', errorNs: null, evidence: 0 });
    expect(source.notes.join()).toMatch(/its times are taken as they are: nothing else tells/);
  });
});

describe('anything beside a trace', () => {
  const files = filesOfShipped(BUSY);
  const plain = openRecording(withFiles(files, { 'uevents.txt': null }));
  const log = (files.text('dmesg.txt') ?? '').split('\n');

  test('never crashes it, and never changes what memory did', () => {
    const line = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.constantFrom(...log.slice(380)),
      fc.constantFrom(
        '[999999999.999999] Offlined Pages 1',
        '[    0.000000] page: pfn:0xfffffffffffff',
        '\0'.repeat(5000),
      ),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), fc.array(line, { maxLength: 10 }), (dmesg, uevents) => {
        const source = openRecording(
          withFiles(files, {
            'dmesg.txt': `${log.slice(0, 380).join('\n')}\n${dmesg.join('\n')}`,
            'uevents.txt': uevents.join('\n'),
          }),
        );
        expect({ ...source.final, at: null }).toEqual({ ...plain.final, at: null });
        const times = [...source.log.read(source.baseline + 1)].flatMap(({ timeNs }) => timeNs ?? []);
        expect(times.every((time) => time >= 0n && time < 2n ** 63n)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  test('goes backwards in time, and is told in the order of time', () => {
    const turned = [...log.slice(0, 380), ...log.slice(380).reverse()].join('\n');
    const said = (source: OpenedSource) =>
      all(source, 'kernel.said')
        .map(({ timeNs, data }) => [timeNs, data.text] as const)
        // Whose dump it ends can not be told any more.
        .filter(([, text]) => !text.startsWith('page dumped'));
    expect(said(openRecording(withFiles(files, { 'dmesg.txt': turned })))).toEqual(said(plain));
  });
});

describe('uevents beside a trace', () => {
  const uevent = (seconds: string, action: string, block: number): string =>
    `[${seconds.padStart(12)}] ${action}@/devices/system/memory/memory${block} ACTION=${action} SEQNUM=1\n`;

  /** A trace of block 7 going offline at 20 s, with a mark long before and one long after. */
  function machine(uevents: string): OpenedSource {
    const trace = traceText();
    trace.mark(1, 'boot');
    const { call } = trace.task();
    call('memory_subsys_offline', 'start_section_nr=0x7 state=0x1', 'ret=0', () =>
      call('offline_pages', 'pfn=0x38000 nr_pages=0x8000 zone="Normal" group=0x0', 'ret=0'),
    );
    trace.mark(2, 'offline');
    const late = trace
      .text()
      .replace(/20\.0+(\d+): (tracing_mark_write: kt step=01)/, '10.0000$1: $2')
      .replace(/20\.0+(\d+): (tracing_mark_write: kt step=02)/, '30.0000$1: $2');
    return openRecording(filesOf({ ...recordingFiles(late), 'uevents.txt': uevents }));
  }

  test('that say what the trace shows are told beside it, right after', () => {
    const source = machine(uevent('20.100000', 'offline', 7));
    const [offlined] = all(source, 'block.offlined');
    const [sent] = all(source, 'uevent.sent');
    expect(sent).toMatchObject({ data: { action: 'offline', block: 7, seqnum: 1 }, place: { line: 1 } });
    expect(sent!.seq).toBeGreaterThan(offlined!.seq);
    expect(all(source, 'sources.disagreed')).toEqual([]);
  });

  test('that say what the trace does not show are told to disagree, and change nothing', () => {
    const source = machine(uevent('20.100000', 'offline', 7) + uevent('25.000000', 'offline', 5));
    expect(all(source, 'sources.disagreed')).toMatchObject([
      { data: { block: 5, said: 'offline', shown: 'online' }, place: { line: 2 } },
    ]);
    expect(source.final.memoryBlocks[5]?.state).toBe('online');
  });

  test('about a block that the trace never mentions say that it does not', () => {
    expect(all(machine(uevent('25.000000', 'online', 99)), 'sources.disagreed')).toMatchObject([
      { data: { block: 99, said: 'online', shown: 'not mentioned' } },
    ]);
  });

  test('from before the trace or after it are not held against it', () => {
    expect(
      all(machine(uevent('1.000000', 'offline', 5) + uevent('99.000000', 'offline', 5)), 'sources.disagreed'),
    ).toEqual([]);
  });

  test('that can not be read are told with their place, as a trace’s lines are', () => {
    const source = machine(`what is this\n${uevent('20.100000', 'offline', 7)}`);
    expect(source.summary.problems).toMatchObject([{ place: { file: 'recording/uevents.txt', line: 1, column: 1 } }]);
  });
});
