import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { decided } from '../../events/event.ts';
import { memoryLog } from '../../events/memory-log.ts';
import { nanoseconds } from '../../machines/kernel/units.ts';
import { chromeTraceOf } from '../../src/exports/chrome.ts';
import { cli, json } from '../support/cli.ts';
import { recordingNames, recordingPath } from '../support/recordings.ts';

const track = { name: z.string(), pid: z.int(), tid: z.int(), args: z.record(z.string(), z.unknown()) };
const COMPLETE = z.strictObject({
  ...track,
  ph: z.literal('X'),
  cat: z.literal('operation'),
  ts: z.number().nonnegative(),
  dur: z.number().nonnegative(),
  args: z.looseObject({
    outcome: z.enum(['done', 'refused', 'failed', 'unreturned', 'open']),
    errno: z.string().optional(),
    guard: z.string().optional(),
  }),
});
const INSTANT = z.strictObject({
  ...track,
  ph: z.literal('i'),
  cat: z.string(),
  ts: z.number().nonnegative(),
  s: z.enum(['t', 'g']),
});
const NAME = z.strictObject({ ...track, ph: z.literal('M'), args: z.strictObject({ name: z.string() }) });
const TRACE = z.strictObject({
  traceEvents: z.array(z.discriminatedUnion('ph', [COMPLETE, INSTANT, NAME])),
  displayTimeUnit: z.literal('ns'),
});
type Trace = z.output<typeof TRACE>;

const nanos = (microseconds: number): number => Math.round(microseconds * 1000);

const completeOf = ({ traceEvents }: Trace) => traceEvents.filter((event) => event.ph === 'X');

/** Fails where two operations of one task overlap without one holding the other. */
function expectNested(trace: Trace): void {
  for (const slices of Map.groupBy(completeOf(trace), ({ tid }) => tid).values()) {
    for (const a of slices) {
      for (const b of slices) {
        const [start, end] = [nanos(b.ts), nanos(b.ts + b.dur)];
        const crosses = nanos(a.ts) < start && start < nanos(a.ts + a.dur) && nanos(a.ts + a.dur) < end;
        expect(crosses, `${JSON.stringify(a)} and ${JSON.stringify(b)}`).toBe(false);
      }
    }
  }
}

interface OnTrack {
  readonly start: number;
  readonly end: number;
}

/**
 * What Perfetto's importer of JSON does with slices (src/trace_processor/importers, slice_tracker): times become whole
 * nanoseconds, events are sorted by time and keep their order where it is equal, and a slice that ends after the one that
 * it began in is dropped.
 */
function imported(trace: Trace): { readonly kept: number; readonly dropped: number; readonly depth: number } {
  const whole = (us: number): number => Math.trunc(us * 1000);
  const open = new Map<number, OnTrack[]>();
  const counts = { kept: 0, dropped: 0, depth: 0 };
  const timed = trace.traceEvents.flatMap((event) =>
    event.ph === 'M' || (event.ph === 'i' && event.s === 'g') ? [] : [event],
  );
  for (const event of timed.toSorted((a, b) => whole(a.ts) - whole(b.ts))) {
    const start = whole(event.ts);
    const end = start + (event.ph === 'X' ? whole(event.dur) : 0);
    const stack = open.get(event.tid) ?? [];
    open.set(event.tid, stack);
    while (stack.length > 0 && (stack.at(-1)?.end ?? 0) <= start && (stack.at(-1)?.start ?? 0) < start) stack.pop();
    const around = stack.findLast((one) => one.end > start || one.start === start);
    if (around && around.end < end && around.end > start) counts.dropped++;
    else {
      counts.kept++;
      stack.push({ start, end });
      counts.depth = Math.max(counts.depth, stack.length);
    }
  }
  return counts;
}

