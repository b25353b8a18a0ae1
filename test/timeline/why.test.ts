import { describe, expect, test } from 'vitest';
import { decided } from '../../events/event.ts';
import { memoryLog } from '../../events/memory-log.ts';
import type { Style } from '../../src/actions/action.ts';
import { whyLines } from '../../src/actions/text/why-lines.ts';
import { decide } from '../../src/memory/decide.ts';
import { openRecording } from '../../src/sources/recording.ts';
import { parseSubject, type Subject } from '../../src/timeline/about.ts';
import { appearanceOf, looksAlike } from '../../src/timeline/appearance.ts';
import { operationsIn } from '../../src/timeline/operations.ts';
import { type Timeline, timelineOf } from '../../src/timeline/timeline.ts';
import type { Cause } from '../../src/timeline/why/cause.ts';
import { why } from '../../src/timeline/why/why.ts';
import { archAdd, booted, offline, profileOf, SECTION } from '../memory/given.ts';
import { filesOfShipped, withFiles } from '../sources/transformed.ts';
import { RECORDED, sampled, seqOf } from './lives.ts';

const DEBIAN = '6.1.192-debian-generic-vmemmap';
const recorded = (name: string): Timeline => RECORDED.get(`${DEBIAN}--${name}`) ?? expect.unreachable(name);
const BUSY = recorded('s2-offline-busy-normal-vs-movable');
const VIRTIO = recorded('s3-virtio-mem-steps');
/** Where block 32 first begins to go offline. */
const GOING = seqOf(BUSY, 'block.goingOffline', { block: 32 });

function subject(text: string): Subject {
  const answer = parseSubject(text);
  return answer.ok ? answer.subject : expect.unreachable(answer.reason);
}

const causes = (cause: Cause): readonly Cause[] => [cause, ...(cause.behind ? causes(cause.behind) : [])];
const PLAIN: Style = { width: 200, paint: (text) => text };
const told = (timeline: Timeline, text: string, seq = timeline.end): readonly string[] => [
  ...whyLines(timeline, why(timeline, subject(text), seq), PLAIN),
];

