import { type Arrow, eventsText, spaced } from '../arrows.ts';
import type { ChartRegion } from '../chart.ts';
import type { LayoutOptions } from './drawn.ts';
import { type Box, labelWidth, nameWidth, SIZES } from './measure.ts';

/** States of a region in a column, the initial one on top. Those that are an end stand in a second one beside it. */
export interface Columns {
  readonly spine: readonly string[];
  readonly ends: readonly string[];
}

/** Ends are sorted by where their arrows come from, so that few of these cross. */
export function columnsOf(region: ChartRegion, arrows: readonly Arrow[]): Columns {
  const names = region.states.filter(({ final }) => !final).map(({ name }) => name);
  const spine = [region.initial, ...names.filter((name) => name !== region.initial)];
  const middle = (end: string): number => {
    const rows = arrows.filter(({ to }) => to === end).map(({ from }) => spine.indexOf(from));
    return rows.reduce((sum, row) => sum + row, 0) / Math.max(1, rows.length);
  };
  const ends = region.states.filter(({ final }) => final).map(({ name }) => name);
  return { spine, ends: ends.toSorted((a, b) => middle(a) - middle(b)) };
}

/** What an arrow is called in the drawing. */
export const arrowText = (arrow: Arrow, { labels }: LayoutOptions): string =>
  labels === 'names' ? eventsText(arrow) : String(arrow.number);

/** The line inside a state's box: events on which the state stays as it is; null where there are none. */
export function innerText(name: string, arrows: readonly Arrow[], { labels }: LayoutOptions): string | null {
  const inner = arrows.find(({ from, to }) => from === name && to === name);
  if (!inner) return null;
  return labels === 'names' ? eventsText(inner) : `${inner.number} ${eventsText(inner)}`;
}

/** Width of a box that holds the widest of some states, with room for the count beside the name. */
export function boxWidth(names: readonly string[], inners: readonly (string | null)[], digits: number): number {
  const count = digits === 0 ? 0 : digits * SIZES.digit + 8;
  const name = Math.max(0, ...names.map((one) => nameWidth(spaced(one))));
  const inner = Math.max(0, ...inners.map((one) => (one === null ? 0 : labelWidth(`↻ ${one}`))));
  return Math.ceil(Math.max(name + count, inner) + 22);
}

/** Boxes one under another. `heights` are theirs, from the top. */
export function stack(heights: readonly number[], gap: number, { x, y, width }: Omit<Box, 'height'>): readonly Box[] {
  let next = y;
  return heights.map((height) => {
    const box = { x, y: next, width, height };
    next += height + gap;
    return box;
  });
}

/** Heights of `count` lines that end on one side of a box, even about its middle. */
export const ports = ({ y, height }: Box, count: number, spacing: number): readonly number[] =>
  Array.from({ length: count }, (_, index) => y + height / 2 + (index - (count - 1) / 2) * spacing);
