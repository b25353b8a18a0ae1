import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { filesOfShipped, traceOf } from '../sources/transformed.ts';
import { cli, json, ndjson } from '../support/cli.ts';
import { recordingPath } from '../support/recordings.ts';
import { tempFiles } from '../support/temp.ts';

const BUSY = '6.1.192-debian-generic-vmemmap--s2-offline-busy-normal-vs-movable';
const CLASSIC = recordingPath('6.1.192-custom-classic--s1-dimm-add-online-offline-remove');
const textOf = (file: string): string => filesOfShipped(BUSY).text(file) ?? '';

const folder = tempFiles({
  'trace.txt': traceOf(BUSY),
  'dmesg.txt': textOf('dmesg.txt'),
  'uevents.txt': textOf('uevents.txt'),
  'few.txt': '[Sun Nov 22 08:24:30 2026] Injecting error (-16) to MEM_GOING_OFFLINE\n',
});
const at = (name: string): string => `${folder}/${name}`;
const SOURCES = [at('trace.txt'), at('dmesg.txt'), at('uevents.txt')];
const imported = async (log: string, ...argv: readonly string[]) =>
  json(await cli('import', ...argv, '--log', at(log), '--json')) as {
    head: { position: number; hash: string };
    stored: number;
    known: number;
  };

describe('import of several sources', () => {
  test('comes to the same head in whatever order they are named, and stores nothing twice', async () => {
    const first = await imported('a.memlapse', ...SOURCES);
    const second = await imported('b.memlapse', ...SOURCES.toReversed());
    expect(second.head).toEqual(first.head);
    expect(await imported('a.memlapse', ...SOURCES.toReversed())).toMatchObject({ stored: 0, head: first.head });
    expect((await cli('verify', at('a.memlapse'))).code).toBe(0);
  });

  test('tells how each file was put on the clock, in the log itself and beside it', async () => {
    const ran = await cli('import', ...SOURCES, '--log', at('c.memlapse'));
    expect(ran.err).toMatch(/dmesg\.txt: 15 events about memory, 396 lines of other things left alone; its clock is/);
    expect(ran.out).toMatch(/\nhead \d+ [0-9a-f]{64}\n$/);
    const joined = ndjson(await cli('events', at('c.memlapse'), '--type', 'clock.joined', '--json'));
    expect(joined.map(({ data }) => data)).toMatchObject([
      { file: 'dmesg.txt', agreed: 14, evidence: 14 },
      { file: 'uevents.txt', agreed: 13, evidence: 13 },
    ]);
  });

  test('makes a log that is exported and imported again to the same head', async () => {
    const { head } = await imported('d.memlapse', ...SOURCES);
    await cli('export', at('d.memlapse'), '--out', at('d.ndjson'));
    expect((await imported('e.memlapse', at('d.ndjson'))).head).toEqual(head);
  });

  test('joins a kernel log to a log, whose own events keep their ids', async () => {
    await imported('f.memlapse', at('trace.txt'));
    const own = ndjson(await cli('events', at('f.memlapse'), '--json'));
    await imported('g.memlapse', at('f.memlapse'), at('dmesg.txt'));
    const why = json(await cli('why', at('g.memlapse'), 'block:32', '--json')) as {
      attempt: { blockingPage: unknown };
    };
    expect(why.attempt.blockingPage).toMatchObject({ known: true, pfn: 0x100400 });
    const exported = (await cli('export', at('g.memlapse'))).out;
    for (const { sequence } of own) expect(exported).toContain(`"id":"trace.txt#${String(sequence)}"`);
    const again = await cli('import', at('g.memlapse'), at('dmesg.txt'), '--log', at('h.memlapse'));
    expect(again.err).toContain('dmesg.txt is joined to the log already');
  });

  test('refuses what is of another machine, in words that say what differs, and leaves no log', async () => {
    const ran = await cli('import', recordingPath(BUSY), CLASSIC, '--log', at('none.memlapse'));
    expect(ran.code).toBe(3);
    expect(ran.err).toMatch(/read the kernel: 6\.1\.192-kt-classic\n {2}expected what .* says: 6\.1\.0-56-amd64/);
    expect(existsSync(at('none.memlapse'))).toBe(false);
  });

  test('asks for the offset of a file that nothing places, and takes it', async () => {
    const refused = await cli('import', at('trace.txt'), at('few.txt'), '--log', at('i.memlapse'));
    expect(refused.code).toBe(3);
    expect(refused.err).toMatch(
      /few\.txt:1:1: read times of day, .*\n.*\n {2}say how much .*--offset .*few\.txt=SECONDS/,
    );
    const boot = Date.UTC(2026, 10, 22, 8, 24, 0) / 1000;
    await imported('i.memlapse', at('trace.txt'), at('few.txt'), '--offset', `few.txt=-${boot}`);
    const [said] = ndjson(await cli('events', at('i.memlapse'), '--type', 'kernel.said', '--json'));
    expect(said).toMatchObject({ timens: '30000000000' });
  });

  test.each([
    [['--offset', 'few.txt'], /--offset takes FILE=SECONDS/],
    [['--offset', 'few.txt=soon'], /--offset takes FILE=SECONDS/],
    [['--offset', 'other.txt=5'], /--offset is for other\.txt, which is none of the files/],
  ])('with %j is a wrong call', async (argv, message) => {
    const ran = await cli('import', ...SOURCES, ...argv, '--log', at('none.memlapse'));
    expect(ran.code).toBe(2);
    expect(ran.err).toMatch(message);
  });

  test('into a log that has another beginning is refused, and the log stays as it is', async () => {
    const { head } = await imported('j.memlapse', at('trace.txt'));
    const ran = await cli('import', ...SOURCES, '--log', at('j.memlapse'));
    expect(ran.code).toBe(2);
    expect(ran.err).toMatch(/holds trace\.txt already, .* begins anew: import them together into a new log/);
    expect(await imported('j.memlapse', at('trace.txt'))).toMatchObject({ stored: 0, head });
  });

  test('of two logs is refused: each has an order of its own', async () => {
    await imported('k.memlapse', at('trace.txt'));
    await imported('l.memlapse', CLASSIC);
    const ran = await cli('import', at('k.memlapse'), at('l.memlapse'), '--log', at('none.memlapse'));
    expect(ran.code).toBe(2);
    expect(ran.err).toMatch(/are logs: each has an order of its own/);
  });
});

describe('a source that tells less than a trace', () => {
  test.each(['dmesg.txt', 'uevents.txt'])('%s can be asked as a recording can, but not checked', async (file) => {
    for (const verb of ['state', 'events']) expect((await cli(verb, at(file))).code).toBe(0);
    const ran = await cli('check', at(file));
    expect(ran.code).toBe(2);
    expect(ran.err).toMatch(/tells of no operation, so nothing of the model can be held against it/);
  });
});
