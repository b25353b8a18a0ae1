import type { Arrow } from '../arrows.ts';
import { boxOfLabel, type Label, labelWidth, overlaps, SIZES } from './measure.ts';

/** An arrow between two states of the column that do not follow one another: it runs in a lane beside the column. */
export interface Bracket {
  readonly arrow: Arrow;
  readonly text: string;
  /** Rows of the column, counted from the top. */
  readonly from: number;
  readonly to: number;
}

/** A bracket with its place: `lane` counts outwards, `offset` is the lane's distance from the column's edge. */
export interface Laid extends Bracket {
  readonly lane: number;
  readonly offset: number;
  /** Its label; `x` is the distance from the column's edge too. */
  readonly label: Label;
}

const top = ({ from, to }: Bracket): number => Math.min(from, to);
const bottom = ({ from, to }: Bracket): number => Math.max(from, to);

/** Shorter ones lie nearer to the column: fewer lines cross. */
function intoLanes(brackets: readonly Bracket[]): readonly (readonly Bracket[])[] {
  const sorted = brackets.toSorted((a, b) => bottom(a) - top(a) - (bottom(b) - top(b)) || top(a) - top(b));
  const lanes: Bracket[][] = [];
  for (const one of sorted) {
    const free = lanes.find((lane) => lane.every((other) => bottom(one) <= top(other) || bottom(other) <= top(one)));
    if (free) free.push(one);
    else lanes.push([one]);
  }
  return lanes;
}

/** Heights at which a bracket's label may stand: in the gaps that it passes, the one in its middle first. */
function heights(bracket: Bracket, gaps: readonly number[]): readonly number[] {
  const passed = gaps.slice(top(bracket), bottom(bracket));
  const middle = (passed.length - 1) / 2;
  return passed
    .map((y, index) => ({ y, away: Math.abs(index - middle) }))
    .sort((a, b) => a.away - b.away)
    .flatMap(({ y }) => [y - SIZES.labelHeight / 2 - 0.5, y + SIZES.labelHeight / 2 + 0.5]);
}

/** Two labels side by side would read as one: `4` and `9` as 49. */
const roomy = (label: Label) => boxOfLabel({ ...label, width: label.width + 4 * SIZES.air });

/** Labels of a lane at an offset, clear of those that stand already; null where one finds no room. */
function labelsAt(
  lane: readonly Bracket[],
  offset: number,
  gaps: readonly number[],
  standing: readonly Label[],
): readonly Label[] | null {
  const labels: Label[] = [];
  for (const bracket of lane) {
    const width = labelWidth(bracket.text);
    const found = heights(bracket, gaps)
      .map((y): Label => ({ text: bracket.text, x: offset, y, width }))
      .find((label) => ![...standing, ...labels].some((other) => overlaps(roomy(label), boxOfLabel(other))));
    if (!found) return null;
    labels.push(found);
  }
  return labels;
}

/**
 * Places brackets in lanes beside the column: no label on another label or on another lane's line.
 * @param gaps heights of the middles of the gaps between rows, from the top.
 * @param clear how far out from the column's edge something else stands already.
 * @returns the brackets in their places, and how far out they reach.
 */
export function layLanes(
  brackets: readonly Bracket[],
  gaps: readonly number[],
  clear: number,
): { readonly laid: readonly Laid[]; readonly reach: number } {
  const laid: Laid[] = [];
  let reach = Math.max(0, clear);
  let last = { offset: 0, half: 0 };
  for (const [index, lane] of intoLanes(brackets).entries()) {
    const half = Math.max(...lane.map(({ text }) => labelWidth(text))) / 2;
    const nearest =
      index === 0
        ? Math.max(2 * SIZES.air + 4, clear + half + SIZES.air)
        : last.offset + Math.max(half, last.half) + SIZES.air;
    const standing = laid.map(({ label }) => label);
    const free = reach + half + SIZES.air;
    const close = labelsAt(lane, nearest, gaps, standing);
    const offset = close ? nearest : free;
    const labels = close ?? labelsAt(lane, free, gaps, []) ?? [];
    for (const [nth, bracket] of lane.entries()) {
      const label = labels[nth];
      if (label) laid.push({ ...bracket, lane: index, offset, label });
    }
    last = { offset, half };
    reach = Math.max(reach, offset + half);
  }
  return { laid, reach };
}

/** Ends of brackets on one side of one box, in the order from the top in which no line crosses another there. */
export function endsAt(laid: readonly Laid[], row: number): readonly Laid[] {
  const above = laid.filter((one) => bottom(one) === row).toSorted((a, b) => a.lane - b.lane);
  const below = laid.filter((one) => top(one) === row).toSorted((a, b) => b.lane - a.lane);
  return [...above, ...below];
}
