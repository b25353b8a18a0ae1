import { describe, expect, test } from 'vitest';
import { type Probe, parseProbe } from '../../src/sources/ftrace/probe.ts';

function probe(body: string, event = 'some_event'): Probe {
  const answer = parseProbe(event, body);
  if (answer.kind !== 'probe') throw new Error(`${answer.kind}: ${body}`);
  return answer.probe;
}
const args = (body: string) => Object.fromEntries([...probe(body).args].map(([name, { text }]) => [name, text]));

describe('the entry of a function', () => {
  test.each([
    '(add_memory+0x0/0x40) nid=0',
    '(add_memory+0x4/0x40) nid=0',
    '(add_memory+0x0) nid=0',
    '(add_memory) nid=0',
    '(add_memory+0x0/0x40 [ktmod]) nid=0',
  ])('%s', (body) => {
    expect(probe(body)).toMatchObject({ function: 'add_memory', side: 'entry', caller: null, clone: false });
    expect(args(body)).toEqual({ nid: '0' });
  });

  test('has no arguments where the probe asked for none', () => {
    expect(args('(add_memory+0x0/0x40)')).toEqual({});
    expect(args('(add_memory+0x0/0x40) ')).toEqual({});
  });

  test.each([
    ['section_deactivate.isra.0', 'section_deactivate', true],
    ['section_deactivate.constprop.0.isra.0', 'section_deactivate', true],
    ['section_deactivate.llvm.1234567', 'section_deactivate', false],
    ['__add_pages', '__add_pages', false],
  ])('of the clone %s is that of %s', (name, plain, clone) => {
    expect(probe(`(${name}+0x0/0x290) pfn=0x118000`)).toMatchObject({ function: plain, clone });
    expect(probe(`([unknown/kretprobe'd] <- ${name}) ret=-131390198590592`)).toMatchObject({ function: plain, clone });
  });

  test('with an address for a name goes by the name that the recorder gave its event', () => {
    expect(probe('(ffffffff8109a1b0) pfn=0x100000', 'x_add_pages')).toMatchObject({
      function: '__add_pages',
      side: 'entry',
    });
    expect(probe('(0xffffffff8109a1b0)', 'add_memory')).toMatchObject({ function: 'add_memory', side: 'entry' });
    expect(probe('(ffffffff8109a1b0 <- ffffffff8122b3c0) ret=0', 'x_add_pages_ret')).toMatchObject({
      function: '__add_pages',
      side: 'return',
    });
    for (const event of ['p___add_pages_0', '__add_pages']) {
      expect(probe('(ffffffff8109a1b0) pfn=0x1', event)).toMatchObject({ function: '__add_pages', side: 'entry' });
    }
    for (const event of ['r___add_pages_0', '__add_pages__return']) {
      expect(probe('(ffffffff8109a1b0 <- ffffffff8122b3c0)', event)).toMatchObject({ function: '__add_pages' });
    }
    expect(probe("([unknown/kretprobe'd] <- ffffffff8122b3c0) ret=0", 'add_memory_ret')).toMatchObject({
      function: 'add_memory',
      side: 'return',
    });
  });
});

describe('the return of a function', () => {
  test.each([
    ['(add_pages+0x29/0x90 <- __add_pages) ret=0', 'add_pages'],
    ['(add_pages+0x29 <- __add_pages) ret=0', 'add_pages'],
    ['(kt_write+0x254/0x90b [ktmod] <- __add_pages) ret=0', 'kt_write'],
    ["([unknown/kretprobe'd] <- __add_pages) ret=0", null],
    ['(add_memory_resource.part.0+0x1/0x2 <- __add_pages) ret=0', 'add_memory_resource'],
  ])('%s', (body, caller) => {
    expect(probe(body)).toMatchObject({ function: '__add_pages', side: 'return', caller });
    expect(args(body)).toEqual({ ret: '0' });
  });
});

describe('arguments', () => {
  test('keep blanks inside quotes, and say where their value stands', () => {
    const body = '(f+0x0/0x1) zone="System RAM (kmem)" nr=0x10 empty=""';
    expect(args(body)).toEqual({ zone: 'System RAM (kmem)', nr: '0x10', empty: '' });
    expect(body.slice(probe(body).args.get('nr')?.offset)).toBe('0x10 empty=""');
  });

  test('may be what a probe could not read', () => {
    expect(args('(f+0x0/0x1) zone=(fault) pfn=0x1')).toEqual({ zone: '(fault)', pfn: '0x1' });
  });

  test('may be an array, a symbol, a negative number', () => {
    expect(args('(f+0x0/0x1) a={0x1,0x2} b=kt_write+0x0/0x90b c=-17')).toEqual({
      a: '{0x1,0x2}',
      b: 'kt_write+0x0/0x90b',
      c: '-17',
    });
  });

  test.each([
    ['(f+0x0/0x1) pfn 0x1', 12],
    ['(f+0x0/0x1) pfn=0x1 "', 20],
    ['(f+0x0/0x1) pfn=', 12],
    ['(f+0x0/0x1) name="cut', 12],
    ['(f+0x0', 0],
    ['()', 0],
    ['(a b c)', 0],
  ])('%j stops being arguments at %i', (body, offset) => {
    expect(parseProbe('e', body)).toMatchObject({ kind: 'unreadable', offset });
  });

  test('do not belong to an event of another kind', () => {
    expect(parseProbe('sched_switch', 'prev_comm=x ==> next_comm=y')).toEqual({ kind: 'foreign' });
    expect(parseProbe('console', '')).toEqual({ kind: 'foreign' });
  });
});
