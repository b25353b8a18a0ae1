import { cpus, totalmem } from 'node:os';

/** One measured figure; `ratio` is ours over the baseline of the same run. */
export interface Figure {
  readonly figure: string;
  readonly value: number;
  readonly unit: string;
  readonly baseline: string | null;
  readonly ratio: number | null;
}

/** What a benchmark prints: its one line of JSON. */
export interface BenchReport {
  readonly name: string;
  readonly machine: string;
  readonly figures: readonly Figure[];
}

export const machine = (): string =>
  `${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`;

/** The median of several runs of something, in milliseconds, after one run that is not counted. */
export function medianMs(runs: number, work: () => void): number {
  work();
  const times = Array.from({ length: runs }, () => {
    const from = performance.now();
    work();
    return performance.now() - from;
  }).sort((a, b) => a - b);
  return times[Math.floor(times.length / 2)] ?? Number.NaN;
}

export const rounded = (value: number): number => Number(value.toPrecision(4));

/** A figure that is held against nothing. */
export const alone = (figure: string, value: number, unit: string): Figure => ({
  figure,
  value: rounded(value),
  unit,
  baseline: null,
  ratio: null,
});
