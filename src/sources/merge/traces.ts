import { parseTraceLine } from '../ftrace/line.ts';
import type { Locate } from '../ftrace/problems.ts';
import type { Line } from '../lines.ts';

/** A text of a trace that can be read more than once. */
export interface TraceText {
  /** Path as the user gave it. */
  readonly path: string;
  /** Name kept in events. */
  readonly file: string;
  lines(): Iterable<Line>;
}

/** One trace out of one or more texts of the same machine. */
export interface MergedTrace {
  lines(): Iterable<Line>;
  /** Where the n-th of the lines that were given last stands. */
  readonly locate: Locate;
}

interface Extent {
  readonly text: TraceText;
  readonly first: bigint;
  readonly last: bigint;
}

function extentOf(text: TraceText): Extent {
  let first: bigint | null = null;
  let last = 0n;
  for (const { text: line } of text.lines()) {
    const parsed = parseTraceLine(line);
    if (parsed.kind !== 'event') continue;
    first ??= parsed.timeNs;
    if (parsed.timeNs > last) last = parsed.timeNs;
  }
  return { text, first: first ?? 0n, last };
}

const byTime = (a: Extent, b: Extent): number => {
  if (a.first !== b.first) return a.first < b.first ? -1 : 1;
  if (a.last !== b.last) return a.last < b.last ? -1 : 1;
  return a.text.file < b.text.file ? -1 : a.text.file > b.text.file ? 1 : 0;
};

interface NumberedLine extends Line {
  readonly number: number;
}

/** An event with the lines before it that belong to it. */
interface TraceUnit {
  readonly timeNs: bigint;
  /** The event's line; null at the end of a text. */
  readonly event: string | null;
  readonly lines: readonly NumberedLine[];
}

/**
 * The events of a text in order. Of a text that is not the first, headings are left out: they would end the calls that are
 * under way.
 */
function* unitsOf({ text }: Extent, isFirst: boolean): Generator<TraceUnit> {
  let waiting: NumberedLine[] = [];
  let timeNs = 0n;
  let number = 0;
  for (const line of text.lines()) {
    number++;
    const parsed = parseTraceLine(line.text);
    if (parsed.kind === 'blank' || (!isFirst && (parsed.kind === 'traceBegins' || parsed.kind === 'comment'))) continue;
    waiting.push({ ...line, number });
    if (parsed.kind !== 'event') continue;
    // Where the clock of another CPU lags, the order of the text counts.
    if (parsed.timeNs > timeNs) timeNs = parsed.timeNs;
    yield { timeNs, event: line.text.trim(), lines: waiting };
    waiting = [];
  }
  if (waiting.length > 0) yield { timeNs, event: null, lines: waiting };
}

/** Copies of one event: how many each text has had, and how many were written. */
interface CopiesOfEvent {
  readonly read: Map<number, number>;
  written: number;
}

const SECOND = 1_000_000_000n;

/**
 * Units of several texts in the order of time. An event that stands in two texts, as where two readings of one buffer
 * overlap, is told once; with it goes what its text says was lost before it: the other text has that.
 */
function* mergedUnits(extents: readonly Extent[]): Generator<{ readonly of: Extent; readonly unit: TraceUnit }> {
  const heads = extents.map((of, index) => {
    const units = unitsOf(of, index === 0);
    return { of, index, units, next: units.next() };
  });
  const seen = new Map<string, CopiesOfEvent>();
  const recent: { readonly timeNs: bigint; readonly event: string }[] = [];
  for (;;) {
    const [first, ...others] = heads.filter(({ next }) => !next.done);
    if (!first) return;
    const head = others.reduce((least, one) => {
      if (one.next.done || least.next.done) return least;
      return one.next.value.timeNs < least.next.value.timeNs ? one : least;
    }, first);
    if (head.next.done) return;
    const unit = head.next.value;
    head.next = head.units.next();
    const { event, timeNs } = unit;
    if (event === null) {
      yield { of: head.of, unit };
      continue;
    }
    while (recent[0] && recent[0].timeNs < timeNs - SECOND) seen.delete(recent.shift()?.event ?? '');
    const known = seen.get(event) ?? { read: new Map<number, number>(), written: 0 };
    if (known.read.size === 0) recent.push({ timeNs, event });
    seen.set(event, known);
    const had = (known.read.get(head.index) ?? 0) + 1;
    known.read.set(head.index, had);
    if (had <= known.written) continue;
    known.written = had;
    yield { of: head.of, unit };
  }
}

/**
 * One trace out of several texts of one machine, consecutive or overlapping; their order here does not matter. One text
 * alone is given as it is.
 */
export function mergedTrace(texts: readonly TraceText[]): MergedTrace {
  const [only, ...others] = texts;
  if (only && others.length === 0) {
    const { path, file } = only;
    return { lines: () => only.lines(), locate: (line) => ({ path, file, line }) };
  }
  const extents = texts.map(extentOf).sort(byTime);
  let places: { readonly text: TraceText; readonly number: number }[] = [];
  return {
    *lines() {
      places = [];
      for (const { of, unit } of mergedUnits(extents)) {
        for (const { number, text, complete } of unit.lines) {
          places.push({ text: of.text, number });
          yield { text, complete };
        }
      }
    },
    locate(line) {
      const place = places[line - 1] ?? places.at(-1);
      return { path: place?.text.path ?? '', file: place?.text.file ?? '', line: place?.number ?? 1 };
    },
  };
}
