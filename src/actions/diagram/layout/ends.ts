import type { DrawnState } from './drawn.ts';
import { type Box, SIZES } from './measure.ts';

const GAP = 10;
/** Least distance between a line that arrives at an end and one that passes on its way to another lane. */
const CLEAR = 5;

/**
 * Final states in a column of their own, each about as high as the arrows that lead to it come from, and none where an
 * arriving line would run along another one.
 * @param heights of the rows whose arrows lead to ends, by the end.
 */
export function placeEnds(
  ends: readonly string[],
  heights: ReadonlyMap<string, readonly number[]>,
  { x, y, width }: Omit<Box, 'height'>,
): readonly DrawnState[] {
  const wanted = (end: string): number => {
    const rows = heights.get(end) ?? [];
    return rows.reduce((sum, row) => sum + row, 0) / Math.max(1, rows.length);
  };
  const isPassed = (end: string, middle: number): boolean =>
    [...heights].some(([other, rows]) => other !== end && rows.some((row) => Math.abs(row - middle) < CLEAR));
  let top = y;
  return ends
    .toSorted((a, b) => wanted(a) - wanted(b))
    .map((name) => {
      let middle = Math.max(top + SIZES.boxHeight / 2, wanted(name));
      while (isPassed(name, middle)) middle += 1;
      const box = { x, y: middle - SIZES.boxHeight / 2, width, height: SIZES.boxHeight };
      top = box.y + box.height + GAP;
      return { name, final: true, box, beside: middle, calls: null, inner: null };
    });
}
