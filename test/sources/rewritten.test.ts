import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { profileByName } from '../../machines/kernel/profile.ts';
import { readAnswers } from '../../src/check/answers.ts';
import { check } from '../../src/check/check.ts';
import { FUNCTIONS } from '../../src/sources/ftrace/functions.ts';
import { parametersOf } from '../../src/sources/ftrace/kernel-function.ts';
import { openRecorded } from '../../src/sources/open-source.ts';
import type { OpenedSource } from '../../src/sources/opened-source.ts';
import { openShipped, recordingNames } from '../support/recordings.ts';
import { filesOfShipped, functionOf, openRewritten, traceOf } from './transformed.ts';

const complete = recordingNames.filter((name) => !name.includes('s10-lost-events'));

/** The events of a source without where they were read. */
const story = (source: OpenedSource) =>
  [...source.log.read()].map(({ type, data, timeNs, actor }) => ({ type, data, timeNs, actor }));

/** One line of `trace` as `trace-cmd report` prints it. */
function asReported(line: string): string | null {
  if (line.startsWith('#')) return null;
  return line
    .replace(/(\[\d+\]) \S+ +/, '$1 ')
    .replace(/: tracing_mark_write: /, ': print: tracing_mark_write: ')
    .replace(/\((\S+)\+0x([0-9a-f]+)\/0x[0-9a-f]+\)/, '($1+0x$2)')
    .replace(/\((\S+\+0x[0-9a-f]+)\/0x[0-9a-f]+ <-/, '($1 <-')
    .replace(/(\d+\.\d+: \w+:) /, '$1               ');
}

const withAddresses = (line: string): string =>
  line
    .replace(/: \([^()<]+\)/, ': (ffffffff8109a1b0)')
    .replace(/: \([^()]+ <- [^()]+\)/, ': (ffffffff8109a1b0 <- ffffffff8122b3c0)');

describe.each(complete)('%s reads the same', (name) => {
  const original = story(openShipped(name));

  test('as trace-cmd report', () => {
    expect(story(openRewritten(name, asReported))).toEqual(original);
  });
  test('with raw addresses for functions', () => {
    expect(story(openRewritten(name, withAddresses))).toEqual(original);
  });
  test('with a TGID column and six latency columns', () => {
    const wider = (line: string) => line.replace(/ +(\[\d+\]) \S+/, ' (    330) $1 d..1.2');
    expect(story(openRewritten(name, wider))).toEqual(original);
  });
  test('with carriage returns', () => {
    expect(story(openRewritten(name, (line) => `${line}\r`))).toEqual(original);
  });
  test('among events of others, which are counted', () => {
    const other = ' cat-1 [000] d..2. 1.000001: sched_switch: prev_comm=cat prev_pid=1 ==> next_comm=sh next_pid=2';
    const source = openRewritten(name, (line) => (line.startsWith('#') ? line : `${line}\n${other}`));
    expect(story(source)).toEqual(original);
    expect(source.summary.foreign).toBeGreaterThan(0);
    expect(source.summary.problems).toEqual([]);
  });
});

const OUTERMOST = [
  ...['add_memory', '__add_memory', 'add_memory_driver_managed', 'arch_add_memory', 'memremap_pages', 'memunmap_pages'],
  ...['remove_memory', '__remove_memory', 'offline_and_remove_memory', 'arch_remove_memory'],
];
const SETS: readonly { readonly what: string; readonly has: (name: string) => boolean }[] = [
  {
    what: 'only the outermost functions',
    has: (name) => [...OUTERMOST, 'memory_subsys_online', 'memory_subsys_offline'].includes(name),
  },
  {
    what: 'only the outermost functions, with online_pages and offline_pages',
    has: (name) => [...OUTERMOST, 'online_pages', 'offline_pages'].includes(name),
  },
  {
    what: 'only functions further in',
    has: (name) =>
      /^(add_memory_resource|try_remove_memory|(on|off)line_pages|__(add|remove)_pages|move_pfn_range_to_zone)$/.test(
        name,
      ),
  },
  {
    what: 'nothing of sparse.c',
    has: (name) => !/^(sparse_|section_|__populate)/.test(name),
  },
  {
    what: 'no zones, no notifiers, no isolation',
    has: (name) => !/pfn_range|memory_notify|isolate_page_range/.test(name),
  },
];

// Which section an -ENOMEM left behind is shown by the inner functions only.
const unambiguous = complete.filter((name) => !name.includes('enomem'));

describe.each(SETS)('a record with $what', ({ has }) => {
  test.each(unambiguous)('of %s gives the kernel’s sections and blocks', (name) => {
    const source = openRewritten(
      name,
      (line) => (has(functionOf(line) ?? 'add_memory') || functionOf(line) === undefined ? line : null),
      (meta) => ({
        ...meta,
        probesOk: (meta['probesOk'] as string[]).filter((probe) => has(probe.split(/[\s(.]/)[0]!)),
      }),
    );
    const report = check(source);
    expect(report.steps.flatMap(({ step, mismatches }) => mismatches.map((miss) => ({ step, ...miss })))).toEqual([]);
    expect(report.operations.divergences).toEqual([]);
    expect(report.notUnderstood).toEqual([]);
  });
});

describe('a record whose arguments are named by position', () => {
  const positional = (release: { major: number; minor: number }) => (line: string) => {
    const name = functionOf(line);
    const called = name ? FUNCTIONS.get(name) : undefined;
    if (!called) return line;
    if (line.includes(' <- ')) return line.replace(/ ret=/, ' arg1=');
    const parameters = parametersOf(called, { ...release, patch: 0, text: '' });
    const [head = '', body = ''] = line.split(/(?<=\))(?: |$)/, 2);
    const args = (body.match(/\w+=(?:"[^"]*"|\S+)/g) ?? []).flatMap((argument) => {
      const [key = '', value = ''] = argument.split('=');
      const index = parameters.findIndex(
        (parameter) => parameter === key || parameter === key.replace(/^start_(?=pfn)/, ''),
      );
      const pointer = ['dev', 'pgmap', 'zone', 'res', 'mem', 'name'].includes(parameters[index] ?? '');
      return index < 0 ? [] : [`arg${index + 1}=${pointer ? '0xffff888003ec8220' : value}`];
    });
    return `${head} ${args.join(' ')}`;
  };

  test.each(complete)('of %s gives the kernel’s sections and blocks', (name) => {
    const release = name.startsWith('6.12') ? { major: 6, minor: 12 } : { major: 6, minor: 1 };
    const report = check(openRewritten(name, positional(release)));
    expect(report.steps.flatMap(({ step, mismatches }) => mismatches.map((miss) => ({ step, ...miss })))).toEqual([]);
    expect(report.operations.divergences).toEqual([]);
    // What is behind a pointer is not named: a map that fails before its first page, a block that is refused at once.
    for (const { text } of report.notUnderstood)
      expect(text).toMatch(/^(mem(remap|unmap)_pages without start|memory_subsys_offline without pfn)$/);
  });
});

describe('a trace by itself', () => {
  const folder = mkdtempSync(join(tmpdir(), 'memlapse-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  test.each(complete)('of %s tells no divergence, and knows the blocks that it saw', (name) => {
    const chosen = profileByName(
      name.includes('classic') ? 'classic@v6.1' : name.startsWith('6.12') ? 'v6.12' : 'v6.1',
    );
    if (!chosen.ok) throw new Error(chosen.reason);
    const file = join(folder, name);
    writeFileSync(file, traceOf(name));
    const source = openRecorded(file, { profile: chosen.profile })!;
    const report = check(source);
    expect(source.kind).toBe('trace');
    expect(report.operations.divergences).toEqual([]);
    expect(report.notUnderstood).toEqual([]);
    const kernel = new Map(
      readAnswers(filesOfShipped(name))
        .at(-1)!
        .blocks!.map(({ block, state }) => [block, state]),
    );
    for (const [block, { state }] of Object.entries(source.final.memoryBlocks)) {
      expect([block, state]).toEqual([block, kernel.get(Number(block))]);
    }
    expect(source.unknown.join('\n')).toMatch(/nothing is known of memory before the trace/);
  });
});