describe('why a block refused to go offline', () => {
  test('the attempt, its error, the kernel function, earlier attempts, and who asked', () => {
    const { change, attempt, cause, settled } = why(BUSY, subject('block:32'), BUSY.end);
    expect(change?.event).toMatchObject({
      type: 'block.offlineCancelled',
      seq: seqOf(BUSY, 'block.offlineCancelled', { block: 32 }, 4),
    });
    expect(attempt?.operation).toMatchObject({ outcome: 'failed', errno: 'EBUSY' });
    expect(attempt).toMatchObject({ environment: 'unmovablePage', source: expect.stringMatching(/page_isolation\.c/) });
    expect(attempt?.earlier.map(({ started, errno }) => [started.data.operation, errno])).toEqual([
      [4, 'EBUSY'],
      [6, 'EBUSY'],
      [7, 'EBUSY'],
    ]);
    expect(cause).toMatchObject({ kind: 'acpi', certainty: 'inferred', task: 'kworker/u4:0', pid: 9 });
    expect(cause.behind).toMatchObject({ kind: 'unknown', words: expect.stringMatching(/^unknown, because /) });
    expect(settled?.event).toMatchObject({ type: 'block.onlined', data: { block: 32 } });
  });

  test('the page that it failed on, with its flags, from the kernel log of that time', () => {
    const { attempt } = why(BUSY, subject('block:32'), seqOf(BUSY, 'operation.failed'));
    const dumped = seqOf(BUSY, 'page.dumped', { pfn: 0x100407 });
    expect(attempt?.blockingPage).toEqual({
      known: true,
      seq: dumped,
      pfn: 0x100407,
      flags: '0x17ffffc0000200(slab|node=0|zone=2|lastcpupid=0x1fffff)',
      reason: 'unmovable page',
    });
    expect(told(BUSY, 'block:32', seqOf(BUSY, 'operation.failed'))).toContainEqual(
      `  blocking page: pfn 0x100407 (0x17ffffc0000200(slab|node=0|zone=2|lastcpupid=0x1fffff)), unmovable page, event ${dumped}`,
    );
  });

  test('each attempt has a page of its own: one that was described in its time, and lies in its block', () => {
    const failures = operationsIn(BUSY.log).all.filter(({ outcome }) => outcome === 'failed');
    const pages = failures.map(({ ended }) => why(BUSY, subject('block:32'), ended?.seq ?? 0).attempt?.blockingPage);
    expect(pages.map((page) => (page?.known ? page.pfn : null))).toEqual([0x100407, 0x100400, 0x100400, 0x100400]);
    expect(new Set(pages.map((page) => (page?.known ? page.seq : null))).size).toBe(4);
  });

  test('a page that is in no kernel log is unknown, because there is none, or it tells of no page', () => {
    const files = filesOfShipped(`${DEBIAN}--s2-offline-busy-normal-vs-movable`);
    const page = (dmesg: string): unknown => {
      const timeline = timelineOf(openRecording(withFiles(files, { 'dmesg.txt': dmesg })));
      return why(timeline, subject('block:32'), timeline.end).attempt?.blockingPage;
    };
    const whole = files.text('dmesg.txt') ?? '';
    const boot = whole.split('Run /init')[0] ?? '';
    expect(page(boot)).toMatchObject({ known: false, because: expect.stringMatching(/no kernel log beside it/) });
    const without = whole.replaceAll(/^.*pfn:0x.*$/gm, '');
    expect(page(without)).toMatchObject({ known: false, because: expect.stringMatching(/describes no page of it/) });
    const elsewhere = whole.replaceAll('pfn:0x100', 'pfn:0x200');
    expect(page(elsewhere)).toMatchObject({ known: false });
  });

  test('while the attempt is under way, the block is going offline, and nothing is settled behind it', () => {
    const { now, change, settled, cause } = why(BUSY, subject('block:32'), GOING);
    expect(now).toMatchObject({ state: 'goingOffline' });
    expect(change?.event.seq).toBe(GOING);
    expect(settled).toBeNull();
    expect(cause).toMatchObject({ kind: 'sysfs', task: 'kt', pid: 376 });
    expect(told(BUSY, 'block:32', GOING)).toContainEqual(
      expect.stringMatching(/^ {2}under way at this instant; at event \d+ failed: EBUSY/),
    );
  });

  test('a refusal carries the guard and the kernel function that said no', () => {
    const { attempt } = why(BUSY, subject('block:7'), BUSY.end);
    expect(attempt?.operation).toMatchObject({ outcome: 'refused', guard: 'allRam', errno: 'EINVAL' });
    expect(attempt?.source).toBe('mm/memory_hotplug.c offline_pages(), v5.6');
  });

  test('of a section, which the attempt did not change, it is told as the last attempt about it', () => {
    const { change, fruitless } = why(BUSY, subject('section:32'), seqOf(BUSY, 'operation.failed'));
    expect(change?.event).toMatchObject({ type: 'sections.onlined', data: { pfn: 0x100000 } });
    expect(fruitless?.attempt.operation).toMatchObject({ errno: 'EBUSY', started: { seq: GOING - 1 } });
    expect(fruitless?.cause).toMatchObject({ kind: 'sysfs', pid: 376 });
  });

  test('a veto is told with the announcement that it answered', () => {
    const timeline = recorded('s5-failure-injection');
    const vetoed = seqOf(timeline, 'notifier.vetoed', { action: 'MEM_GOING_OFFLINE' });
    const { attempt } = why(timeline, subject('block:32'), vetoed);
    expect(attempt?.notifiers).toContainEqual({
      seq: expect.any(Number),
      action: 'MEM_GOING_OFFLINE',
      veto: 'EBUSY',
    });
    expect(told(timeline, 'block:32', vetoed).join('\n')).toMatch(/MEM_GOING_OFFLINE VETOED EBUSY.*unknown, because/);
  });
});

