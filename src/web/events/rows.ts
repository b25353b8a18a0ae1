/** Height of a row, and of the heading. CSS pixels. */
export const ROW = 24;
/**
 * No browser lays out an element of any height: Firefox stops at some 17 million pixels, Chromium at 33; and far below that
 * they place what is in it by numbers that are no longer exact.
 */
const TALLEST = 2_000_000;

/** A list of rows of one height, of which only those in view are there. Lengths in CSS pixels. */
export interface Rows {
  readonly count: number;
  /** Height of the part of the list that is in view. */
  readonly view: number;
}

/** Height of the element that stands for all rows. */
export const spaceOf = ({ count }: Rows): number => Math.min(count * ROW, TALLEST);

/** How far the rows can be moved up. */
const farthest = ({ count, view }: Rows): number => Math.max(0, count * ROW - view);

/** How far the element can be scrolled. */
const scrollRange = (rows: Rows): number => Math.max(0, spaceOf(rows) - rows.view);

/** How far the rows are moved up when the element is scrolled so far: the same, but in a list that is too tall for a browser. */
export function offsetAt(rows: Rows, scroll: number): number {
  const range = scrollRange(rows);
  return range === 0 ? 0 : Math.min(1, Math.max(0, scroll / range)) * farthest(rows);
}

/** How far the element is scrolled when the rows are moved up so far. */
export function scrollAt(rows: Rows, offset: number): number {
  const range = farthest(rows);
  return range === 0 ? 0 : Math.min(1, Math.max(0, offset / range)) * scrollRange(rows);
}

/** Within what there is. */
export const bounded = (rows: Rows, offset: number): number => Math.min(farthest(rows), Math.max(0, offset));

/** How far to move the rows so that one is in view: not at all where it is. */
export function revealing(rows: Rows, offset: number, index: number): number {
  const top = index * ROW;
  if (top < offset) return bounded(rows, top);
  return top + ROW > offset + rows.view ? bounded(rows, top + ROW - rows.view) : bounded(rows, offset);
}

/** Rows that are drawn: those in view, and a few on either side. */
export function drawn(rows: Rows, offset: number, beside = 4): { readonly first: number; readonly end: number } {
  const first = Math.max(0, Math.floor(offset / ROW) - beside);
  return { first, end: Math.min(rows.count, Math.ceil((offset + rows.view) / ROW) + beside) };
}
