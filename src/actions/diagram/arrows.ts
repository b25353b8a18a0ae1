import type { Chart, ChartRegion, ChartTransition } from './chart.ts';

/** Every transition from one state to another as one arrow. One that stays in its state is an arrow from it to itself. */
export interface Arrow {
  /** What the drawing and its legend call it; no two arrows of a chart share one. */
  readonly number: number;
  readonly from: string;
  readonly to: string;
  readonly transitions: readonly ChartTransition[];
}

const isSame = (a: ChartTransition, b: ChartTransition): boolean => a.event === b.event && a.guard === b.guard;

/** The arrows of a region in the order in which its transitions stand, numbered from `first`. */
function arrowsFrom(region: ChartRegion, first: number): readonly Arrow[] {
  const arrows = new Map<string, ChartTransition[]>();
  for (const transition of region.transitions) {
    const pair = `${transition.from} ${transition.to}`;
    const known = arrows.get(pair) ?? [];
    if (!known.some((one) => isSame(one, transition))) known.push(transition);
    arrows.set(pair, known);
  }
  return [...arrows.values()].flatMap((transitions, index) => {
    const [one] = transitions;
    return one ? [{ number: first + index, from: one.from, to: one.to, transitions }] : [];
  });
}

/** The arrows of each region of a chart, by the region's name, numbered through. */
export function arrowsOf({ regions }: Chart): ReadonlyMap<string, readonly Arrow[]> {
  let next = 1;
  return new Map(
    regions.map((region) => {
      const arrows = arrowsFrom(region, next);
      next += arrows.length;
      return [region.name, arrows] as const;
    }),
  );
}

/** `add [mayFill]`: an event with the guard that has to say yes. */
export const transitionText = ({ event, guard }: Pick<ChartTransition, 'event' | 'guard'>): string =>
  guard === null ? event : `${event} [${guard}]`;

/** The events of an arrow, each once: `boot, taint`. */
export const eventsText = ({ transitions }: Arrow): string =>
  [...new Set(transitions.map(({ event }) => event))].join(', ');

/** A state's name in words: `partiallyPopulated` is partially populated. */
export const spaced = (name: string): string => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
