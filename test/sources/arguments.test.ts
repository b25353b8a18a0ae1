import { describe, expect, test } from 'vitest';
import { type Profile, profileByName } from '../../machines/kernel/profile.ts';
import { parseRelease } from '../../machines/kernel/release.ts';
import type { Call } from '../../src/sources/ftrace/call.ts';
import { FUNCTIONS } from '../../src/sources/ftrace/functions.ts';
import { namesOf, parametersOf } from '../../src/sources/ftrace/kernel-function.ts';
import { parseProbe } from '../../src/sources/ftrace/probe.ts';
import { ArgumentMissing, ArgumentProblem, argumentsOf, returnedBy } from '../../src/sources/ftrace/read-args.ts';
import { parseNumber, parseSeconds } from '../../src/sources/number.ts';

const called = (name: string) => FUNCTIONS.get(name)!;
const release = (text: string) => parseRelease(text)!;

function profile(name: string): Profile {
  const answer = profileByName(name);
  if (!answer.ok) throw new Error(answer.reason);
  return answer.profile;
}

/** Arguments of one probe line, under a release. */
function read(body: string, under = 'v6.1') {
  const answer = parseProbe('e', body);
  if (answer.kind !== 'probe') throw new Error(body);
  const call: Call = {
    function: called(answer.probe.function),
    args: answer.probe.args,
    line: 7,
    bodyColumn: 51,
    timeNs: 0n as Call['timeNs'],
    actor: { task: 'kt', pid: 1, cpu: 0 },
    parent: null,
    children: [],
    effects: new Set(),
    errno: null,
    operationInside: false,
  };
  return argumentsOf(profile(under), call);
}

function problemOf(act: () => unknown): ArgumentProblem {
  try {
    act();
  } catch (error) {
    if (error instanceof ArgumentProblem) return error;
    throw error;
  }
  throw new Error('nothing was wrong');
}

describe('the parameters of a function', () => {
  test.each([
    ['add_memory', '5.4.0', ['nid', 'start', 'size']],
    ['add_memory', '6.1.0', ['nid', 'start', 'size', 'flags']],
    ['sparse_remove_section', '6.1.192', ['ms', 'pfn', 'nr_pages', 'map_offset', 'altmap']],
    ['sparse_remove_section', '6.12.117', ['pfn', 'nr_pages', 'altmap']],
    ['__remove_pages', '5.4.0', ['zone', 'pfn', 'nr_pages', 'altmap']],
    ['__remove_pages', '5.6.0', ['pfn', 'nr_pages', 'altmap']],
    ['arch_remove_memory', '5.10.0', ['nid', 'start', 'size', 'altmap']],
    ['arch_remove_memory', '5.15.0', ['start', 'size', 'altmap']],
    ['remove_memory', '5.12.0', ['nid', 'start', 'size']],
    ['remove_memory', '6.1.0', ['start', 'size']],
    ['online_pages', '5.4.0', ['pfn', 'nr_pages', 'online_type']],
    ['online_pages', '5.10.0', ['pfn', 'nr_pages', 'online_type', 'nid']],
    ['online_pages', '6.1.0', ['pfn', 'nr_pages', 'zone', 'group']],
    ['create_memory_block_devices', '6.1.0', ['start', 'size', 'vmemmap_pages', 'group']],
    ['create_memory_block_devices', '6.12.0', ['start', 'size', 'altmap', 'group']],
    ['create_memory_block_devices', '7.1.0', ['start', 'size', 'nid', 'altmap', 'group']],
    ['move_pfn_range_to_zone', '5.8.0', ['zone', 'pfn', 'nr_pages', 'altmap']],
    ['zone_for_pfn_range', '5.15.0', ['online_type', 'nid', 'group', 'pfn', 'nr_pages']],
  ])('%s of %s', (name, kernel, parameters) => {
    expect(parametersOf(called(name), release(kernel))).toEqual(parameters);
  });

  test('are not known of a function of other work, or of a word that every object has', () => {
    expect(FUNCTIONS.has('kmalloc')).toBe(false);
    expect(FUNCTIONS.has('toString')).toBe(false);
  });

  test('give an argument its names: its own, what others call it, and its position', () => {
    expect(namesOf('pfn', called('sparse_remove_section'), release('6.1.0'))).toEqual([
      'pfn',
      'start_pfn',
      'phys_start_pfn',
      'arg2',
    ]);
    expect(namesOf('pfn', called('sparse_remove_section'), release('6.12.0'))).toEqual([
      'pfn',
      'start_pfn',
      'phys_start_pfn',
      'arg1',
    ]);
    expect(namesOf('nr_pages', called('online_mem_sections'), release('6.1.0'))).not.toContain('arg2');
  });
});

