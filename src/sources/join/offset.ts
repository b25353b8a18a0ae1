import { type Agreement, agreementOf, type OffsetWindow } from './agreement.ts';
import type { EvidenceSource, Observation } from './observation.ts';
import type { TracedCall, TracedChange, TraceEvidence } from './trace-evidence.ts';

/** Nanoseconds that a user says are to be added to the times of a file, by its name in events. */
export type GivenOffsets = ReadonlyMap<string, bigint>;

/** How the times of a source are put on the clock of a trace. */
export interface Offset {
  /** Nanoseconds to add to each of its times. */
  readonly offsetNs: bigint;
  /** Greatest error in nanoseconds; null where it is unknown, or a user gave the offset. */
  readonly errorNs: bigint | null;
  /** Observations that may be of something that the trace shows. */
  readonly evidence: number;
  /** Those of them that fit the offset. */
  readonly agreed: number;
  /** A user gave it. */
  readonly given?: boolean;
  /** Whether the evidence, or the source's own clock, is enough to go by. */
  readonly known: boolean;
}

const SECOND = 1_000_000_000n;
/** A reader of uevents gets one when it is scheduled: most within this time. */
const DELIVERY = SECOND / 20n;
/** Fewer than these do not tell how long reading takes. */
const FEWEST_READINGS = 3;
/** Clocks that count from boot start within this of one another; a machine that slept may part them by more. */
const NEARBY_CLOCKS = SECOND;
/** Observations that are held against the trace: enough for any clock. */
const MOST_OBSERVATIONS = 600;
/** Windows that are looked at: a long log of like messages has one for each pair of message and call. */
const MOST_WINDOWS = 2 ** 19;

const overlap = (a: NonNullable<TracedCall['bytes']>, b: NonNullable<TracedCall['bytes']>): boolean =>
  a.start < b.start + b.size && b.start < a.start + a.size;

function* thinned<T>(items: readonly T[]): Generator<T> {
  const stride = Math.max(1, Math.ceil(items.length / MOST_OBSERVATIONS));
  for (const [index, item] of items.entries()) if (index % stride === 0) yield item;
}

/** The times of the trace between which an observation's line was written, for each counterpart that it may be of. */
function momentsOf(
  { counterpart }: Observation,
  { calls, changes }: TraceEvidence,
): readonly (readonly [bigint, bigint])[] {
  if (!counterpart) return [];
  if (counterpart.kind === 'block') {
    const { action, block } = counterpart;
    return changes.filter((change) => change.action === action && change.block === block).map(sentIn);
  }
  const { operations, outcome, bytes } = counterpart;
  return calls
    .filter(
      (call) =>
        operations.includes(call.name) &&
        call.outcome === outcome &&
        (bytes === null || call.bytes === null || overlap(bytes, call.bytes)),
    )
    .map(({ startNs, endNs }) => [startNs, endNs]);
}

/** A block is announced inside the call that makes or unmakes it; that it was switched, right after. */
const sentIn = ({ action, sinceNs, atNs }: TracedChange): readonly [bigint, bigint] =>
  action === 'add' || action === 'remove' ? [sinceNs, atNs] : [atNs, atNs];

const median = (values: readonly bigint[]): bigint =>
  values.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0))[Math.floor(values.length / 2)] ?? 0n;
const largest = (values: readonly bigint[]): bigint => values.reduce((a, b) => (a > b ? a : b));
const magnitude = (value: bigint): bigint => (value < 0n ? -value : value);

/** What was written inside a call: any offset of the stretch will do. No offset at all is taken where it may be. */
function inside({ from, to, nearby }: Agreement, source: EvidenceSource): Pick<Offset, 'offsetNs' | 'errorNs'> {
  const none = from <= 0n && 0n <= to && source.clock === 'boot';
  const offsetNs = none ? 0n : (from + to) / 2n;
  const errors = [magnitude(nearby.to - offsetNs), magnitude(nearby.from - offsetNs)];
  return { offsetNs, errorNs: largest(errors) };
}

/**
 * What is read some time after it was sent: the one that was read fastest is taken to have been read at once, and the
 * others tell how long reading takes.
 */
function delivered({ windows }: Agreement, { resolutionNs }: EvidenceSource): Pick<Offset, 'offsetNs' | 'errorNs'> {
  // Of a switched block the moment is known best: its window is the narrowest.
  const narrowest = windows.reduce((least, { from, to }) => (to - from < least ? to - from : least), SECOND * 3600n);
  const best = windows.filter(({ from, to }) => to - from === narrowest).map(({ from }) => from + resolutionNs);
  const fastest = largest(best);
  const errorNs = best.length < FEWEST_READINGS ? DELIVERY : median(best.map((from) => fastest - from));
  const few = best.length < FEWEST_READINGS;
  // Nothing is read before it is sent; but that everything was read late is no reason to move it, where little tells so.
  if (fastest <= 0n && (few || -fastest <= errorNs)) return { offsetNs: 0n, errorNs: largest([errorNs, -fastest]) };
  return { offsetNs: fastest, errorNs };
}

/** Offsets that each observation allows; with `near`, only those that two clocks from boot may have. */
function windowsOf(source: EvidenceSource, seen: TraceEvidence, near: boolean): readonly OffsetWindow[] {
  const slack = source.kind === 'uevents' ? DELIVERY : 0n;
  const windows: OffsetWindow[] = [];
  for (const [observation, one] of [...thinned(source.observations)].entries()) {
    for (const [first, last] of momentsOf(one, seen)) {
      const from = first - one.ownNs - source.resolutionNs;
      const to = last - one.ownNs + slack;
      if (!near || (from <= NEARBY_CLOCKS && to >= -NEARBY_CLOCKS)) windows.push({ observation, from, to });
    }
    if (windows.length > MOST_WINDOWS) break;
  }
  return windows;
}

function agreementWith(source: EvidenceSource, seen: TraceEvidence) {
  const anywhere = windowsOf(source, seen, false);
  const evidence = new Set(anywhere.map(({ observation }) => observation)).size;
  if (source.clock === 'boot') {
    const near = agreementOf(windowsOf(source, seen, true));
    if (near) return { evidence, agreement: near };
  }
  const agreement = agreementOf(anywhere);
  // Far from where it should be, or with nowhere to be, only what most of the evidence says is believed.
  const isEnough = agreement && !agreement.tied && agreement.agreed * 2 > evidence;
  return { evidence, agreement: isEnough ? agreement : undefined };
}

/** How far a source's clock is from that of a trace, by what both tell of. */
export function offsetOf(source: EvidenceSource, seen: TraceEvidence): Offset {
  const { evidence, agreement } = agreementWith(source, seen);
  // The first line of a log from boot was written when the kernel's clock began. Clocks that count from boot are one clock, as far as nobody says otherwise.
  if (!agreement && source.bootNs !== null)
    return { offsetNs: -source.bootNs, errorNs: SECOND, evidence, agreed: 0, known: true };
  if (!agreement) return { offsetNs: 0n, errorNs: null, evidence, agreed: 0, known: source.clock === 'boot' };
  const found = source.kind === 'uevents' ? delivered(agreement, source) : inside(agreement, source);
  return { ...found, evidence, agreed: agreement.agreed, known: true };
}
