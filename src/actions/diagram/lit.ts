import type { TransitionTaken } from '../../../machines/transitions-taken.ts';
import type { ChartTransition } from './chart.ts';

/** What a drawing lights up: where something is, and how it came there. */
export interface Lit {
  /** The active state of each region, by the region's name. */
  readonly active: Readonly<Record<string, string>>;
  /** The transitions that the last event made the machine take. */
  readonly last: readonly TransitionTaken[];
  /** Those that earlier events made it take, where the way so far is to be seen. */
  readonly before: readonly TransitionTaken[];
}

/** Whether a transition of a region's chart is among some that were taken. */
export const isAmong = (
  taken: readonly TransitionTaken[],
  region: string,
  { from, to, event, guard }: ChartTransition,
): boolean =>
  taken.some(
    (one) => one.region === region && one.from === from && one.to === to && one.event === event && one.guard === guard,
  );
