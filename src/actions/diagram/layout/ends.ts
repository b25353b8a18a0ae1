import type { Arrow } from '../arrows.ts';
import { arrowText, boxWidth, type Columns, ports, stack } from './column.ts';
import type { DrawnArrow, DrawnState, LayoutOptions } from './drawn.ts';
import { type Box, labelWidth, SIZES } from './measure.ts';
import { fan } from './paths.ts';

/** Room in which the arrows to ends turn to where they lead. */
const TURN = 44;
const PORT = 7;

interface Ending {
  readonly columns: Columns;
  /** Boxes of the column that the arrows come from. */
  readonly boxes: readonly Box[];
  readonly arrows: readonly Arrow[];
  /** How far out from the column's right edge something else stands. */
  readonly clear: number;
  /** Between two arrows that leave one box. */
  readonly port: number;
}

interface Ends {
  readonly states: readonly DrawnState[];
  readonly arrows: readonly DrawnArrow[];
  /** How far right they reach; 0 for none. */
  readonly right: number;
}

/** The ends of a region in a column of their own, right of the others, evenly over its height, and the arrows to them. */
export function layEnds({ columns, boxes, arrows, clear, port }: Ending, options: LayoutOptions): Ends {
  const { spine, ends } = columns;
  const [first, last] = [boxes[0], boxes.at(-1)];
  if (ends.length === 0 || !first || !last) return { states: [], arrows: [], right: 0 };
  const into = (end: string): readonly Arrow[] =>
    arrows.filter(({ to }) => to === end).toSorted((a, b) => spine.indexOf(a.from) - spine.indexOf(b.from));
  const outOf = (name: string): readonly Arrow[] =>
    arrows.filter(({ from }) => from === name).toSorted((a, b) => ends.indexOf(a.to) - ends.indexOf(b.to));
  const heights = ends.map((end) => Math.max(SIZES.boxHeight, into(end).length * PORT + 6));
  const edge = first.x + first.width;
  const widest = Math.max(0, ...arrows.map((arrow) => labelWidth(arrowText(arrow, options))));
  const bend = edge + Math.max(widest + 2 * SIZES.air + 2, clear + SIZES.air);
  const room = last.y + last.height - first.y;
  const needed = heights.reduce((sum, height) => sum + height, 0);
  const gap = Math.max(8, (room - needed) / Math.max(1, ends.length - 1));
  const width = boxWidth(ends, [], 0);
  const targets = stack(heights, gap, { x: Math.ceil(bend + TURN), y: first.y, width });
  const drawn = spine.flatMap((name, row): readonly DrawnArrow[] => {
    const [box, leaving] = [boxes[row], outOf(name)];
    return leaving.flatMap((arrow, nth): readonly DrawnArrow[] => {
      const target = targets[ends.indexOf(arrow.to)];
      const y = box && ports(box, leaving.length, port)[nth];
      const arriving = into(arrow.to);
      const end = target && ports(target, arriving.length, PORT)[arriving.indexOf(arrow)];
      if (y === undefined || !target || end === undefined) return [];
      const text = arrowText(arrow, options);
      const wide = labelWidth(text);
      const label = { text, width: wide, x: edge + SIZES.air + 2 + wide / 2, y };
      return [{ arrow, label, ...fan({ x: edge, y }, bend, { x: target.x, y: end }) }];
    });
  });
  const states = ends.flatMap((name, row): readonly DrawnState[] => {
    const box = targets[row];
    return box ? [{ name, final: true, box, inner: null }] : [];
  });
  return { states, arrows: drawn, right: (targets[0]?.x ?? 0) + width };
}
