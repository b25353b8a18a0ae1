import { type Arrow, spaced } from '../arrows.ts';
import type { DrawnState, LayoutOptions } from './drawn.ts';
import { type Label, type LabelLine, labelAt, labelLines, lettersIn } from './label.ts';
import { type Box, nameWidth, SIZES } from './measure.ts';

/** From a box's left edge to the line that leads down from it, and from there to the labels. */
export const STEM = 14;
const LABEL = STEM + 13;
const INNER = SIZES.name + 13;
/** What a box needs beside its name, and a label beside its letters. */
const PADDING = { box: 9, label: 5 } as const;
/** From a name to a count under it. */
const UNDER = 14;
const BETWEEN = { boxes: 12, ends: 8, rows: 5, afterRows: 8 } as const;

/** An arrow that leads out of a state of the column, with its label on a row of its own. */
export interface Row {
  readonly arrow: Arrow;
  readonly label: Label;
  /** Where the arrow leaves the box above. */
  readonly from: number;
  /** Where it runs into the label, and on behind it. */
  readonly y: number;
  /** The arrow goes on to the next state of the column. */
  readonly isStep: boolean;
}

export interface Column {
  readonly states: readonly DrawnState[];
  readonly rows: readonly Row[];
  readonly bottom: number;
}

/** What a column is made of. */
export interface ColumnParts {
  /** States from top to bottom. */
  readonly names: readonly string[];
  readonly ends: ReadonlySet<string>;
  readonly arrows: readonly Arrow[];
  /** What stands under the name of a state that calls another operation. */
  readonly calls: ReadonlyMap<string, LabelLine>;
}

const isInner = ({ from, to }: Arrow): boolean => from === to;

/** Width of a box that holds the widest of some names, with room for the count or time beside it. */
export const boxWidth = (names: readonly string[], letters: number): number => {
  const beside = letters === 0 ? 0 : letters * SIZES.digit + 8;
  return Math.ceil(SIZES.name + Math.max(0, ...names.map((one) => nameWidth(spaced(one)))) + beside + PADDING.box);
};

/** The width of a column's boxes: where name and count do not fit beside one another, the count stands under the name. */
const widthOfBoxes = (names: readonly string[], most: number, { letters }: LayoutOptions): number => {
  const width = boxWidth(names, letters);
  return width <= most ? width : boxWidth(names, 0);
};

/** Letters that fit into a line of the column. */
const lettersFor = (width: number): { readonly row: number; readonly inner: number } => ({
  row: Math.max(8, Math.floor((width - LABEL - PADDING.label) / SIZES.letter)),
  inner: Math.max(8, Math.floor((width - INNER - PADDING.box) / SIZES.letter)),
});

/** Width of a column, between that of its boxes and `most`, in which no label is broken that need not be. */
export function columnWidth({ names, arrows, calls }: ColumnParts, most: number, options: LayoutOptions): number {
  const letters = lettersFor(most);
  const widths = arrows.map((arrow) =>
    isInner(arrow)
      ? INNER + lettersIn(labelLines(arrow, options.tally, letters.inner)) * SIZES.letter + PADDING.box
      : LABEL + lettersIn(labelLines(arrow, options.tally, letters.row)) * SIZES.letter + PADDING.label,
  );
  const called = [...calls.values()].map((line) => SIZES.name + lettersIn([line]) * SIZES.letter + PADDING.box);
  return Math.ceil(Math.max(widthOfBoxes(names, most, options), ...widths, ...called));
}

/** Boxes one under another, each followed by the rows of the arrows that lead out of it; the one to the next state last. */
export function placeColumn(
  { names, ends, arrows, calls }: ColumnParts,
  { x, y, width }: Omit<Box, 'height'>,
  options: LayoutOptions,
): Column {
  const { tally } = options;
  const letters = lettersFor(width);
  const under = boxWidth(names, options.letters) > width ? UNDER : 0;
  const states: DrawnState[] = [];
  const rows: Row[] = [];
  let top = y;
  for (const [index, name] of names.entries()) {
    const next = names[index + 1];
    const inner = arrows.find((arrow) => arrow.from === name && isInner(arrow));
    const innerLines: readonly LabelLine[] = inner ? labelLines(inner, tally, letters.inner) : [];
    const called = calls.get(name);
    const nameHeight = SIZES.boxHeight + (ends.has(name) ? 0 : under);
    const head = nameHeight + (called ? SIZES.line : 0);
    const height = head + innerLines.length * SIZES.line;
    const label = labelAt(x + INNER, top + head - 4, innerLines);
    states.push({
      name,
      final: ends.has(name),
      box: { x, y: top, width, height },
      beside: top + SIZES.boxHeight / 2 + under,
      calls: called ? labelAt(x + SIZES.name, top + nameHeight - 4, [called]) : null,
      inner: inner ? { arrow: inner, label } : null,
    });
    const from = top + height;
    const leaving = arrows.filter((arrow) => arrow.from === name && !isInner(arrow));
    const ordered = [...leaving.filter(({ to }) => to !== next), ...leaving.filter(({ to }) => to === next)];
    top = from;
    for (const arrow of ordered) {
      const label = labelAt(x + LABEL, top + BETWEEN.rows, labelLines(arrow, tally, letters.row));
      const { box, lines } = label;
      // At the middle of a line, not between two.
      const middle = (Math.floor((lines.length - 1) / 2) + 0.5) * SIZES.line;
      rows.push({ arrow, label, from, y: box.y + middle, isStep: arrow.to === next });
      top = box.y + box.height;
    }
    if (ordered.length > 0) top += BETWEEN.afterRows;
    else if (next !== undefined) top += ends.has(name) ? BETWEEN.ends : BETWEEN.boxes;
  }
  return { states, rows, bottom: top };
}
