import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { OPERATION_MACHINES } from '../../../machines/operations/index.ts';
import { arrowsOf } from '../../../src/actions/diagram/arrows.ts';
import { CHART_NAMES, type ChartRegion, chartOf, regionsOf } from '../../../src/actions/diagram/chart.ts';
import type { DrawnArrow, DrawnRegion } from '../../../src/actions/diagram/layout/drawn.ts';
import { type Label, lettersIn } from '../../../src/actions/diagram/layout/label.ts';
import { type Box, overlaps, SIZES } from '../../../src/actions/diagram/layout/measure.ts';
import { placeRegion } from '../../../src/actions/diagram/layout/region.ts';
import { procedureChart } from '../../support/procedure.ts';

interface Thing {
  readonly what: string;
  readonly box: Box;
}

const nameOf = ({ arrow }: DrawnArrow): string => `${arrow.from} to ${arrow.to}`;

/** The lines of a label, each as wide as its letters. */
const linesOf = ({ box, lines }: Label): readonly Box[] =>
  lines.map((line, index) => ({
    x: box.x + line.indent * SIZES.letter,
    y: box.y + index * SIZES.line,
    width: (lettersIn([line]) - line.indent) * SIZES.letter,
    height: SIZES.line,
  }));

/** Everything that a reader has to read: boxes of states and labels of arrows. */
const toRead = ({ states, arrows }: DrawnRegion): readonly Thing[] => [
  ...states.map(({ name, box }) => ({ what: `state ${name}`, box })),
  ...arrows.map((arrow) => ({ what: `label of ${nameOf(arrow)}`, box: arrow.label.box })),
];

function overlapping(region: DrawnRegion): readonly string[] {
  const all = toRead(region);
  return all.flatMap((one, index) =>
    all
      .slice(index + 1)
      .flatMap((other) => (overlaps(one.box, other.box) ? [`${one.what} lies on ${other.what}`] : [])),
  );
}

const within = (inner: Box, { x, y, width, height }: Box): boolean =>
  inner.x >= x && inner.y >= y && inner.x + inner.width <= x + width && inner.y + inner.height <= y + height;

/** What lies outside the drawing; and events inside a state's box that are not. */
const outside = ({ width, height, ...region }: DrawnRegion): readonly string[] => [
  ...toRead({ width, height, ...region })
    .filter(({ box }) => !within(box, { x: 0, y: 0, width, height }))
    .map(({ what }) => what),
  ...region.states.flatMap(({ name, box, calls }) =>
    calls && !linesOf(calls).every((line) => within(line, box)) ? [`whom ${name} calls`] : [],
  ),
  ...region.states.flatMap(({ name, box, inner }) =>
    inner && !linesOf(inner.label).every((line) => within(line, box)) ? [`events on which ${name} stays`] : [],
  ),
];

/** The straight parts of an arrow, its head with them, as boxes without a width or a height. */
function strokes({ line, head }: Pick<DrawnArrow, 'line' | 'head'>): readonly Box[] {
  const numbers = `${line}L${/^M([^L]+)/.exec(head)![1]}`.match(/-?\d+(\.\d+)?/g)!.map(Number);
  const points = Array.from({ length: numbers.length / 2 }, (_, at) => ({
    x: numbers[2 * at]!,
    y: numbers[2 * at + 1]!,
  }));
  return points.slice(1).map((to, index) => {
    const from = points[index]!;
    const [x, y] = [Math.min(from.x, to.x), Math.min(from.y, to.y)];
    return { x, y, width: Math.abs(from.x - to.x), height: Math.abs(from.y - to.y) };
  });
}

/** Arrows that run through a state, or through another arrow's label. */
function crossing({ states, arrows }: DrawnRegion): readonly string[] {
  const inside = ({ x, y, width, height }: Box): Box => ({ x: x + 1, y: y + 1, width: width - 2, height: height - 2 });
  return arrows.flatMap((arrow) => {
    const others = [
      ...states.map(({ name, box }) => ({ what: name, box: inside(box) })),
      ...arrows
        .filter((other) => other !== arrow)
        .flatMap((other) => linesOf(other.label).map((box) => ({ what: `the label of ${nameOf(other)}`, box }))),
    ];
    return others
      .filter(({ box }) => strokes(arrow).some((stroke) => overlaps(stroke, box)))
      .map(({ what }) => `${nameOf(arrow)} runs through ${what}`);
  });
}

/** Pixels between two lines that can still be told apart. */
const NEAR = 4;

/** Arrows to different states that share a stretch away from the state that they leave, or run side by side too closely. */
function merging({ arrows }: DrawnRegion): readonly string[] {
  const away = arrows.map((arrow) => ({ arrow, strokes: strokes(arrow).slice(1) }));
  return away.flatMap((one, index) =>
    away.slice(index + 1).flatMap((other) => {
      if (one.arrow.arrow.to === other.arrow.arrow.to) return [];
      const isShared = one.strokes.some((a) =>
        other.strokes.some((b) => {
          const [wide, high] = [
            Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x),
            Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y),
          ];
          return (high > -NEAR && wide > 2) || (wide > -NEAR && high > 2);
        }),
      );
      return isShared ? [`${nameOf(one.arrow)} runs along ${nameOf(other.arrow)}`] : [];
    }),
  );
}

