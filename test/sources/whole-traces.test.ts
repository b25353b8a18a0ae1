import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { profileByName } from '../../machines/kernel/profile.ts';
import { openRecorded } from '../../src/sources/open-source.ts';
import type { OpenedSource } from '../../src/sources/opened-source.ts';
import { addMemory, archAddMemory, memremapPages, offlineBlock, onlineBlock, removeMemory } from './kernel-calls.ts';
import {
  blocksAbove,
  DEBIAN_6_12,
  endings,
  openMachine,
  recordingFiles,
  STOCK_6_1,
  sectionsAbove,
  verdict,
} from './machine.ts';
import { HEADER, traceText } from './trace-text.ts';

const MIB = 2 ** 20;
const GIB = 2 ** 30;
const BLOCK = 128 * MIB;

const folder = mkdtempSync(join(tmpdir(), 'memlapse-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Opens a trace by itself, from a file called `trace`. */
function openText(text: string, kernel = 'v6.1'): OpenedSource {
  const path = join(folder, 'trace');
  writeFileSync(path, text);
  const chosen = profileByName(kernel);
  if (!chosen.ok) throw new Error(chosen.reason);
  const source = openRecorded(path, { profile: chosen.profile });
  if (!source) throw new Error('taken for a scenario');
  return source;
}

const problems = (source: OpenedSource) =>
  source.summary.problems.map(({ place, read }) => `${place.line}:${place.column} ${read}`);

describe('entries and returns', () => {
  test('are paired by task, where two tasks take turns', () => {
    const trace = traceText();
    const one = trace.task('kt', 330, 0);
    const other = trace.task('kworker/u4:1', 25, 1);
    one.enter('__add_pages', 'nid=0 pfn=0x100000 nr_pages=0x8000 altmap=0x0');
    other.enter('__add_pages', 'nid=0 pfn=0x108000 nr_pages=0x8000 altmap=0x0');
    one.leave('__add_pages', 'ret=0');
    other.leave('__add_pages', 'ret=-17');
    const source = openMachine(trace.text());
    expect(endings(source)).toEqual(['arch_add_memory ok', 'arch_add_memory EEXIST']);
    expect(sectionsAbove(source.final, 8)).toEqual({ 32: 'P all' });
    const added = [...source.log.read()].find(({ type }) => type === 'pages.added');
    expect(added).toMatchObject({
      actor: { task: 'kt', pid: 330, cpu: 0 },
      place: { line: HEADER.split('\n').length + 2 },
    });
  });

  test('may have equal times', () => {
    const trace = traceText();
    const kt = trace.task();
    kt.enter('memory_subsys_offline', 'start_section_nr=0x2 state=0x1');
    for (const [name, args] of [
      ['offline_pages', 'pfn=0x10000 nr_pages=0x8000 zone="DMA32" group=0x0'],
      ['offline_mem_sections', 'start_pfn=0x10000 end_pfn=0x18000'],
    ] as const) {
      trace.sameTime();
      kt.enter(name, args);
    }
    for (const name of ['offline_mem_sections', 'offline_pages', 'memory_subsys_offline']) {
      trace.sameTime();
      kt.leave(name, 'ret=0');
    }
    const source = openMachine(trace.text());
    expect(endings(source)).toEqual(['offline ok']);
    expect(new Set([...source.log.read(source.baseline + 1)].map(({ timeNs }) => timeNs))).toEqual(
      new Set([20_000_001_000n]),
    );
    expect(source.final.memoryBlocks[2]?.state).toBe('offline');
  });

  test('an entry whose return never comes is an operation that never returned, and a problem with its place', () => {
    const trace = traceText();
    trace.task().enter('add_memory', 'nid=0 start=0x100000000 size=0x8000000 flags=0x0');
    const source = openMachine(trace.text());
    expect(endings(source)).toEqual(['add_memory unreturned']);
    const line = HEADER.split('\n').length;
    expect(source.summary.problems).toMatchObject([
      {
        place: { file: 'recording/trace.txt', line, column: 63 },
        read: 'an entry of add_memory',
        expected: 'its return after it, in task kt-400',
      },
    ]);
  });

  test('a return whose entry never came is a problem, and changes nothing', () => {
    const trace = traceText();
    trace.task().leave('online_pages', 'ret=0');
    const source = openMachine(trace.text());
    expect(source.summary.problems).toMatchObject([
      { read: 'a return of online_pages', expected: 'its entry before it, in task kt-400' },
    ]);
    expect([...source.log.read(source.baseline + 1)].map(({ type }) => type)).toEqual(['line.notUnderstood']);
  });

  test('a function that seems to call itself has lost its first return', () => {
    const trace = traceText();
    const kt = trace.task();
    kt.enter('add_memory', 'nid=0 start=0x100000000 size=0x8000000 flags=0x0');
    addMemory(kt, { start: 4 * GIB + BLOCK, size: BLOCK });
    const source = openMachine(trace.text());
    expect(endings(source)).toEqual(['add_memory unreturned', 'add_memory ok']);
    expect(sectionsAbove(source.final, 8)).toEqual({ 33: 'P all' });
    expect(source.final.attempts).toEqual({});
  });

  test('a stack deeper than any kernel’s is given up, not kept for ever', () => {
    const trace = traceText();
    const kt = trace.task();
    const names = [
      'acpi_memory_device_add',
      'device_online',
      'device_offline',
      'try_offline_node',
      'zone_for_pfn_range',
    ];
    for (let at = 0; at < 3000; at++) kt.enter(names[at % names.length]!, 'nid=0');
    const source = openMachine(trace.text());
    expect(source.summary.problems.length + source.summary.moreProblems).toBe(3000);
  });
});

describe('a recording in a folder', () => {
  test('reads as the same files do anywhere else', () => {
    const trace = traceText();
    addMemory(trace.task(), { start: 4 * GIB, size: BLOCK });
    const path = join(folder, 'recording');
    for (const [file, text] of Object.entries(recordingFiles(trace.text()))) {
      mkdirSync(dirname(join(path, file)), { recursive: true });
      writeFileSync(join(path, file), text);
    }
    const source = openRecorded(path, { profile: openMachine(trace.text()).final.profile })!;
    expect(source).toMatchObject({ kind: 'recording', name: path, summary: { problems: [] } });
    expect(source.files?.folders('steps')).toEqual(['00-boot']);
    const story = ({ log }: OpenedSource) => [...log.read()].map(({ type, data }) => ({ type, data }));
    expect(story(source)).toEqual(story(openMachine(trace.text())));
  });
});

describe('several traces in one file', () => {
  test('follow each other, and a call does not reach from one into the next', () => {
    const first = traceText();
    addMemory(first.task(), { start: 4 * GIB, size: BLOCK });
    first.task().enter('online_pages', 'pfn=0x100000 nr_pages=0x8000 zone="Normal" group=0x0');
    const second = traceText();
    second.task().leave('online_pages', 'ret=0');
    onlineBlock(second.task(), 4 * GIB, BLOCK);
    const source = openMachine(first.text() + second.text());
    expect(endings(source)).toEqual(['add_memory ok', 'online unreturned', 'online ok']);
    expect(source.summary.problems).toHaveLength(2);
    expect(blocksAbove(source.final, 8)).toEqual({ 32: 'online' });
  });
});

describe('lost events', () => {
  test.each([
    ['CPU:1 [LOST 437 EVENTS]', 437, 437],
    ['CPU:1 [LOST EVENTS]', 1, null],
  ])('%s are counted, told as an event, and make the rest uncertain', (line, lost, count) => {
    const trace = traceText();
    trace.task().enter('add_memory', 'nid=0 start=0x108000000 size=0x8000000 flags=0x0');
    trace.raw(line);
    trace.task('kt', 7).leave('add_memory', 'ret=0');
    offlineBlock(trace.task(), 4 * GIB, BLOCK);
    const source = openMachine(trace.text());
    expect(source.summary).toMatchObject({ lost, problems: [] });
    expect([...source.log.read()].find(({ type }) => type === 'events.lost')?.data).toEqual({ count, cpu: 1 });
    expect(source.unknown.join('\n')).toMatch(`${lost} events were lost`);
    expect(blocksAbove(source.final, 8)).toEqual({ 32: 'offline' });
  });

  test('show in the header too, and in a trace by itself', () => {
    const trace = traceText(HEADER.replace('0/0', '12/100'));
    trace.mark(1, 'boot');
    const source = openText(trace.text());
    expect(source.summary.lost).toBe(88);
    expect(source.unknown.join('\n')).toMatch(/88 events were lost/);
  });
});

describe('marks', () => {
  test('are events, with the step that they name or without one', () => {
    const trace = traceText();
    trace.mark(1, 'boot');
    trace.raw('   sh-9   [000] .....    21.000000: tracing_mark_write: hello there');
    const source = openMachine(trace.text());
    expect([...source.log.read(source.baseline + 1)].map(({ data }) => data)).toEqual([
      { step: 1, name: 'boot' },
      { step: null, name: 'hello there' },
    ]);
  });

  test('before the first one, what the boot listing has already is not added twice', () => {
    const trace = traceText();
    addMemory(trace.task(), { start: 512 * MIB, size: BLOCK });
    trace.mark(1, 'boot');
    const source = openMachine(trace.text(), { ramMib: 1024 });
    expect(verdict(source)).toMatchObject({ total: 1 });
    expect([...source.log.read(1, source.baseline)].some(({ data }) => 'block' in data && data.block === 4)).toBe(
      false,
    );
    expect(source.final.memoryBlocks[4]?.state).toBe('offline');
  });
});

describe('a line that was cut', () => {
  test('by the end of the file is not believed', () => {
    const trace = traceText();
    addMemory(trace.task(), { start: 4 * GIB, size: BLOCK });
    trace.task().enter('online_pages', 'pfn=0x100000 nr_pages=0x80');
    const text = trace.text().slice(0, -1);
    const source = openMachine(text);
    const lines = text.split('\n');
    expect(source.summary.problems).toMatchObject([
      { place: { line: lines.length, column: lines.at(-1)!.length + 1 }, expected: expect.stringMatching(/a newline/) },
    ]);
    expect(endings(source)).toEqual(['add_memory ok']);
  });

  test('before its event says so', () => {
    const trace = traceText();
    trace.mark(1, 'boot');
    const source = openMachine(`${trace.text()}              kt-330   [00`);
    expect(source.summary.problems).toMatchObject([
      { read: '"[00"', advice: 'the file ends inside this line: it was cut' },
    ]);
  });
});

describe('what is not understood', () => {
  test('an unknown function is a problem, and reading goes on', () => {
    const trace = traceText();
    trace.task().call('kmem_cache_alloc', 'size=0x10', 'ret=0x0');
    addMemory(trace.task(), { start: 4 * GIB, size: BLOCK });
    const source = openMachine(trace.text());
    expect(source.summary.problems).toHaveLength(2);
    expect(source.summary.problems[0]).toMatchObject({
      read: 'a probe of "kmem_cache_alloc"',
      expected: expect.stringMatching(/one of the \d+ functions/),
      advice: 'to read on without it: --keep-going',
    });
    expect(endings(source)).toEqual(['add_memory ok']);
  });

  test('events of others are counted, and are no problem', () => {
    const trace = traceText();
    trace.raw(' cat-1 [000] d..2. 21.000001: sched_switch: prev_comm=cat prev_pid=1 ==> next_comm=sh next_pid=2');
    trace.raw(' cat-1 [000] d..2. 21.000002: test_pages_isolated: start_pfn=0x1 end_pfn=0x2 fin_pfn=0x2 ret=success');
    const source = openMachine(trace.text());
    expect(source.summary).toMatchObject({ foreign: 2, problems: [] });
  });

  test('control characters of a hostile line do not reach a terminal', () => {
    const trace = traceText();
    trace.raw('\u001b[2Jhello');
    expect(problems(openMachine(trace.text()))[0]).not.toContain('\u001b');
  });

  test('a probe without the argument that it needs is a problem only where nothing else tells', () => {
    const alone = traceText();
    alone.task().call('add_memory', '', 'ret=0');
    expect(problems(openMachine(alone.text()))).toEqual([`${HEADER.split('\n').length}:63 add_memory without start`]);
    const told = traceText();
    told.task().call('memory_subsys_online', 'dev=0xffff8880', 'ret=-22', () => {
      told.task().call('online_pages', 'pfn=0x100000 nr_pages=0x8000', 'ret=-22');
    });
    const source = openText(told.text());
    expect(problems(source)).toEqual([]);
    expect(endings(source)).toEqual(['online EINVAL']);
  });
});

describe('a range beyond all memory', () => {
  test.each([
    ['past 2^53 bytes', 'pfn=0x20000000000 nr_pages=0x8000', 'pfn=0x20000000000'],
    ['past MAX_PHYSMEM_BITS', 'pfn=0x3fffffff8 nr_pages=0x8000', 'nr_pages=0x8000'],
    ['past 2^64', 'pfn=0xffffffffffffffff nr_pages=0xffffffffffffffff', 'pfn=0xffffffffffffffff'],
  ])('%s that the kernel is said to have added is a problem with its place', (_what, args, read) => {
    const trace = traceText();
    trace.task().call('__add_pages', `nid=0 ${args} altmap=0x0`, 'ret=0');
    const text = trace.text();
    const source = openMachine(text);
    const line = HEADER.split('\n').length;
    const column = text.split('\n')[line - 1]!.indexOf(read) + read.indexOf('=') + 2;
    expect(source.summary.problems).toEqual([
      expect.objectContaining({ place: { file: 'recording/trace.txt', line, column }, read }),
    ]);
    expect(source.summary.problems[0]?.expected).toMatch(/memory below 2\^46 \(MAX_PHYSMEM_BITS of x86_64\)/);
    expect(endings(source)).toEqual(['arch_add_memory ok']);
    expect(sectionsAbove(source.final, 8)).toEqual({});
    expect(source.final.attempts).toEqual({});
  });

  test.each(['0x400000000000', '0x800000000000', '0xffffffffffffffff'])(
    'at %s that the kernel refused is no problem: E2BIG, foretold',
    (start) => {
      const trace = traceText();
      const span = `nid=0 start=${start} size=0x8000000 flags=0x0`;
      const kt = trace.task();
      kt.call('add_memory', span, 'ret=-7', () => kt.call('__add_memory', span, 'ret=-7'));
      const source = openMachine(trace.text());
      expect(verdict(source)).toEqual({ total: 1, agreed: 1, environment: {}, divergences: [], notUnderstood: [] });
      expect(endings(source)).toEqual(['add_memory E2BIG']);
    },
  );
});

describe('a smaller set of probes', () => {
  const probes = (...probesOk: string[]) => ({ kernel: { ...STOCK_6_1, probesOk } });

  test('of add_memory() and online_pages() tells sections, blocks and lines', () => {
    const trace = traceText();
    const kt = trace.task();
    kt.call('add_memory', 'nid=0 start=0x100000000 size=0x10000000 flags=0x0', 'ret=0');
    kt.call('online_pages', 'pfn=0x108000 nr_pages=0x8000 zone="Movable" group=0x0', 'ret=0');
    const source = openMachine(trace.text(), probes('add_memory', 'online_pages'));
    expect(verdict(source)).toMatchObject({ total: 2, agreed: 2, notUnderstood: [] });
    expect(sectionsAbove(source.final, 8)).toEqual({ 32: 'P all', 33: 'PO all' });
    expect(blocksAbove(source.final, 8)).toEqual({ 32: 'offline', 33: 'online' });
    expect(source.final.resources.some((line) => line.start === 4 * GIB)).toBe(true);
  });

  test('of __add_pages() alone tells sections, up to the one that refused', () => {
    const trace = traceText();
    const kt = trace.task();
    kt.call('__add_pages', 'nid=0 pfn=0x108000 nr_pages=0x8000 altmap=0x0', 'ret=0');
    kt.call('__add_pages', 'nid=0 pfn=0x100000 nr_pages=0x10000 altmap=0x0', 'ret=-17');
    const source = openMachine(trace.text(), probes('__add_pages'));
    expect(verdict(source)).toMatchObject({ total: 2, agreed: 2, notUnderstood: [] });
    expect(sectionsAbove(source.final, 8)).toEqual({ 32: 'P all', 33: 'P all' });
  });

  test('of memory_notify() alone tells blocks and their sections', () => {
    const trace = traceText();
    const kt = trace.task();
    const say = (action: string, ret = 'ret=1') =>
      kt.call('memory_notify', `action=${action} start_pfn=0x10000 nr_pages=0x8000`, ret);
    const states = (source: OpenedSource) => [source.final.memoryBlocks[2]?.state, sectionsAbove(source.final)[2]];
    say('0x2');
    expect(states(openMachine(trace.text(), probes('memory_notify')))).toEqual(['goingOffline', 'POE all']);
    say('0x20');
    expect(states(openMachine(trace.text(), probes('memory_notify')))).toEqual(['online', 'POE all']);
    say('0x2');
    say('0x4');
    expect(states(openMachine(trace.text(), probes('memory_notify')))).toEqual(['offline', 'PE all']);
    say('0x8', 'ret=32781');
    say('0x10');
    expect(states(openMachine(trace.text(), probes('memory_notify')))).toEqual(['offline', 'PE all']);
    say('0x8');
    say('0x1');
    const source = openMachine(trace.text(), probes('memory_notify'));
    expect(states(source)).toEqual(['online', 'POE all']);
    expect(verdict(source)).toMatchObject({ divergences: [], notUnderstood: [] });
    expect([...source.log.read()].some(({ type }) => type === 'notifier.vetoed')).toBe(true);
  });

  test('of memory_notify() alone that shows no page says why, where nothing else tells of the block', () => {
    const trace = traceText();
    trace.task().call('memory_notify', 'action=0x3 start_pfn=0x0 nr_pages=0x0', 'ret=1');
    const source = openMachine(trace.text(), { kernel: { ...DEBIAN_6_12, probesOk: ['memory_notify'] } });
    expect(source.summary.problems).toMatchObject([
      { read: 'nr_pages=0', expected: expect.stringMatching(/altmap first/) },
    ]);
  });

  test('of a compiler’s clone does not trust what the clone shifted', () => {
    const trace = traceText();
    const kt = trace.task();
    archAddMemory(kt, { start: 4 * GIB, size: 2 * BLOCK });
    kt.call('section_deactivate.isra.0', 'pfn=0x108000 nr_pages=0x108000 altmap=0x8000', 'ret=-131390198590592');
    const source = openMachine(trace.text(), probes('__add_pages', 'section_deactivate.isra.0 (args may be shifted)'));
    expect(verdict(source)).toMatchObject({ total: 2, agreed: 2, notUnderstood: [] });
    expect(sectionsAbove(source.final, 8)).toEqual({ 32: 'P all' });
  });
});

describe('a kernel that numbers MEM_* one by one', () => {
  test('is told by its numbers, and needs no pages in the announcement', () => {
    const trace = traceText();
    const kt = trace.task();
    const numbering = 'enum' as const;
    addMemory(kt, { start: 4 * GIB, size: 2 * BLOCK });
    onlineBlock(kt, 4 * GIB, BLOCK, { numbering });
    offlineBlock(kt, 2 * BLOCK, BLOCK, { numbering, veto: { notifier: 'ret=32785', ret: 'ret=-16' } });
    offlineBlock(kt, 4 * GIB, BLOCK, { numbering });
    const source = openMachine(trace.text(), { kernel: DEBIAN_6_12 });
    expect(verdict(source)).toMatchObject({ total: 4, agreed: 3, environment: { notifierVeto: 1 }, notUnderstood: [] });
    const told = [...source.log.read()].flatMap((event) =>
      event.type === 'notifier.called' ? [event.data.action] : [],
    );
    expect(told).toEqual([
      'MEM_GOING_ONLINE',
      'MEM_ONLINE',
      'MEM_GOING_OFFLINE',
      'MEM_CANCEL_OFFLINE',
      'MEM_GOING_OFFLINE',
      'MEM_OFFLINE',
    ]);
    expect(openText(trace.text()).final.profile.traits.notifierNumbering).toBe('enum');
  });
});

describe('a trace without a boot listing', () => {
  test('had before it what it takes away or switches', () => {
    const trace = traceText();
    const kt = trace.task();
    offlineBlock(kt, 4 * GIB, BLOCK);
    onlineBlock(kt, 4 * GIB + BLOCK, BLOCK);
    const source = openText(trace.text());
    expect(source.unknown.join('\n')).toMatch(/nothing is known of memory before the trace/);
    expect(verdict(source)).toMatchObject({ total: 2, agreed: 2, notUnderstood: [] });
    expect(sectionsAbove(source.final)).toEqual({ 32: 'P all', 33: 'PO all' });
    expect(blocksAbove(source.final)).toEqual({ 32: 'offline', 33: 'online' });
    removeMemory(kt, 4 * GIB, BLOCK);
    removeMemory(kt, 6 * GIB, BLOCK);
    const removed = openText(trace.text());
    expect(verdict(removed)).toMatchObject({ total: 4, agreed: 4 });
    expect(sectionsAbove(removed.final)).toEqual({ 33: 'PO all' });
  });

  test('holds no refusal against the model: what was there is not known', () => {
    const trace = traceText();
    const kt = trace.task();
    kt.call('offline_pages', 'pfn=0x0 nr_pages=0x8000 zone="DMA" group=0x0', 'ret=-22');
    memremapPages(kt, { start: 0x20000000, size: 2 * MIB, failsEarly: 'ret=0xfffffffffffffffa' });
    archAddMemory(kt, { start: 0x30000000, size: 2 * MIB, failsAt: { address: 0x30000000, ret: 'ret=-17' } });
    const source = openText(trace.text());
    expect(endings(source)).toEqual(['offline EINVAL', 'memremap_pages ENXIO', 'arch_add_memory EEXIST']);
    expect(verdict(source)).toMatchObject({ divergences: [], notUnderstood: [] });
    const reasons = [...source.log.read()].flatMap((event) =>
      event.type === 'operation.failed' ? [event.data.reason] : [],
    );
    expect(new Set(reasons)).toEqual(
      new Set(['why can not be known: the record does not show what the kernel judged from']),
    );
  });

  test('but what it added itself refuses as foretold', () => {
    const trace = traceText();
    const kt = trace.task();
    archAddMemory(kt, { start: 4 * GIB, size: BLOCK });
    archAddMemory(kt, { start: 4 * GIB, size: BLOCK, failsAt: { address: 4 * GIB, ret: 'ret=-17' } });
    const source = openText(trace.text());
    expect([...source.log.read()].at(-1)).toMatchObject({
      type: 'operation.refused',
      data: { guard: 'mayFill', errno: 'EEXIST' },
    });
  });
});

describe('a disagreement', () => {
  test('is told where everything was known: the kernel did what the model says it could not', () => {
    const trace = traceText();
    const kt = trace.task();
    archAddMemory(kt, { start: 4 * GIB, size: BLOCK });
    archAddMemory(kt, { start: 4 * GIB, size: BLOCK });
    archAddMemory(kt, { start: 4 * GIB + BLOCK, size: BLOCK, failsAt: { address: 4 * GIB + BLOCK, ret: 'ret=-17' } });
    const source = openMachine(trace.text());
    expect(verdict(source).divergences).toEqual([
      expect.stringMatching(/^arch_add_memory: kernel section 32 was filled, model EEXIST/),
      'arch_add_memory: kernel EEXIST, model success',
    ]);
    expect(sectionsAbove(source.final, 8)).toEqual({ 32: 'P all' });
  });
});
