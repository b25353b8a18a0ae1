import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arrowsOf } from '../../../src/actions/diagram/arrows.ts';
import { CHART_NAMES, type Chart, type ChartRegion, chartOf } from '../../../src/actions/diagram/chart.ts';
import type { DrawnRegion } from '../../../src/actions/diagram/layout/drawn.ts';
import { layoutOf } from '../../../src/actions/diagram/layout/layout.ts';
import { type Box, boxOfLabel, overlaps } from '../../../src/actions/diagram/layout/measure.ts';

/** Everything that a reader has to read: boxes of states and labels of arrows. */
const toRead = ({ states, arrows }: DrawnRegion): readonly { readonly what: string; readonly box: Box }[] => [
  ...states.map(({ name, box }) => ({ what: `state ${name}`, box })),
  ...arrows.map(({ arrow, label }) => ({ what: `label of ${arrow.from} to ${arrow.to}`, box: boxOfLabel(label) })),
];

function overlapping(region: DrawnRegion): readonly string[] {
  const all = toRead(region);
  return all.flatMap((one, index) =>
    all
      .slice(index + 1)
      .flatMap((other) => (overlaps(one.box, other.box) ? [`${one.what} lies on ${other.what}`] : [])),
  );
}

const outside = ({ width, height, ...region }: DrawnRegion): readonly string[] =>
  toRead({ width, height, ...region })
    .filter(({ box }) => box.x < 0 || box.y < 0 || box.x + box.width > width || box.y + box.height > height)
    .map(({ what }) => what);

const LABELS = ['names', 'numbers'] as const;

describe.each(CHART_NAMES)('the %s chart, laid out', (name) => {
  test.each(LABELS)('shows every state once and every arrow once, nothing on anything else, with %s', (labels) => {
    const chart = chartOf(name);
    const arrows = arrowsOf(chart);
    for (const [index, region] of layoutOf(chart, { labels, digits: 7 }).entries()) {
      const part = chart.regions[index]!;
      expect(region.states.map((state) => state.name).sort()).toEqual(part.states.map((state) => state.name).sort());
      const drawn = [
        ...region.arrows.map(({ arrow }) => arrow.number),
        ...region.states.flatMap(({ inner }) => inner?.arrow.number ?? []),
      ];
      expect(drawn.sort((a, b) => a - b)).toEqual(arrows.get(part.name)!.map(({ number }) => number));
      expect(overlapping(region)).toEqual([]);
      expect(outside(region)).toEqual([]);
    }
  });

  test('is the same drawing each time', () => {
    const options = { labels: 'names', digits: 3 } as const;
    expect(layoutOf(chartOf(name), options)).toEqual(layoutOf(chartOf(name), options));
  });

  test('called by numbers is drawn at no less than seven eighths in the narrowest panel', () => {
    const inside = 308;
    for (const { width } of layoutOf(chartOf(name), { labels: 'numbers', digits: 2 }))
      expect(inside / width).toBeGreaterThanOrEqual(7 / 8);
  });
});

/** Any region: states with names of any length, some of them ends, and any transitions between them. */
const anyRegion: fc.Arbitrary<ChartRegion> = fc
  .record({
    letters: fc.uniqueArray(fc.stringMatching(/^[a-z]{1,9}([A-Z][a-z]{1,8})?$/), { minLength: 1, maxLength: 7 }),
    ends: fc.nat(3),
    moves: fc.array(fc.tuple(fc.nat(99), fc.nat(99), fc.stringMatching(/^[a-z]{1,12}$/), fc.boolean()), {
      maxLength: 40,
    }),
  })
  .map(({ letters, ends, moves }) => {
    const states = letters.map((name, index) => ({
      name,
      final: index > 0 && index >= letters.length - ends,
      description: null,
    }));
    const froms = states.filter(({ final }) => !final);
    return {
      name: 'any',
      initial: letters[0]!,
      states,
      transitions: moves.map(([from, to, event, guarded]) => ({
        from: froms[from % froms.length]!.name,
        to: states[to % states.length]!.name,
        event,
        guard: guarded ? 'mayDoSo' : null,
        description: null,
      })),
    };
  });

test('whatever a machine looks like, no state or label lies on another, and nothing outside its drawing', () => {
  fc.assert(
    fc.property(anyRegion, fc.constantFrom(...LABELS), fc.nat(7), (region, labels, digits) => {
      const chart: Chart = { machine: 'section', regions: [region] };
      const [drawn] = layoutOf(chart, { labels, digits });
      expect(overlapping(drawn!)).toEqual([]);
      expect(outside(drawn!)).toEqual([]);
    }),
    { numRuns: 300 },
  );
});
