import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cli, json } from '../support/cli.ts';
import { recordingPath } from '../support/recordings.ts';
import { sessionOn } from '../support/session.ts';
import { tempFiles } from '../support/temp.ts';
import { seqOf } from '../timeline/lives.ts';

const NAME = '6.1.192-debian-generic-vmemmap--s4-e820-pmem-subsection';
const PMEM = recordingPath(NAME);
const { record } = sessionOn(NAME);
/** Where the pages of a namespace that begins inside section 14 were added, and where block 10 stayed online. */
const ADDED = seqOf(record, 'pages.added', { pfn: 0x74200 });
const STAYED = seqOf(record, 'block.offlineCancelled', { block: 10 });
const about = (machine: string, subject: string, at: string, ...more: readonly string[]) =>
  cli('diagram', machine, PMEM, '--about', subject, '--at', at, ...more);

describe('diagram --about', () => {
  test('tells where a section is, what brought it there, and what both memory models would answer', async () => {
    expect(json(await about('section', 'section:14', `seq:${ADDED}`, '--json'))).toMatchObject({
      counts: { lifecycle: { online: 14, offline: 1, partiallyPopulated: 1 } },
      about: {
        subject: 'section:14',
        active: { lifecycle: 'partiallyPopulated', origin: 'hotplug', device: 'tainted' },
        event: { seq: ADDED, type: 'pages.added' },
        last: [
          { region: 'lifecycle', from: 'partiallyPopulated', to: 'partiallyPopulated', event: 'add', guard: 'mayFill' },
        ],
        models: expect.arrayContaining([
          expect.objectContaining({
            guard: 'mayMapDevice',
            vmemmap: { ok: true, word: 'allowed', reason: null, source: null },
            classic: expect.objectContaining({ ok: false, word: 'EOPNOTSUPP' }),
          }),
        ]),
      },
    });
  });

  test('tells the whole way of an operation that was refused', async () => {
    const allRam = { from: 'checkingRange', to: 'refused', event: 'proceed', guard: 'not allRam' };
    expect(json(await about('offline', 'operation:14', 'end', '--json'))).toMatchObject({
      about: {
        active: { offline: 'refused' },
        before: [{ from: 'checks', to: 'checkingRange' }],
        last: [allRam],
        stoppedBy: { guard: 'allRam', answers: { guard: 'allRam', vmemmap: { word: 'EINVAL' } } },
        models: [
          { guard: 'allRam', vmemmap: { word: 'EINVAL' }, classic: { word: 'EINVAL' } },
          { guard: 'mayGoOffline', vmemmap: { word: 'EINVAL' }, classic: { word: 'EINVAL' } },
        ],
      },
    });
    expect(json(await about('attempt', 'operation:14', 'end', '--json'))).toMatchObject({
      about: { active: { attempt: 'refused' }, last: [{ from: 'underWay', to: 'refused', event: 'offline' }] },
    });
  });

  test('says which chart an operation has', async () => {
    const { code, err } = await about('online', 'operation:14', 'end');
    expect([code, err]).toEqual([
      2,
      expect.stringContaining('operation:14 is offline: its chart is memlapse diagram offline'),
    ]);
  });

  test('lights the state of a block, and the transition that it came by, in every format that draws', async () => {
    const drawn = async (format: string) =>
      (await about('memory-block', 'block:10', `seq:${STAYED + 1}`, '--format', format)).out;
    expect(await drawn('svg')).toMatch(/class="state is-online active"/);
    expect(await drawn('svg')).toMatch(/class="arrow last">\s*<title>going offline → online: offlineCancelled/);
    expect(await drawn('svg')).toContain(`moved last by event ${STAYED}: block 10 stays online`);
    expect(await drawn('scxml')).toMatch(/id="online" m:count="14" m:active="true"/);
    expect(await drawn('dot')).toMatch(/"memoryBlock.goingOffline" -> "memoryBlock.online" \[.*penwidth=2.5/);
    expect(await drawn('mermaid')).toMatch(/state "● online \(14\)" as online/);
  });

  test('keeps to itself where on this machine the source lies', async () => {
    const { out } = await about('section', 'section:14', `seq:${ADDED}`, '--format', 'svg');
    expect(out).toContain(`after event ${ADDED} of ${NAME}.tar.gz`);
    expect(out).not.toContain('recordings/');
  });

  test.each([
    [['section', PMEM, '--about', 'block:3'], /--about takes section:N for the section machine/],
    [['section', PMEM, '--about', 'section:4000'], /nothing in this record is about section:4000/],
    [['section', '--about', 'section:4'], /--about needs a source/],
    [['attempt', PMEM, '--about', 'operation:99'], /no operation 99 is in this record; it has 1[–-]15/],
    [['attempt', PMEM, '--about', 'operation:14', '--at', 'seq:90'], /operation 14 begins with event \d+, after/],
  ])('refuses %j', async (argv, expected) => {
    const ran = await cli('diagram', ...argv);
    expect([ran.code, ran.out]).toEqual([2, '']);
    expect(ran.err).toMatch(expected);
  });
});

describe('the chart of an operation, with a source', () => {
  const BUSY = recordingPath('6.1.192-debian-generic-vmemmap--s2-offline-busy-normal-vs-movable');
  const END = 179;
  const offline = (...more: readonly string[]) => cli('diagram', 'offline', BUSY, ...more);

  test('tells how many offlines went along each arc: of ten, four ended at isolation with EBUSY', async () => {
    const { arcs } = json(await offline('--json')) as { arcs: { from: string; to: string; operations: number }[] };
    expect(arcs.find(({ from, to }) => from === 'isolating' && to === 'failed')).toEqual({
      from: 'isolating',
      to: 'failed',
      event: 'unmovablePage',
      guard: null,
      operations: 4,
      errnos: { EBUSY: 4 },
    });
    const ended = (end: string) =>
      arcs.filter(({ to }) => to === end).reduce((sum, { operations }) => sum + operations, 0);
    expect([ended('done'), ended('failed'), ended('refused')]).toEqual([5, 4, 2]);
  });

  test('counts only what went along until the instant, whichever way time went before', async () => {
    const at = async (seq: number) =>
      (json(await offline('--json', '--at', `seq:${seq}`)) as { arcs: { to: string; operations: number }[] }).arcs
        .filter(({ to }) => ['done', 'failed', 'refused'].includes(to))
        .reduce((sum, { operations }) => sum + operations, 0);
    expect([await at(1), await at(END), await at(1)]).toEqual([0, 11, 0]);
  });

  test('lights the way of one of them, and tells the time in each phase of which both ends were seen', async () => {
    const { about } = json(await offline('--about', 'op:4', '--json')) as {
      about: { active: object; phases: { state: string }[]; spentNs: Record<string, string>; stoppedBy: null };
    };
    expect(about.active).toEqual({ offline: 'failed' });
    expect(about.phases.map(({ state }) => state)).toEqual(['checks', 'checkingRange', 'isolating', 'failed']);
    expect(Object.keys(about.spentNs)).toEqual(['checkingRange', 'isolating']);
    const { out } = await offline('--about', 'op:4', '--format', 'svg', '--width', '300');
    expect(out).toMatch(/<g class="arrow last">\s*<title>isolating → failed: unmovablePage/);
    expect(out).toContain('<tspan class="went">4 (4 EBUSY)</tspan>');
    expect(Number(/width="(\d+)"/.exec(out)![1])).toBeLessThanOrEqual(300);
  });

  test('names the guard that stopped one, with the answer of each memory model by it', async () => {
    for (const format of ['svg', 'mermaid', 'dot', 'scxml']) {
      const { out } = await offline('--about', 'op:10', '--format', format);
      const line = 'stopped by the guard allRam: memory holes: not every page of the block is busy System RAM;';
      const text = out.replace(/<\/text>\s*<text[^>]*>/g, ' ');
      expect(text).toContain(`${line} VMEMMAP answers EINVAL, classic EINVAL`);
    }
  });

  test.each([
    ['--width', '12'],
    ['--width', 'wide'],
  ])('refuses %s %s', async (...option) => {
    const ran = await offline('--format', 'svg', ...option);
    expect([ran.code, ran.out]).toEqual([2, '']);
    expect(ran.err).toMatch(/--width takes pixels, 200 or more/);
  });
});

describe('diagram --out', () => {
  const folder = tempFiles({});
  const path = join(folder, 'section.svg');

  test('writes what it would have printed, whole, and not over a file that is there', async () => {
    const printed = await cli('diagram', 'section', '--format', 'svg');
    const ran = await cli('diagram', 'section', '--format', 'svg', '--out', path, '--json');
    expect(ran.code).toBe(0);
    expect(readFileSync(path, 'utf8')).toBe(printed.out);
    expect(ran.out).toMatch(/"bytes":\d+/);
    const again = await cli('diagram', 'attempt', '--format', 'svg', '--out', path);
    expect([again.code, readFileSync(path, 'utf8')]).toEqual([2, printed.out]);
    expect((await cli('diagram', 'attempt', '--format', 'svg', '--out', path, '--force')).code).toBe(0);
    expect(readFileSync(path, 'utf8')).toContain('Ends of operations on memory');
  });

  test('never writes over its source, and nothing at all when the call is wrong', async () => {
    const source = join(folder, 'scenario.yaml');
    writeFileSync(source, 'name: x\nmachine: { ram: [{ start: 0, size: 1GiB }] }\nsteps: []\n');
    const ran = await cli('diagram', 'section', source, '--out', source, '--force');
    expect([ran.code, readFileSync(source, 'utf8').startsWith('name')]).toEqual([2, true]);
    const other = join(folder, 'other.svg');
    await cli('diagram', 'section', source, '--about', 'block:1', '--format', 'svg', '--out', other);
    expect(existsSync(other)).toBe(false);
  });
});
