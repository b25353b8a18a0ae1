/** Sizes in pixels of a drawing that is shown as it is. */
export const SIZES = {
  /** Width of a letter of an event's name, which is set in letters of one width. */
  eventLetter: 6.05,
  /** Width of a digit of a count. */
  digit: 8.4,
  boxHeight: 26,
  /** The line in a box that names the events on which its state stays. */
  innerLine: 15,
  /** Between two boxes of the column; two labels fit one above the other. */
  gap: 32,
  labelHeight: 13,
  /** Between a line and what stands beside it. */
  air: 5,
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

/** A label, told by its middle. */
export interface Label {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
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

export const labelWidth = (text: string): number => text.length * SIZES.eventLetter + 2;

export const overlaps = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

export const boxOfLabel = ({ x, y, width }: Label): Box => ({
  x: x - width / 2,
  y: y - SIZES.labelHeight / 2,
  width,
  height: SIZES.labelHeight,
});
