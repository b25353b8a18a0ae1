import { duration } from '../text/sentence.ts';
import type { ArcCounts } from './arc-counts.ts';
import type { ChartRegion } from './chart.ts';
import type { Counts } from './counts.ts';
import type { Lit } from './lit.ts';

/** What a drawing shows beside the chart itself. */
export interface ChartContent {
  /** How many things are in each state; null where nothing is counted. */
  readonly counts: Counts | null;
  /** How many operations went along each transition; null where that is not told. */
  readonly arcs: ArcCounts | null;
  readonly lit: Lit | null;
  /** Nanoseconds that one operation spent in each state, by the state's name; null for a chart of many, or of none. */
  readonly times: ReadonlyMap<string, bigint> | null;
  /** Where and when, in words; what is about one thing after it. Empty for the machine alone. */
  readonly caption: readonly string[];
}

/** A machine's chart and nothing else. */
export const CHART_ALONE: ChartContent = Object.freeze({
  counts: null,
  arcs: null,
  lit: null,
  times: null,
  caption: [],
});

/**
 * The count or time beside the name of each state of a region, as text: with the times of one operation no counts of others. An
 * end is passed through: it has neither.
 */
export function textsBeside(
  { name: region, states }: ChartRegion,
  { counts, times }: Pick<ChartContent, 'counts' | 'times'>,
): ReadonlyMap<string, string> {
  const texts = states
    .filter(({ final }) => !final)
    .flatMap(({ name }): readonly (readonly [string, string])[] => {
      const time = times?.get(name);
      if (time !== undefined) return [[name, duration(time)]];
      return times || !counts ? [] : [[name, (counts[region]?.[name] ?? 0).toLocaleString('en')]];
    });
  return new Map(texts);
}

/** Letters of the longest text beside a state; 0 where there is none. */
export const lettersBeside = (
  regions: readonly ChartRegion[],
  content: Pick<ChartContent, 'counts' | 'times'>,
): number =>
  Math.max(0, ...regions.flatMap((region) => [...textsBeside(region, content).values()].map(({ length }) => length)));
