import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { decided } from '../../events/event.ts';
import { memoryLog } from '../../events/log.ts';
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
    outcome: z.enum(['finished', 'refused', 'failed', 'unreturned', 'open']),
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

describe('an export as a Chrome trace', () => {
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
      [20, 10, 'finished'],
      [40, 0, 'open'],
    ]);
  });
});
