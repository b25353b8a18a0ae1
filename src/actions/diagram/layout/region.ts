import { type Arrow, arrowsOf } from '../arrows.ts';
import type { ChartRegion } from '../chart.ts';
import { boxWidth, type Column, type ColumnParts, columnWidth, placeColumn, STEM } from './column.ts';
import type { DrawnArrow, DrawnRegion, DrawnState, LayoutOptions } from './drawn.ts';
import { placeEnds } from './ends.ts';
import { type LabelLine, plainLine } from './label.ts';
import { type Bus, lanesOf } from './lanes.ts';
import { type Box, SIZES } from './measure.ts';
import { along } from './paths.ts';

const START = { above: 18, radius: 4 } as const;
/** From what the column holds to the first lane, from lane to lane, from the last one to the ends beside it. */
const LANE = { first: 12, apart: 9, last: 14 } as const;
/** A narrower column breaks labels in too many places: then ends stand under it, where they take no width. */
const NARROW = 210;
/** A wider column has labels that are hard to follow. */
const WIDEST = 340;

/** States in the machine's order, the initial one first; final ones apart. */
function statesOf({ states, initial }: ChartRegion): { readonly spine: readonly string[]; readonly ends: string[] } {
  const names = states.filter(({ final }) => !final).map(({ name }) => name);
  return {
    spine: [initial, ...names.filter((name) => name !== initial)],
    ends: states.filter(({ final }) => final).map(({ name }) => name),
  };
}

const callsOf = ({ states }: ChartRegion): ReadonlyMap<string, LabelLine> =>
  new Map(states.flatMap(({ name, calls }) => (calls === null ? [] : [[name, plainLine(`calls ${calls}`)] as const])));

/** Ends under the column: the later the first arrow to one leaves the column, the nearer it stands. */
function below(ends: readonly string[], spine: readonly string[], arrows: readonly Arrow[]): readonly string[] {
  const first = (end: string): number =>
    Math.min(spine.length, ...arrows.filter(({ to }) => to === end).map(({ from }) => spine.indexOf(from)));
  const last = (end: string): number => arrows.findLastIndex(({ to }) => to === end);
  return ends.toSorted((a, b) => first(b) - first(a) || last(b) - last(a));
}

const entry = ({ y }: Box): number => y + SIZES.boxHeight / 2;

/** The bus to each state that an arrow which is no step leads to. */
function busesOf({ rows }: Column, states: readonly DrawnState[]): readonly Bus[] {
  return states.flatMap(({ name, box }) => {
    const heights = rows.filter(({ arrow, isStep }) => !isStep && arrow.to === name).map(({ y }) => y);
    if (heights.length === 0) return [];
    return [{ to: name, top: Math.min(entry(box), ...heights), bottom: Math.max(entry(box), ...heights) }];
  });
}

function drawArrows(
  { rows }: Column,
  boxes: ReadonlyMap<string, Box>,
  laneOf: ReadonlyMap<string, number>,
): readonly DrawnArrow[] {
  return rows.flatMap(({ arrow, label, from, y, isStep }): readonly DrawnArrow[] => {
    const [source, target] = [boxes.get(arrow.from), boxes.get(arrow.to)];
    if (!source || !target) return [];
    const start = { x: source.x + STEM, y: from };
    if (isStep) return [{ arrow, label, ...along([start, { x: start.x, y: target.y }]) }];
    const lane = laneOf.get(arrow.to) ?? 0;
    const side = target.x > lane ? target.x : target.x + target.width;
    const points = [
      start,
      { x: start.x, y },
      { x: lane, y },
      { x: lane, y: entry(target) },
      { x: side, y: entry(target) },
    ];
    return [{ arrow, label, ...along(points) }];
  });
}

/** A region's states with their lanes, in a drawing of which `lanes` is guessed before they are known. */
interface Placed {
  readonly region: DrawnRegion;
  readonly lanes: number;
}

function place(region: ChartRegion, lanes: number, options: LayoutOptions): Placed {
  const arrows = arrowsOf(region);
  const { spine, ends } = statesOf(region);
  const calls = callsOf(region);
  const inside = options.room - 2 * SIZES.margin - LANE.first - LANE.apart * Math.max(0, lanes - 1);
  const endWidth = boxWidth(ends, 0);
  const least = Math.min(NARROW, columnWidth({ names: spine, ends: new Set(), arrows, calls }, WIDEST, options));
  const isBeside = ends.length > 0 && inside - LANE.last - endWidth >= least;
  const names = isBeside ? spine : [...spine, ...below(ends, spine, arrows)];
  const parts: ColumnParts = { names, ends: new Set(ends), arrows, calls };
  const most = Math.min(WIDEST, inside - (isBeside ? LANE.last + endWidth : 0));
  const origin = { x: SIZES.margin, y: SIZES.margin + START.above, width: columnWidth(parts, most, options) };
  const column = placeColumn(parts, origin, options);
  const firstLane = origin.x + origin.width + LANE.first;
  const inner = lanesOf(busesOf(column, column.states));
  const heights = new Map(
    ends.map((end) => [end, column.rows.filter(({ arrow }) => arrow.to === end).map(({ y }) => y)]),
  );
  const beside = isBeside ? placeEnds(ends, heights, { x: 0, y: origin.y, width: endWidth }) : [];
  const outer = lanesOf(busesOf(column, beside));
  const count = inner.count + outer.count;
  const lane = (index: number): number => firstLane + index * LANE.apart;
  const afterLanes = lane(Math.max(0, count - 1));
  const states = [
    ...column.states,
    ...beside.map((end) => ({ ...end, box: { ...end.box, x: afterLanes + LANE.last } })),
  ];
  const laneOf = new Map([
    ...[...inner.lanes].map(([to, index]) => [to, lane(index)] as const),
    ...[...outer.lanes].map(([to, index]) => [to, lane(inner.count + index)] as const),
  ]);
  const start = { x: origin.x + STEM, y: SIZES.margin + START.radius };
  const edges = [count > 0 ? afterLanes : 0, ...states.map(({ box }) => box.x + box.width)];
  return {
    lanes: count,
    region: {
      name: region.name,
      width: Math.ceil(Math.max(...edges) + SIZES.margin),
      height: Math.ceil(Math.max(...states.map(({ box }) => box.y + box.height), column.bottom) + SIZES.margin),
      states,
      arrows: drawArrows(column, new Map(states.map(({ name, box }) => [name, box])), laneOf),
      start: { ...start, ...along([start, { x: start.x, y: origin.y }]) },
    },
  };
}

/** Places for one region: first with a lane for each target, then with the room that lanes shared by several leave over. */
export function placeRegion(region: ChartRegion, options: LayoutOptions): DrawnRegion {
  const targets = new Set(region.transitions.filter(({ from, to }) => from !== to).map(({ to }) => to));
  const first = place(region, targets.size, options);
  const second = place(region, first.lanes, options);
  return second.lanes > first.lanes ? first.region : second.region;
}
