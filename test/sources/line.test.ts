import { describe, expect, test } from 'vitest';
import { parseTraceLine } from '../../src/sources/ftrace/line.ts';
import { markOf } from '../../src/sources/ftrace/mark.ts';

const event = (line: string) => {
  const parsed = parseTraceLine(line);
  if (parsed.kind !== 'event') throw new Error(`${parsed.kind}: ${line}`);
  return parsed;
};

describe('a line of a trace', () => {
  const body = '(add_memory+0x0/0x40) nid=0';

  test.each([
    ['no latency columns', `kt-330 [000] 28.431455: add_memory: ${body}`],
    ['four', `  kt-330   [000] .... 28.431455: add_memory: ${body}`],
    ['five', `              kt-330     [000] .....    28.431455: add_memory: ${body}`],
    ['six', `  kt-330   [000] d..1.2    28.431455: add_memory: ${body}`],
    ['irqs off and a resched', ` kt-330   [000] dN.2.    28.431455: add_memory: ${body}`],
    ['a TGID', ` kt-330 (    330) [000] ..... 28.431455: add_memory: ${body}`],
    ['an unknown TGID', ` kt-330 (-------) [000] .... 28.431455: add_memory: ${body}`],
    ['a TGID and nothing else', `kt-330 (  330) [000] 28.431455: add_memory: ${body}`],
    ['the padding of trace-cmd report', `           kt-330   [000]    28.431455: add_memory:           ${body}`],
    ['tabs', `\tkt-330\t[000]\t.....\t28.431455: add_memory: ${body}`],
  ])('is read with %s', (_what, line) => {
    expect(event(line)).toEqual({
      kind: 'event',
      task: 'kt',
      pid: 330,
      cpu: 0,
      timeNs: 28_431_455_000n,
      event: 'add_memory',
      body,
      bodyColumn: line.indexOf('(add_memory') + 1,
    });
  });

  test.each([
    ['<...>-123 [001] ..... 1.000001: x: ', '<...>', 123],
    ['<idle>-0 [001] d.h.. 1.000001: x: ', '<idle>', 0],
    ['kworker/u4:1-25 [001] ..... 1.000001: x: ', 'kworker/u4:1', 25],
    ['a task-with dashes-7 [001] ..... 1.000001: x: ', 'a task-with dashes', 7],
    ['  x-1-2-3-44 [001] ..... 1.000001: x: ', 'x-1-2-3', 44],
    ['[odd] name-9 [001] ..... 1.000001: x: ', '[odd] name', 9],
    ['tâche-9 [001] ..... 1.000001: x: ', 'tâche', 9],
  ])('keeps the name of a task: %s', (line, task, pid) => {
    expect(event(line)).toMatchObject({ task, pid, cpu: 1 });
  });

  test('has its time exact in nanoseconds, after months of uptime too', () => {
    expect(event('kt-1 [000] 9007199254.740993: x: ').timeNs).toBe(9_007_199_254_740_993_000n);
    expect(event('kt-1 [000] 7.5: x: ').timeNs).toBe(7_500_000_000n);
    expect(event('kt-1 [000] 7.123456789: x: ').timeNs).toBe(7_123_456_789n);
    expect(event('kt-1 [000] 12: x: ').timeNs).toBe(12_000_000_000n);
  });

  test.each([
    ['', 'blank'],
    ['   \t ', 'blank'],
    ['# tracer: nop', 'traceBegins'],
    ['#           TASK-PID    TGID   CPU#  |||||  TIMESTAMP  FUNCTION', 'comment'],
    ['version = 6', 'comment'],
    ['cpus=2', 'comment'],
    ['CPU 1 is empty', 'comment'],
  ])('%j is %s', (line, kind) => {
    expect(parseTraceLine(line).kind).toBe(kind);
  });

  test.each([
    ['CPU:1 [LOST 437 EVENTS]', 1, 437],
    ['CPU:1 [LOST EVENTS]', 1, null],
    ['CPU 0 [LOST 3 EVENTS]', 0, 3],
    ['CPU:12 [9 EVENTS DROPPED]', 12, 9],
    ['  CPU:2 [EVENTS DROPPED]', 2, null],
  ])('%j says what was lost', (line, cpu, count) => {
    expect(parseTraceLine(line)).toEqual({ kind: 'lost', cpu, count });
  });

  test('of the header says how many events were ever written', () => {
    expect(parseTraceLine('# entries-in-buffer/entries-written: 368/2150   #P:2')).toEqual({
      kind: 'buffer',
      entries: 368,
      written: 2150,
    });
  });

  test.each([
    ['hello', 1, 'TASK-PID'],
    ['kt-330 hello', 8, '[CPU]'],
    ['kt-330 [000] ..... soon: x: ', 14, 'a time in seconds'],
    ['kt-330 [000] ..... 28.4: (add', 26, 'the name of an event'],
    ['    kt-330 [000] 28.4: 7up: x', 24, 'the name of an event'],
    ['kt-330 [999999999999] ..... 28.4: x: ', 8, '[CPU]'],
  ])('%j can not be read from column %i on', (line, column, expected) => {
    const parsed = parseTraceLine(line);
    expect(parsed).toMatchObject({ kind: 'unreadable', column });
    expect(parsed.kind === 'unreadable' && parsed.expected).toMatch(expected);
  });

  test.each([
    ['blanks', `${' '.repeat(16_000)}x`],
    ['blanks after a task', `kt-1${' '.repeat(16_000)}x`],
    ['dashes', '-1'.repeat(8_000)],
    ['tasks', 'a-1 '.repeat(4_000)],
    ['digits', `kt-${'1'.repeat(16_000)}`],
    ['brackets', 'kt-1 ( 1'.repeat(2_000)],
  ])(
    'of nothing but %s is refused at once',
    (_what, line) => {
      for (let times = 0; times < 100; times++) expect(parseTraceLine(line).kind).toBe('unreadable');
    },
    5_000,
  );
});

describe('a mark', () => {
  test.each([
    ['tracing_mark_write', 'kt step=01 after boot', 1, 'boot'],
    ['tracing_mark_write', 'step=12 after two words', 12, 'two words'],
    ['print', 'tracing_mark_write: kt step=03 after x', 3, 'x'],
    ['print', 'ffffffff8117e0d0: kt step=04 after x', 4, 'x'],
    ['print', 'something else', null, 'something else'],
    ['tracing_mark_write', 'kt step=99999999999 after far', null, 'kt step=99999999999 after far'],
  ])('%s: %s', (name, body, step, text) => {
    expect(markOf({ event: name, body })).toEqual({ step, name: text });
  });

  test('is no other event', () => {
    expect(markOf({ event: 'sched_switch', body: 'kt step=01 after boot' })).toBeUndefined();
  });
});