describe('arguments by position', () => {
  test.each([
    ['(__remove_pages+0x0/0x1) arg1=0xffff8880 arg2=0x100000 arg3=0x8000 arg4=0x0', 'v5.4'],
    ['(__remove_pages+0x0/0x1) arg1=0x100000 arg2=0x8000 arg3=0x0', 'v6.1'],
    ['(sparse_remove_section+0x0/0x1) arg1=0xffff8880 arg2=0x100000 arg3=0x8000', 'v6.1'],
    ['(sparse_remove_section+0x0/0x1) arg1=0x100000 arg2=0x8000 arg3=0x0', 'v6.12'],
    ['(online_mem_sections+0x0/0x1) arg1=0x100000 arg2=0x108000', 'v6.1'],
    ['(offline_pages+0x0/0x1) arg1=1048576 arg2=32768', 'v6.1'],
  ])('%s of %s are the same pages', (body, under) => {
    expect(read(body, under).pages()).toEqual({ pfn: 0x100000, nrPages: 0x8000 });
  });

  test('name no zone: what stands there is a pointer', () => {
    expect(read('(online_pages+0x0/0x1) arg1=0x1 arg2=0x2 arg3=0xffff88803ec8').word('zone')).toBeNull();
    expect(read('(online_pages+0x0/0x1) pfn=0x1 zone=(fault)').word('zone')).toBeNull();
    expect(read('(online_pages+0x0/0x1) pfn=0x1 zone="Movable"').word('zone')).toBe('Movable');
  });
});

