export interface Point {
  readonly x: number;
  readonly y: number;
}

const ROUNDING = 7;
const HEAD = { length: 7, half: 3.6 } as const;

/** A coordinate as a path writes it: a tenth of a pixel is exact enough, and the same everywhere. */
const at = (value: number): string => String(Math.round(value * 10) / 10);
const pair = ({ x, y }: Point): string => `${at(x)} ${at(y)}`;

/** The line of an arrow and its head, each the `d` of an SVG path. The line ends where the head begins. */
export interface ArrowPath {
  readonly line: string;
  readonly head: string;
}

type Way = 'up' | 'down' | 'left' | 'right';
const STEP: Readonly<Record<Way, Point>> = {
  up: { x: 0, y: -1 },
  down: { x: 0, y: 1 },
  left: { x: -1, y: 0 },
  right: { x: 1, y: 0 },
};

/** A head whose point is at `tip`, and where its base is. */
function headAt(tip: Point, way: Way): { readonly head: string; readonly base: Point } {
  const { x, y } = STEP[way];
  const base = { x: tip.x - x * HEAD.length, y: tip.y - y * HEAD.length };
  const [one, other] = [-1, 1].map((side) => ({ x: base.x + side * y * HEAD.half, y: base.y + side * x * HEAD.half }));
  return { head: `M${pair(tip)}L${pair(one ?? base)}L${pair(other ?? base)}Z`, base };
}

/** Straight up or down. */
export function straight(from: Point, to: Point): ArrowPath {
  const { head, base } = headAt(to, to.y > from.y ? 'down' : 'up');
  return { line: `M${pair(from)}L${pair(base)}`, head };
}

/** Out to a lane beside the column, along it, and back in: with round corners. */
export function bracket(from: Point, to: Point, lane: number): ArrowPath {
  const out = Math.sign(lane - from.x);
  const { head, base } = headAt(to, out > 0 ? 'left' : 'right');
  const along = Math.sign(to.y - from.y);
  const turn = Math.min(ROUNDING, Math.abs(lane - from.x), Math.abs(to.y - from.y) / 2);
  const line = [
    `M${pair(from)}`,
    `H${at(lane - out * turn)}`,
    `Q${pair({ x: lane, y: from.y })} ${pair({ x: lane, y: from.y + along * turn })}`,
    `V${at(to.y - along * turn)}`,
    `Q${pair({ x: lane, y: to.y })} ${pair({ x: lane - out * turn, y: to.y })}`,
    `H${at(base.x)}`,
  ];
  return { line: line.join(''), head };
}

/** Straight to the right up to `bend`, then in a curve that arrives straight from the left. */
export function fan(from: Point, bend: number, to: Point): ArrowPath {
  const { head, base } = headAt(to, 'right');
  const middle = (bend + base.x) / 2;
  const curve = `C${pair({ x: middle, y: from.y })} ${pair({ x: middle, y: to.y })} ${pair(base)}`;
  return { line: `M${pair(from)}H${at(bend)}${curve}`, head };
}
