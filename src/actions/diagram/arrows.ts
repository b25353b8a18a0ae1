import { type Arc, type ArcCounts, countText } from './arc-counts.ts';
import type { ChartRegion, ChartTransition } from './chart.ts';

/** Every transition from one state to another as one arrow; from a state to itself where it stays. */
export interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly transitions: readonly ChartTransition[];
}

const isSame = (a: ChartTransition, b: ChartTransition): boolean => a.event === b.event && a.guard === b.guard;

/** The arrows of a region, in the order in which its transitions stand. */
export function arrowsOf(region: ChartRegion): readonly Arrow[] {
  const arrows = new Map<string, { from: string; to: string; transitions: ChartTransition[] }>();
  for (const transition of region.transitions) {
    const { from, to } = transition;
    const pair = `${from} ${to}`;
    const arrow = arrows.get(pair) ?? { from, to, transitions: [] };
    if (!arrow.transitions.some((one) => isSame(one, transition))) arrow.transitions.push(transition);
    arrows.set(pair, arrow);
  }
  return [...arrows.values()];
}

/**
 * `add [mayFill]`: an event with the guard that has to say yes; `always` where no event is needed. With counts, how many
 * operations went along after it.
 */
export function transitionText(transition: Arc, counts: ArcCounts | null = null): string {
  const { event, guard } = transition;
  const text = [event, guard === null ? '' : `[${guard}]`].filter(Boolean).join(' ') || 'always';
  return [text, countText(counts, transition)].filter(Boolean).join(' ');
}

/** A state's name in words: `partiallyPopulated` is partially populated. */
export const spaced = (name: string): string => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

/** An arrow in words: its states, and each of its transitions with what the machine says of it. */
export const arrowTitle = ({ from, to, transitions }: Arrow): string =>
  [
    `${spaced(from)} → ${spaced(to)}: ${transitions.map((one) => transitionText(one)).join(', ')}`,
    ...transitions.flatMap(({ description }) => description ?? []),
  ].join('\n');
