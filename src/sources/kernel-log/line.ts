import { parseSeconds } from '../number.ts';

/** Whose clock a time was read from: `boot` counts from boot, as the kernel's clocks do; `wall` is the time of day. */
export type ClockKind = 'boot' | 'wall';

/** A time as a source tells it. */
export interface SourceTime {
  readonly clock: ClockKind;
  /** Since boot, or since 1970 in a time zone that nobody tells. */
  readonly ns: bigint;
  /** What the time was cut down to: it lies between `ns` and `ns + resolutionNs`. */
  readonly resolutionNs: bigint;
}

/** A line of the kernel log: when, and what the kernel said. */
export interface KernelLine {
  readonly time: SourceTime | null;
  readonly text: string;
}

const ISO = String.raw`(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?`;

// journalctl's time, host and unit; dmesg's ISO time; the facility of dmesg -x or of a raw log; the time of dmesg or
// dmesg -T; the caller.
const BEFORE: readonly RegExp[] = [
  /^\S.{0,80}? kernel: /,
  new RegExp(String.raw`^${ISO}(?:Z|[+-]\d\d:?\d\d)? `),
  /^(?:<\d+>|\w+ *:\w+ *: ?)/,
  /^\s*\[\s*(?:\d+\.\d+|\w{3} \w{3} [^\]]+)\] ?/,
  /^\[\s*[TC]\d+\] ?/,
];

const SECOND = 1_000_000_000n;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
/** `journalctl` tells no year by default. One that has a 29th of February; what counts is how far times lie apart. */
const SOME_YEAR = 2000;

interface Day {
  readonly year: number;
  readonly month: number;
  readonly day: string;
  readonly clock: readonly (string | undefined)[];
  readonly fraction: string | undefined;
}

function wall({ year, month, day, clock, fraction = '' }: Day): SourceTime | null {
  const [hour, minute, second] = clock.map(Number);
  const ms = Date.UTC(year, month, Number(day), hour, minute, second);
  if (month < 0 || Number.isNaN(ms)) return null;
  const parts = BigInt(fraction.padEnd(9, '0'));
  return { clock: 'wall', ns: BigInt(ms / 1000) * SECOND + parts, resolutionNs: 10n ** BigInt(9 - fraction.length) };
}

function counted(clock: ClockKind, text: string): SourceTime | null {
  const ns = parseSeconds(text);
  const digits = text.split('.')[1]?.length ?? 0;
  return ns === undefined ? null : { clock, ns, resolutionNs: 10n ** BigInt(9 - digits) };
}

const FORMS: readonly (readonly [RegExp, (found: RegExpExecArray) => SourceTime | null])[] = [
  [/\[\s*(\d{1,9}\.\d{1,9})\]/, ([, seconds = '']) => counted('boot', seconds)],
  [
    /\[\w{3} (\w{3}) +(\d{1,2}) (\d\d):(\d\d):(\d\d) (\d{4})\]/,
    ([, month = '', day = '', hour, minute, second, year]) =>
      wall({
        year: Number(year),
        month: MONTHS.indexOf(month),
        day,
        clock: [hour, minute, second],
        fraction: undefined,
      }),
  ],
  [
    new RegExp(`^${ISO}`),
    ([, year, month, day = '', hour, minute, second, fraction]) =>
      wall({ year: Number(year), month: Number(month) - 1, day, clock: [hour, minute, second], fraction }),
  ],
  [
    /^(\w{3}) +(\d{1,2}) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))? /,
    ([, month = '', day = '', hour, minute, second, fraction]) =>
      wall({ year: SOME_YEAR, month: MONTHS.indexOf(month), day, clock: [hour, minute, second], fraction }),
  ],
  [/^(\d{9,11}\.\d{1,9}) /, ([, seconds = '']) => counted('wall', seconds)],
];

function timeIn(prefix: string): SourceTime | null {
  for (const [form, read] of FORMS) {
    const found = form.exec(prefix);
    if (found) return read(found);
  }
  return null;
}

/** Reads one line of `dmesg`, `dmesg -T`, `dmesg -x`, a raw kernel log, or `journalctl -k`. Never throws. */
export function parseKernelLine(line: string): KernelLine {
  const text = BEFORE.reduce((rest, pattern) => rest.replace(pattern, ''), line);
  return { time: timeIn(line.slice(0, line.length - text.length)), text };
}
