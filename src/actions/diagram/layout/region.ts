import type { Arrow } from '../arrows.ts';
import type { ChartRegion } from '../chart.ts';
import { arrowText, boxWidth, type Columns, columnsOf, innerText, ports, stack } from './column.ts';
import type { DrawnArrow, DrawnRegion, DrawnState, LayoutOptions } from './drawn.ts';
import { layEnds } from './ends.ts';
import { type Bracket, endsAt, type Laid, layLanes } from './lanes.ts';
import { type Box, labelWidth, SIZES } from './measure.ts';
import { bracket, straight } from './paths.ts';

const START = { above: 18, in: 14, radius: 4 } as const;
const PORT = 7;
const END_PORT = SIZES.labelHeight + 1;

interface Sides {
  /** Arrows between states that follow one another, by the gap that they cross. */
  readonly steps: readonly { readonly arrow: Arrow; readonly gap: number; readonly down: boolean }[];
  readonly left: readonly Bracket[];
  readonly right: readonly Bracket[];
  /** Arrows to an end. */
  readonly ending: readonly Arrow[];
}

function sidesOf(arrows: readonly Arrow[], { spine, ends }: Columns, options: LayoutOptions): Sides {
  const between = arrows
    .filter(({ from, to }) => from !== to && spine.includes(from) && spine.includes(to))
    .map((arrow) => ({
      arrow,
      text: arrowText(arrow, options),
      from: spine.indexOf(arrow.from),
      to: spine.indexOf(arrow.to),
    }));
  const isStep = ({ from, to }: Bracket): boolean => Math.abs(from - to) === 1;
  const brackets = between.filter((one) => !isStep(one));
  // The right side belongs to the arrows that lead to ends, where there are any.
  const isRight = ({ from, to }: Bracket): boolean => ends.length === 0 && to > from;
  return {
    steps: between.filter(isStep).map(({ arrow, from, to }) => ({ arrow, gap: Math.min(from, to), down: to > from })),
    left: brackets.filter((one) => !isRight(one)),
    right: brackets.filter(isRight),
    ending: arrows.filter(({ to }) => ends.includes(to)),
  };
}

/** How far labels of the steps between two boxes reach out over the boxes' edge, on the left and on the right. */
function overhang({ steps }: Sides, width: number, options: LayoutOptions) {
  const over = (down: boolean): number =>
    Math.max(
      -width,
      ...steps
        .filter((step) => step.down === down)
        .map(({ arrow, gap }) => {
          const alone = steps.filter((step) => step.gap === gap).length === 1;
          return (alone ? 0 : STEP_APART) + SIZES.air + labelWidth(arrowText(arrow, options)) - width / 2;
        }),
    );
  return { left: over(false), right: over(true) };
}

const STEP_APART = 9;

function drawSteps({ steps }: Sides, boxes: readonly Box[], options: LayoutOptions): readonly DrawnArrow[] {
  return steps.flatMap(({ arrow, gap, down }): readonly DrawnArrow[] => {
    const [above, below] = [boxes[gap], boxes[gap + 1]];
    if (!above || !below) return [];
    const alone = steps.filter((step) => step.gap === gap).length === 1;
    const side = down ? 1 : -1;
    const x = above.x + above.width / 2 + (alone ? 0 : side * STEP_APART);
    const [high, low] = [
      { x, y: above.y + above.height },
      { x, y: below.y },
    ];
    const text = arrowText(arrow, options);
    const width = labelWidth(text);
    const label = { text, width, x: x + side * (SIZES.air + width / 2), y: (high.y + low.y) / 2 };
    return [{ arrow, label, ...(down ? straight(high, low) : straight(low, high)) }];
  });
}

function drawLanes(laid: readonly Laid[], boxes: readonly Box[], side: 1 | -1): readonly DrawnArrow[] {
  const edge = (box: Box): number => (side === 1 ? box.x + box.width : box.x);
  const end = (row: number, one: Laid) => {
    const box = boxes[row];
    if (!box) return undefined;
    const ends = endsAt(laid, row);
    return { x: edge(box), y: ports(box, ends.length, PORT)[ends.indexOf(one)] ?? box.y };
  };
  return laid.flatMap((one): readonly DrawnArrow[] => {
    const [from, to] = [end(one.from, one), end(one.to, one)];
    if (!from || !to) return [];
    const label = { ...one.label, x: from.x + side * one.label.x };
    return [{ arrow: one.arrow, label, ...bracket(from, to, from.x + side * one.offset) }];
  });
}

/** Places for one region. */
export function layRegion(region: ChartRegion, arrows: readonly Arrow[], options: LayoutOptions): DrawnRegion {
  const columns = columnsOf(region, arrows);
  const sides = sidesOf(arrows, columns, options);
  const inners = columns.spine.map((name) => innerText(name, arrows, options));
  const width = boxWidth(columns.spine, inners, options.digits);
  const heights = columns.spine.map((name, row) => {
    const ends = (list: readonly Bracket[]): number => list.filter(({ from, to }) => from === row || to === row).length;
    const brackets = Math.max(ends(sides.left), ends(sides.right));
    const ending = sides.ending.filter(({ from }) => from === name).length;
    const own = SIZES.boxHeight + (inners[row] === null ? 0 : SIZES.innerLine);
    return Math.max(own, brackets * PORT + 6, ending * END_PORT + 4);
  });
  const above = SIZES.margin + START.above;
  const rows = stack(heights, SIZES.gap, { x: 0, y: above, width });
  const gaps = rows.slice(1).map(({ y }) => y - SIZES.gap / 2);
  const over = overhang(sides, width, options);
  const left = layLanes(sides.left, gaps, over.left);
  const right = layLanes(sides.right, gaps, over.right);
  const x = Math.ceil(SIZES.margin + Math.max(0, left.reach));
  const boxes = rows.map((box) => ({ ...box, x }));
  const state = (name: string, box: Box | undefined, row: number): readonly DrawnState[] => {
    const text = inners[row] ?? null;
    const arrow = arrows.find(({ from, to }) => from === name && to === name);
    return box ? [{ name, box, final: false, inner: text !== null && arrow ? { text, arrow } : null }] : [];
  };
  const spine = columns.spine.flatMap((name, row) => state(name, boxes[row], row));
  const ends = layEnds({ columns, boxes, arrows: sides.ending, clear: over.right, port: END_PORT }, options);
  const states = [...spine, ...ends.states];
  const start = { x: x + START.in, y: SIZES.margin + START.radius };
  return {
    name: region.name,
    width: Math.ceil(Math.max(x + width + Math.max(0, right.reach), ends.right) + SIZES.margin),
    height: Math.ceil(Math.max(...states.map(({ box }) => box.y + box.height)) + SIZES.margin),
    states,
    arrows: [
      ...drawSteps(sides, boxes, options),
      ...drawLanes(left.laid, boxes, -1),
      ...drawLanes(right.laid, boxes, 1),
      ...ends.arrows,
    ],
    start: { ...start, ...straight(start, { x: start.x, y: above }) },
  };
}
