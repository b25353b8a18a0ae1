/** Sizes in pixels of a drawing that is shown as it is. */
export const SIZES = {
  /** Width of a letter of a state's name, and of an event's. The widest usual fonts are taken, so that nothing is cut. */
  nameLetter: 6.9,
  eventLetter: 6.05,
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

export const labelWidth = (text: string): number => text.length * SIZES.eventLetter + 2;

export const overlaps = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

export const boxOfLabel = ({ x, y, width }: Label): Box => ({
  x: x - width / 2,
  y: y - SIZES.labelHeight / 2,
  width,
  height: SIZES.labelHeight,
});