describe('an export as a Chrome trace', () => {
  test.each(recordingNames)('%s: an importer that sorts, cuts to nanoseconds and nests drops nothing', async (name) => {
    const trace = TRACE.parse(json(await cli('export', recordingPath(name), '--format', 'chrome')));
    const happened = trace.traceEvents.flatMap((event) => (event.ph === 'M' ? [] : [event.ts]));
    expect(happened).toEqual(happened.toSorted((a, b) => a - b));
    expect(imported(trace).dropped).toBe(0);
    for (const { ph, pid, tid, name: what } of trace.traceEvents) {
      // 32 bits are what the importer has for them.
      for (const id of [pid, tid]) expect(id === id >>> 0).toBe(true);
      if (ph === 'M') expect(['process_name', 'thread_name']).toContain(what);
    }
  });

  test('keeps each nanosecond of a finer clock through microseconds', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 1n << 50n }), (ns) => {
        const log = memoryLog();
        const mark = { ...decided('mark.set', { step: 1, name: 'x' }), timeNs: nanoseconds(ns) };
        expect(log.append([mark], 0).ok).toBe(true);
        const [instant] = chromeTraceOf(log).traceEvents.filter(({ ph }) => ph === 'i');
        expect(instant?.ph === 'i' && BigInt(Math.trunc(instant.ts * 1000))).toBe(ns);
      }),
    );
  });

  test.each(recordingNames)('%s: operations nest in each task, and every task has its name', async (name) => {
    const ran = await cli('export', recordingPath(name), '--format', 'chrome');
    expect(ran.code).toBe(0);
    const trace = TRACE.parse(json(ran));
    expectNested(trace);
    const named = new Set(trace.traceEvents.flatMap(({ ph, tid }) => (ph === 'M' ? [tid] : [])));
    for (const { tid, pid } of trace.traceEvents) {
      expect(named).toContain(tid);
      expect(pid).toBe(tid);
    }
  });

  test('tells how each operation ended, and lays a nested one inside the one that called it', async () => {
    const s5 = recordingNames.find((name) => name.includes('debian-generic-vmemmap--s5-'))!;
    const slices = completeOf(TRACE.parse(json(await cli('export', recordingPath(s5), '--format', 'chrome'))));
    const refused = slices.find(({ args }) => args.outcome === 'refused');
    expect(refused?.args).toMatchObject({ errno: expect.any(String), guard: expect.any(String) });
    const outer = slices.find(({ name }) => name === 'offline_and_remove_memory')!;
    const inner = slices.find(({ name, ts }) => name === 'offline' && ts >= outer.ts)!;
    expect(inner.tid).toBe(outer.tid);
    expect(nanos(inner.ts + inner.dur)).toBeLessThanOrEqual(nanos(outer.ts + outer.dur));
  });

  test('of a scenario counts events as microseconds', async () => {
    const trace = TRACE.parse(json(await cli('export', 'demo:subsection-hotplug', '--format', 'chrome')));
    expectNested(trace);
    const slices = completeOf(trace);
    expect(slices.length).toBeGreaterThan(0);
    for (const { ts, args } of slices) expect(ts).toBe(args['event']);
  });

  test('ends an operation that never returned where the next one of its task begins', () => {
    const log = memoryLog();
    const at = (us: number, pid = 7) => ({
      timeNs: nanoseconds(BigInt(us) * 1000n),
      actor: { task: 'sh', pid, cpu: 0 },
      place: null,
    });
    const started = (operation: number, us: number) => ({
      ...decided('operation.started', { operation, parent: null, name: 'offline', args: { block: '3' } }),
      ...at(us),
    });
    const appended = log.append(
      [
        started(1, 10),
        started(2, 20),
        { ...decided('operation.unreturned', { operation: 1 }), ...at(25) },
        { ...decided('operation.finished', { operation: 2 }), ...at(30) },
        started(3, 40),
      ],
      0,
    );
    expect(appended.ok).toBe(true);
    const trace = TRACE.parse(chromeTraceOf(log));
    expectNested(trace);
    expect(completeOf(trace).map(({ ts, dur, args }) => [ts, dur, args.outcome])).toEqual([
      [10, 10, 'unreturned'],
      [20, 10, 'done'],
      [40, 0, 'open'],
    ]);
  });
});