describe('an argument', () => {
  test('may be decimal or hexadecimal, and as large as a kernel’s', () => {
    expect(parseNumber('0xffffffffffffffff')).toBe(2n ** 64n - 1n);
    expect(parseNumber('18446744073709551615')).toBe(2n ** 64n - 1n);
    expect(parseNumber('-17')).toBe(-17n);
    expect(parseNumber('-0x11')).toBe(-17n);
    for (const text of ['', '0x', 'abc', '1.5', '0xg', '1'.repeat(41), '--1', ' 1']) {
      expect(parseNumber(text)).toBeUndefined();
    }
    expect(parseSeconds('1.0000000001')).toBeUndefined();
  });

  test('that is a node is an int, however it was printed', () => {
    expect(read('(add_memory+0x0/0x1) nid=0xffffffff').nid()).toBe(-1);
    expect(read('(add_memory+0x0/0x1) nid=18446744073709551615').nid()).toBe(-1);
    expect(read('(add_memory+0x0/0x1) nid=3').nid()).toBe(3);
    expect(read('(add_memory+0x0/0x1) start=0x0').nid()).toBe(0);
  });

  test('that is a span has a size or an end', () => {
    const span = { start: 0x100000000n, size: 0x8000000n };
    expect(read('(add_memory+0x0/0x1) start=0x100000000 size=0x8000000').wildSpan()).toEqual(span);
    expect(read('(memremap_pages+0x0/0x1) start=0x100000000 end=0x107ffffff').wildSpan()).toEqual(span);
    expect(read('(add_memory+0x0/0x1) start=0xffffffffffff0000 size=0x10000').wildSpan()).toEqual({
      start: 0xffffffffffff0000n,
      size: 0x10000n,
    });
  });

  test('that is missing is told from one that is wrong', () => {
    const missing = problemOf(() => read('(add_memory+0x0/0x1) nid=0').span());
    expect(missing).toBeInstanceOf(ArgumentMissing);
    expect(missing).toMatchObject({ line: 7, column: 51, read: 'add_memory without start' });
    const wrong = problemOf(() => read('(add_memory+0x0/0x1) nid=0 start=4GiB size=0x1').span());
    expect(wrong).not.toBeInstanceOf(ArgumentMissing);
    expect(wrong).toMatchObject({ line: 7, column: 51 + 33, read: 'start="4GiB"' });
    expect(wrong.expected).toMatch(/decimal, or hexadecimal/);
  });

  test.each([
    ['(__add_pages+0x0/0x1) pfn=0x20000000000000 nr_pages=0x8000', 'pfn=0x20000000000000'],
    ['(__add_pages+0x0/0x1) pfn=0x400000000 nr_pages=0x8000', 'pfn=0x400000000'],
    ['(__add_pages+0x0/0x1) pfn=0x3ffff8000 nr_pages=0x10000', 'nr_pages=0x10000'],
    ['(__add_pages+0x0/0x1) pfn=0x100000 nr_pages=-1', 'nr_pages=-1'],
    ['(online_mem_sections+0x0/0x1) start_pfn=0x108000 end_pfn=0x100000', 'end_pfn=0x100000'],
  ])('%s is past MAX_PHYSMEM_BITS', (body, text) => {
    const problem = problemOf(() => read(body).pages());
    expect(problem.read).toBe(text);
    expect(problem.expected).toMatch(
      /memory below 2\^46 \(MAX_PHYSMEM_BITS of x86_64\): page frames up to 0x3ffffffff/,
    );
    expect(problem.column).toBe(51 + body.indexOf(text) + text.indexOf('=') + 1);
  });

  test('that is larger than any hot-add is not walked section by section', () => {
    const problem = problemOf(() => read('(__add_pages+0x0/0x1) pfn=0x0 nr_pages=0x400000000').pages());
    expect(problem).toMatchObject({
      read: '__add_pages over 524288 sections',
      expected: 'at most 65536 sections in one call',
    });
  });
});

describe('a return', () => {
  const returned = (name: string, text?: string) =>
    returnedBy(called(name), text === undefined ? undefined : { text, offset: 0 });

  test.each(['-17', '0xffffffef', '4294967279', '0xffffffffffffffef', '18446744073709551599'])(
    'of %s is EEXIST',
    (text) => {
      expect(returned('add_memory', text)).toEqual({ kind: 'errno', errno: 'EEXIST' });
      expect(returned('memremap_pages', text.startsWith('0xffffffffffff') ? text : '-17')).toEqual({
        kind: 'errno',
        errno: 'EEXIST',
      });
    },
  );

  test('may be a pointer, which is success', () => {
    expect(returned('memremap_pages', '0xffff888042000000')).toMatchObject({ kind: 'value' });
    expect(returned('section_activate', '0xffffea0004000000')).toMatchObject({ kind: 'value' });
    expect(returned('section_activate', '0xfffffffffffffff4')).toEqual({ kind: 'errno', errno: 'ENOMEM' });
  });

  test('may be a notifier’s answer, or nothing', () => {
    expect(returned('memory_notify', '32785')).toEqual({ kind: 'value', value: 32785n });
    expect(returned('memunmap_pages')).toEqual({ kind: 'nothing' });
    expect(returned('memunmap_pages', '(fault)')).toEqual({ kind: 'nothing' });
  });

  test('of an errno without a name here keeps its number', () => {
    expect(returned('offline_pages', '-113')).toEqual({ kind: 'errno', errno: 'errno 113' });
    expect(returned('offline_pages', '-5000')).toEqual({ kind: 'value', value: -5000n });
  });
});
