export interface Point {
  readonly x: number;
  readonly y: number;
}

const ROUNDING = 6;
const HEAD = { length: 7, half: 3.6 } as const;

/** A coordinate as a path writes it: a tenth of a pixel is exact enough, and the same everywhere. */
const at = (value: number): string => String(Math.round(value * 10) / 10);
const pair = ({ x, y }: Point): string => `${at(x)} ${at(y)}`;

/** The line of an arrow and its head, each the `d` of an SVG path. The line ends where the head begins. */
export interface ArrowPath {
  readonly line: string;
  readonly head: string;
}

const towards = (from: Point, to: Point): Point => ({ x: Math.sign(to.x - from.x), y: Math.sign(to.y - from.y) });
const moved = (from: Point, by: Point, distance: number): Point => ({
  x: from.x + by.x * distance,
  y: from.y + by.y * distance,
});
const distance = (a: Point, b: Point): number => Math.abs(a.x - b.x) + Math.abs(a.y - b.y);

/** An arrow along points, each straight above, below or beside the one before it, with round corners. */
export function along(points: readonly Point[]): ArrowPath {
  const [tip, before] = [points.at(-1), points.at(-2)];
  const first = points[0];
  if (!first || !tip || !before) return { line: '', head: '' };
  const way = towards(before, tip);
  const base = moved(tip, way, -HEAD.length);
  const sides = [-1, 1].map((side) => moved(base, { x: way.y, y: way.x }, side * HEAD.half));
  const corners = points.slice(1, -1).map((corner, index) => {
    const [from, to] = [points[index] ?? corner, points[index + 2] ?? corner];
    const turn = Math.min(ROUNDING, distance(from, corner) / 2, distance(corner, to) / 2);
    const [arrives, leaves] = [moved(corner, towards(corner, from), turn), moved(corner, towards(corner, to), turn)];
    return `L${pair(arrives)}Q${pair(corner)} ${pair(leaves)}`;
  });
  return {
    line: `M${pair(first)}${corners.join('')}L${pair(base)}`,
    head: `M${pair(tip)}${sides.map((side) => `L${pair(side)}`).join('')}Z`,
  };
}
