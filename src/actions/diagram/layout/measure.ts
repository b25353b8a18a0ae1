/** Sizes in pixels of a drawing that is shown as it is. */
export const SIZES = {
  /** Width of a letter of a label, which is set in letters of one width. */
  letter: 6.05,
  /** Height of a label's line. */
  line: 13,
  /** Width of a digit of a count. */
  digit: 8.4,
  boxHeight: 26,
  /** From a box's left edge to its name. */
  name: 15,
  /** Around a region's drawing. */
  margin: 6,
} as const;

export interface Box {
  /** Left and top edge. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Letters that are not of the usual width: in a wide font (DejaVu Sans), bold, at 12 pixels. */
const LETTERS: Readonly<Record<string, number>> = {
  ' ': 4.2,
  i: 4.1,
  j: 4.1,
  l: 4.1,
  f: 5.3,
  t: 5.8,
  r: 6,
  m: 12.5,
  w: 11.1,
};
const LETTER = 8.5;

/** Width of a state's name as it is when the state is active: a drawing must not change with the instant. */
export const nameWidth = (name: string): number =>
  [...name].reduce((width, letter) => width + (LETTERS[letter] ?? LETTER), 0);

export const overlaps = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