const wrong = (region: DrawnRegion): readonly string[] => [
  ...overlapping(region),
  ...outside(region),
  ...crossing(region),
  ...merging(region),
];

const WIDTHS = [300, 500, 1200] as const;
const TALLY = () => '1,234 (1,200 EBUSY, 34 EINTR)';
const REGIONS = [
  ...[...CHART_NAMES.map(chartOf), procedureChart()].flatMap(({ regions }) => regions),
  ...Object.values(OPERATION_MACHINES).flatMap(({ root }) => regionsOf(root)),
].map((region) => ({ machine: region.name, region }));

describe.each(REGIONS)('the chart of $machine', ({ region }) => {
  test.each(WIDTHS)(
    'fits into %i pixels with each state and each transition in it once, and nothing on anything else',
    (room) => {
      for (const tally of [() => null, TALLY]) {
        const drawn = placeRegion(region, { room, letters: 3, tally });
        expect(wrong(drawn)).toEqual([]);
        expect(drawn.width).toBeLessThanOrEqual(room);
        expect(drawn.states.map(({ name }) => name).sort()).toEqual(region.states.map(({ name }) => name).sort());
        const labels = [
          ...drawn.arrows.map(({ label }) => label),
          ...drawn.states.flatMap(({ inner }) => inner?.label ?? []),
        ];
        const shown = labels.flatMap(({ lines }) => [...new Set(lines.flatMap(({ transition }) => transition ?? []))]);
        expect(new Set(shown)).toEqual(new Set(arrowsOf(region).flatMap(({ transitions }) => transitions)));
        expect(shown).toHaveLength(new Set(shown).size);
      }
    },
  );

  test('is the same drawing each time', () => {
    const options = { room: 500, letters: 3, tally: () => null };
    expect(placeRegion(region, options)).toEqual(placeRegion(region, options));
  });
});

test('an event with several guards stands once over them, in the order in which they are asked', () => {
  const { arrows } = placeRegion(procedureChart().regions[0]!, {
    room: 1200,
    letters: 0,
    tally: ({ guard }) => guard && '3',
  });
  const label = arrows.find(({ arrow }) => arrow.from === 'committing' && arrow.to === 'done')!.label;
  expect(label.lines.map(({ words }) => words.map(({ text }) => text).join(' '))).toEqual([
    'returned',
    '[announcesPrepareAndFinish and nothingLeft] 3',
    '[else]',
  ]);
});

const NAME = /^[a-z]{1,9}([A-Z][a-z]{1,8})?$/;

/** Any region: states with names of any length, some of them ends, and any transitions between them. */
const anyRegion: fc.Arbitrary<ChartRegion> = fc
  .record({
    letters: fc.uniqueArray(fc.stringMatching(NAME), { minLength: 1, maxLength: 12 }),
    ends: fc.nat(5),
    moves: fc.array(
      fc.tuple(
        fc.nat(99),
        fc.nat(99),
        fc.stringMatching(/^[a-z]{0,12}$/),
        fc.option(fc.stringMatching(/^(not )?[a-z]{1,12}([A-Z][a-z]{1,9}){0,4}( and [a-z]{1,20}){0,2}$/)),
      ),
      { maxLength: 60 },
    ),
  })
  .map(({ letters, ends, moves }) => {
    const states = letters.map((name, index) => ({
      name,
      final: index > 0 && index >= letters.length - ends,
      description: null,
      calls: null,
    }));
    const froms = states.filter(({ final }) => !final);
    return {
      name: 'any',
      initial: letters[0]!,
      states,
      transitions: moves.map(([from, to, event, guard]) => ({
        from: froms[from % froms.length]!.name,
        to: states[to % states.length]!.name,
        event,
        guard,
        description: null,
      })),
    };
  });

const isFaultless = (region: ChartRegion, room: number, letters: number): void => {
  for (const tally of [() => null, TALLY]) expect(wrong(placeRegion(region, { room, letters, tally }))).toEqual([]);
};

test('whatever a machine looks like, no state, label or arrow lies on another, and nothing outside its drawing', () => {
  fc.assert(fc.property(anyRegion, fc.constantFrom(...WIDTHS), fc.nat(7), isFaultless), { numRuns: 300 });
});

test('two ways back to a state stand clear of a third arrow that leads past them (seed 1320912156)', () => {
  const transition = (from: string, to: string, event: string) => ({ from, to, event, guard: null, description: null });
  const region: ChartRegion = {
    name: 'any',
    initial: 'a',
    states: ['a', 'aAa', 'b', 'c'].map((name) => ({ name, final: false, description: null, calls: null })),
    transitions: [transition('b', 'a', 'a'), transition('b', 'a', 'aaaaaaaaaaaa'), transition('a', 'aAa', 'a')],
  };
  for (const room of WIDTHS) isFaultless(region, room, 0);
  fc.assert(fc.property(anyRegion, fc.constantFrom(...WIDTHS), fc.nat(7), isFaultless), {
    seed: 1320912156,
    numRuns: 300,
  });
});
