/** What the timeline's length stands for: the kernel's clock, or one step for each event. */
export type Rhythm = 'time' | 'events';

/** Where events lie on the timeline: a value for each, never falling; times in seconds since the first one. */
export interface Axis {
  readonly rhythm: Rhythm;
  /** Value of event `seq` is at `seq - 1`. */
  readonly values: Float64Array;
  readonly length: number;
  /** Nanoseconds of the axis' zero. */
  readonly zero: bigint;
}

/** Grows with the log: times of events, in seconds after the first that has one. Events without a time lie with the one before. */
export function clock() {
  let values = new Float64Array(1024);
  let length = 0;
  let zero: bigint | null = null;
  let last = 0;
  return {
    take(timeNs: bigint | null): void {
      if (timeNs !== null) {
        zero ??= timeNs;
        last = Math.max(last, Number(timeNs - zero) / 1e9);
      }
      if (length === values.length) {
        const longer = new Float64Array(values.length * 2);
        longer.set(values);
        values = longer;
      }
      values[length++] = last;
    },
    get length() {
      return length;
    },
    get hasTime() {
      return zero !== null && last > 0;
    },
    valueAt: (seq: number): number => values[Math.max(0, seq - 1)] ?? 0,
    axis: (rhythm: Rhythm): Axis => ({ rhythm, values, length, zero: zero ?? 0n }),
  };
}

/** Value of an event on an axis; 0 is before the first one. */
export function valueAtSeq({ rhythm, values, length }: Axis, seq: number): number {
  if (rhythm === 'events' || seq === 0) return rhythm === 'events' ? seq : (values[0] ?? 0);
  return values[Math.min(seq, length) - 1] ?? 0;
}

/** The last event at or before a value. */
export function seqAt({ rhythm, values, length }: Axis, value: number): number {
  if (rhythm === 'events') return Math.max(0, Math.min(length, Math.round(value)));
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The first event at or after a value; one after the last where there is none. */
export function firstSeqIn({ rhythm, values, length }: Axis, value: number): number {
  if (rhythm === 'events') return Math.max(1, Math.ceil(value));
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low + 1;
}

export interface Window {
  readonly from: number;
  readonly to: number;
}

/** All of an axis, with a little room at both ends. */
export function wholeOf(axis: Axis): Window {
  const last = valueAtSeq(axis, axis.length);
  const room = Math.max(last * 0.012, axis.rhythm === 'events' ? 1 : 1e-6);
  return { from: -room, to: last + room };
}

/** A window around a point of it, larger or smaller by a factor, that stays within the whole. */
export function zoomed(axis: Axis, { from, to }: Window, around: number, factor: number): Window {
  const whole = wholeOf(axis);
  const least = axis.rhythm === 'events' ? 4 : 2e-6;
  const length = Math.min(whole.to - whole.from, Math.max(least, (to - from) * factor));
  const share = (around - from) / (to - from);
  const start = Math.min(Math.max(around - share * length, whole.from), whole.to - length);
  return { from: start, to: start + length };
}

/** The window moved so that a value is in it, if it was not. */
export function following(axis: Axis, { from, to }: Window, value: number): Window {
  if (from <= value && value <= to) return { from, to };
  const length = to - from;
  const whole = wholeOf(axis);
  const start = Math.min(Math.max(value - length / 2, whole.from), Math.max(whole.from, whole.to - length));
  return { from: start, to: start + length };
}

/** Ticks at round values, at most so many. */
export function ticksOf({ from, to }: Window, most: number): { readonly step: number; readonly at: readonly number[] } {
  const rough = (to - from) / Math.max(1, most);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((unit) => unit * power >= rough) ?? 10) * power;
  const at: number[] = [];
  for (let tick = Math.ceil(from / step); tick * step <= to && at.length < 200; tick++) at.push(tick * step);
  return { step, at };
}
