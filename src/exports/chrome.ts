import type { MemoryEvent } from '../../events/event.ts';
import type { EventLog } from '../../events/log.ts';
import { hex } from '../../machines/kernel/units.ts';
import { type LoggedOperation, operationsOf } from '../timeline/operations.ts';
import { nestedSlices, type Slice } from './slices.ts';

type Args = Readonly<Record<string, string | number | boolean | null>>;

interface OnTrack {
  readonly name: string;
  /** The task's pid, as process and as thread; 0 where the source has no task. */
  readonly pid: number;
  readonly tid: number;
  readonly args: Args;
}

/** An event of the Trace Event Format: a complete event, an instant, or the name of a track. `ts` and `dur` in microseconds. */
export type ChromeEvent = OnTrack &
  (
    | { readonly ph: 'X'; readonly cat: 'operation'; readonly ts: number; readonly dur: number }
    | { readonly ph: 'i'; readonly cat: string; readonly ts: number; readonly s: 't' | 'g' }
    | { readonly ph: 'M' }
  );

export interface ChromeTrace {
  readonly traceEvents: readonly ChromeEvent[];
  readonly displayTimeUnit: 'ns';
}

/**
 * Microseconds, of which importers take 1000 and cut what stands behind the point: a quarter of a nanosecond is added where
 * the cut would lose a whole one, and with it the nesting of what ends together.
 */
function microseconds(ns: bigint): number {
  const exact = Number(ns) / 1000;
  return Math.trunc(exact * 1000) === Number(ns) ? exact : (Number(ns) + 0.25) / 1000;
}

/** In the order of time; where two begin together, an operation before what happens inside it. */
const inTime = (a: ChromeEvent, b: ChromeEvent): number => {
  const [from, to] = [a.ph === 'M' ? -1 : a.ts, b.ph === 'M' ? -1 : b.ts];
  return from - to || Number(b.ph === 'X') - Number(a.ph === 'X');
};

/**
 * The time of each event, by position, in nanoseconds. A source without a clock (a scenario) counts events as microseconds;
 * where only some events have a time, one without stands at the last time before it.
 */
function clockOf(log: EventLog): readonly bigint[] {
  const times: bigint[] = [];
  const first = [...log.read()].find(({ timeNs }) => timeNs !== null)?.timeNs ?? null;
  let last: bigint = first ?? 0n;
  for (const { seq, timeNs } of log.read()) {
    last = first === null ? BigInt(seq) * 1000n : (timeNs ?? last);
    times[seq] = last;
  }
  return times;
}

const pidOf = ({ actor }: MemoryEvent): number => actor?.pid ?? 0;

function complete({ operation, pid, start, end, clipped }: Slice): ChromeEvent {
  const { started, outcome, errno, guard, reason } = operation;
  const args: Args = {
    ...started.data.args,
    event: started.seq,
    operation: started.data.operation,
    outcome,
    ...(errno === null ? {} : { errno }),
    ...(guard === null ? {} : { guard }),
    ...(reason === null ? {} : { reason }),
    ...(clipped ? { clipped } : {}),
  };
  const times = { ts: microseconds(start), dur: microseconds(end - start) };
  return { ph: 'X', cat: 'operation', name: started.data.name, pid, tid: pid, ...times, args };
}

function sliceOf(operation: LoggedOperation, clock: readonly bigint[], end: bigint): Slice {
  const start = clock[operation.started.seq] ?? 0n;
  const recorded = operation.ended ? (clock[operation.ended.seq] ?? end) : end;
  const clipped = operation.outcome === 'unreturned' || operation.outcome === 'open';
  return { operation, pid: pidOf(operation.started), start, end: recorded < start ? start : recorded, clipped };
}

/** What an instant is called and tells; undefined for an event that is none. */
function instantOf(
  event: MemoryEvent,
): { readonly name: string; readonly s: 't' | 'g'; readonly args: Args } | undefined {
  switch (event.type) {
    case 'notifier.called':
      return { name: event.data.action, s: 't', args: {} };
    case 'notifier.vetoed':
      return { name: `${event.data.action} vetoed`, s: 't', args: { errno: event.data.errno } };
    case 'mark.set':
      return { name: event.data.name, s: 'g', args: { step: event.data.step } };
    case 'events.lost':
      return { name: 'events lost', s: 'g', args: { count: event.data.count } };
    case 'pages.notRemoved':
      return { name: 'pages not removed', s: 't', args: { guard: event.data.guard, reason: event.data.reason } };
    case 'divergence.found':
      return { name: 'divergence', s: 't', args: { kernel: event.data.kernel, model: event.data.model } };
    case 'kernel.said':
      return { name: event.data.text, s: 'g', args: {} };
    case 'page.dumped': {
      const { pfn, flags, reason } = event.data;
      return { name: `page dumped: pfn ${hex(pfn)}`, s: 'g', args: { flags, reason } };
    }
    case 'uevent.sent':
      return {
        name: `uevent: ${event.data.action} memory${event.data.block}`,
        s: 'g',
        args: { seqnum: event.data.seqnum },
      };
    case 'kernel.crashed':
      return { name: 'kernel crashed', s: 'g', args: { message: event.data.message } };
    default:
      return undefined;
  }
}

/** The name of each task's track: the last that the source gives; `<...>` is ftrace's word for a name that it lost. */
function trackNames(log: EventLog): readonly ChromeEvent[] {
  const names = new Map<number, string>();
  for (const event of log.read()) {
    const { actor } = event;
    if (actor && (actor.task !== '<...>' || !names.has(actor.pid))) names.set(actor.pid, actor.task);
    else if (!actor && (event.type === 'operation.started' || instantOf(event)) && !names.has(0))
      names.set(0, 'no task');
  }
  // A viewer groups threads by process, and shows an unnamed one by its number alone.
  return [...names].flatMap(([pid, name]) =>
    ['process_name', 'thread_name'].map((what) => ({ ph: 'M' as const, name: what, pid, tid: pid, args: { name } })),
  );
}

/**
 * A log in Chrome's Trace Event Format (JSON object form), which Perfetto opens: an operation is a complete event on its
 * task's track, with how it ended in `args`; notifiers, marks and losses are instants. Times count from boot.
 */
export function chromeTraceOf(log: EventLog): ChromeTrace {
  const clock = clockOf(log);
  let end = 0n;
  for (const time of clock.slice(1)) if (time > end) end = time;
  const slices = nestedSlices(operationsOf(log).map((operation) => sliceOf(operation, clock, end)));
  const instants: ChromeEvent[] = [];
  for (const event of log.read()) {
    const instant = instantOf(event);
    if (!instant) continue;
    const { name, s, args } = instant;
    const pid = pidOf(event);
    const ts = microseconds(clock[event.seq] ?? 0n);
    instants.push({ ph: 'i', cat: event.type, name, pid, tid: pid, ts, s, args: { ...args, event: event.seq } });
  }
  // Slices come outer ones first, and sorting keeps that order where times are equal.
  const happened = [...slices.map(complete), ...instants].sort(inTime);
  return { traceEvents: [...trackNames(log), ...happened], displayTimeUnit: 'ns' };
}