describe('what caused it', () => {
  test('a DIMM is an ACPI notification, and what asked for it is outside the kernel', () => {
    const { cause } = why(BUSY, subject('block:33'), seqOf(BUSY, 'operation.finished', { operation: 1 }));
    expect(causes(cause).map(({ kind }) => kind)).toEqual(['acpi', 'unknown']);
  });

  test('virtio-mem adds memory, and auto_online_blocks puts it online within', () => {
    const { cause, attempt } = why(VIRTIO, subject('block:32'), seqOf(VIRTIO, 'operation.finished', { operation: 1 }));
    expect(causes(cause).map(({ kind }) => kind)).toEqual(['autoOnline', 'virtioMem', 'unknown']);
    expect(attempt?.outermost.started.data.name).toBe('add_memory');
  });

  test('virtio-mem takes it away again: its worker is told from ACPI’s by whose memory it was', () => {
    const { cause } = why(VIRTIO, subject('block:34'), seqOf(VIRTIO, 'block.offlined', { block: 34 }));
    expect(causes(cause).map(({ kind }) => kind)).toEqual(['nested', 'virtioMem', 'unknown']);
  });

  test('what is so since boot has no cause in the record', () => {
    const timeline = recorded('s4-e820-pmem-subsection');
    const { change, cause, attempt } = why(timeline, subject('section:3'), timeline.end);
    expect(change?.event.type).toBe('memory.booted');
    expect(cause.kind).toBe('boot');
    expect(attempt).toBeNull();
    expect(told(timeline, 'section:3').join('\n')).toMatch(/since before the record began/);
  });

  test('of a model’s decision it is the command', () => {
    const start = booted(profileOf('v5.7'), [{ pfn: 0, nrPages: 2 * SECTION }]);
    const { events } = decide(start, archAdd(4 * SECTION, SECTION));
    const log = memoryLog();
    log.append(events, 0);
    const timeline = timelineOf({ log, initial: start, baseline: 0 });
    expect(why(timeline, subject('section:4'), timeline.end).cause).toMatchObject({ kind: 'model', certainty: 'seen' });
  });

  test('a udev rule follows the uevent of whoever made the block', () => {
    const start = booted(profileOf('v6.1'), [{ pfn: 0, nrPages: 2 * SECTION }]);
    const log = memoryLog();
    const udev = { task: '(udev-worker)', pid: 400, cpu: 0 };
    const worker = { task: 'kworker/u4:0', pid: 9, cpu: 0 };
    const place = { file: 'trace.txt', line: 1 };
    const added = decided('operation.started', {
      operation: 1,
      parent: null,
      name: 'add_memory',
      args: { start: '0x20000000', size: '0x8000000', nid: '0' },
    });
    const made = decide(start, offline(9)).events;
    expect(made.length).toBeGreaterThan(0);
    log.append(
      [
        { ...added, actor: worker, place },
        {
          ...decided('blocks.created', {
            operation: 1,
            start: 0x20000000 as never,
            size: 0x8000000 as never,
            nid: 0 as never,
            ownMemmap: false,
          }),
          actor: worker,
          place,
        },
        { ...decided('operation.finished', { operation: 1 }), actor: worker, place },
        {
          ...decided('operation.started', {
            operation: 2,
            parent: null,
            name: 'online',
            args: { block: '4', kind: 'online' },
          }),
          actor: udev,
          place,
        },
        { ...decided('block.goingOnline', { operation: 2, block: 4 as never }), actor: udev, place },
      ],
      0,
    );
    const timeline = timelineOf({ log, initial: start, baseline: 0 });
    const { cause } = why(timeline, subject('block:4'), timeline.end);
    expect(causes(cause).map(({ kind }) => kind)).toEqual(['udev', 'acpi', 'unknown']);
    expect(cause.words).toMatch(/the block that event 2 made/);
  });
});

test('where the source lost events, what happened in between is unknown, and says because of what', () => {
  const timeline = recorded('s10-lost-events-trace-pipe');
  expect(why(timeline, subject('block:33'), timeline.end).unknown).toEqual([
    expect.stringMatching(/^all that happened to it before, because the source lost 547 events before event \d+$/),
  ]);
});

describe('of everything, at any instant', () => {
  test.each([...RECORDED])(
    '%s: the event is the last that changed it, the attempt holds it, and the story is short',
    (_name, timeline) => {
      const { blocks } = timeline.initial;
      for (const seq of sampled(timeline, 5)) {
        for (const number of [0, 7, 10, 14, 32, 33, 48]) {
          for (const kind of ['section', 'block'] as const) {
            const asked = { kind, number: kind === 'block' ? Math.floor(number / blocks.sectionsPerBlock) : number };
            const answer = why(timeline, asked, seq);
            let last = seq;
            const look = (at: number) => appearanceOf(timeline.stateAt(at), asked);
            while (last > 0 && looksAlike(look(last - 1), look(last))) last--;
            expect(answer.change?.event.seq ?? 0).toBe(last);
            const operation = answer.change && operationsIn(timeline.log).of(answer.change.event);
            expect(answer.attempt?.operation ?? null).toBe(operation);
            expect(answer.cause.certainty !== 'unknown' || answer.cause.words.startsWith('unknown, because ')).toBe(
              true,
            );
            const lines = [...whyLines(timeline, answer, PLAIN)];
            expect(lines.length).toBeLessThanOrEqual(15);
          }
        }
      }
    },
  );
});
