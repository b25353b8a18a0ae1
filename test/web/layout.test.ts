import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Extent } from '../../src/web/log/extent.ts';
import {
  bandOf,
  bitAt,
  CAPTION,
  gridOf,
  hitAt,
  LEVELS,
  layoutOf,
  levelThatFits,
  rectOf,
  sectionsOfTile,
  tileIndex,
} from '../../src/web/map/layout.ts';
import { walk, walkBits } from '../../src/web/map/walk.ts';

const around = { sectionsPerBlock: 1, grid: gridOf(64), width: 900, height: 360 };
const small: readonly Extent[] = [
  { first: 0, last: 15, nid: 0 },
  { first: 32, last: 35, nid: 0 },
  { first: 64, last: 71, nid: 1 },
];

const extents: fc.Arbitrary<readonly Extent[]> = fc
  .array(fc.record({ gap: fc.integer({ min: 1, max: 5000 }), size: fc.integer({ min: 1, max: 3000 }) }), {
    minLength: 1,
    maxLength: 6,
  })
  .map((runs) => {
    let at = 0;
    return runs.map(({ gap, size }, index) => {
      const first = at + gap;
      at = first + size;
      return { first, last: at - 1, nid: index % 3 };
    });
  });

describe('the map of memory', () => {
  test('the sub-sections of a section lie in a square, or twice as wide as high', () => {
    expect(gridOf(64)).toEqual({ columns: 8, rows: 8 });
    expect(gridOf(8)).toEqual({ columns: 4, rows: 2 });
    expect(gridOf(512)).toEqual({ columns: 32, rows: 16 });
  });

  test('every section has one tile, and the point in its middle leads back to it', () => {
    fc.assert(
      fc.property(
        extents,
        fc.constantFrom(...LEVELS),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (list, level, share) => {
          const layout = layoutOf(list, level, around);
          const extent = list[Math.floor(share * (list.length - 1))]!;
          const section = Math.floor(extent.first + share * (extent.last - extent.first));
          const band = bandOf(layout, section)!;
          const index = tileIndex(layout, band, section);
          const { first, last } = sectionsOfTile(layout, band, index);
          expect(first).toBeLessThanOrEqual(section);
          expect(last).toBeGreaterThanOrEqual(section);
          const { x, y, width, height } = rectOf(layout, band, index);
          const hit = hitAt(layout, x + width / 2, y + height / 2)!;
          expect(hit.band).toBe(band);
          expect(hit.index).toBe(index);
          expect(x + width).toBeLessThanOrEqual(around.width);
        },
      ),
    );
  });

  test('bands lie below each other, also where memory has holes', () => {
    for (const level of LEVELS) {
      const { bands, height } = layoutOf(small, level, around);
      expect(bands.every(({ bottom }, index) => bottom <= (bands[index + 1]?.top ?? height))).toBe(true);
      if (level === 'machine') continue;
      expect(bands.map(({ first }) => first)).toEqual([0, 32, 64]);
      expect(bands.map(({ titled }) => titled)).toEqual([true, false, true]);
    }
  });

  test('from far away a node is one band, with a blank place for each hole that is no larger than the memory around it', () => {
    const machine = layoutOf(small, 'machine', around);
    expect(machine.bands.map(({ first, last, nid }) => [first, last, nid])).toEqual([
      [0, small[1]?.last, 0],
      [64, small[2]?.last, 1],
    ]);
    const torn = [
      { first: 0, last: 7, nid: 0 },
      { first: 5000, last: 5007, nid: 0 },
    ];
    expect(layoutOf(torn, 'machine', around).bands).toHaveLength(2);
  });

  test('where many nodes are seen from far away, their names stand beside their rows, and leave the height to memory', () => {
    const nodes = Array.from({ length: 8 }, (_, nid) => ({ first: nid * 30_000, last: nid * 30_000 + 24_575, nid }));
    const layout = layoutOf(nodes, 'machine', { ...around, width: 880, height: 340 });
    expect(layout.height).toBeLessThanOrEqual(340);
    expect(layout.per).toBeLessThanOrEqual(64);
    expect(rectOf(layout, layout.bands[0]!, 0).x).toBe(layout.left);
  });

  test('a machine with 196,608 sections fits into one view, several sections to a tile', () => {
    const layout = layoutOf([{ first: 0, last: 196_607, nid: 0 }], 'machine', { ...around, height: 400 });
    expect(layout.height).toBeLessThanOrEqual(400);
    expect(layout.per).toBeGreaterThan(1);
    expect(layout.tile.width).toBeGreaterThanOrEqual(3);
  });

  test('a small machine is shown bit by bit, a large one as a whole', () => {
    expect(levelThatFits(small, { ...around, height: 480 })).toBe('bits');
    expect(levelThatFits([{ first: 0, last: 196_607, nid: 0 }], around)).toBe('machine');
  });

  test('a point on a section drawn as bits is one of its sub-sections, or its caption', () => {
    const layout = layoutOf(small, 'bits', around);
    const { width, height } = layout.tile;
    expect(bitAt(layout, around.grid, { dx: 1, dy: 3 })).toBeNull();
    expect(bitAt(layout, around.grid, { dx: 1, dy: CAPTION + 1 })).toBe(0);
    expect(bitAt(layout, around.grid, { dx: width - 1, dy: CAPTION + 1 })).toBe(7);
    expect(bitAt(layout, around.grid, { dx: width - 1, dy: height - 1 })).toBe(63);
  });
});

describe('walking the map', () => {
  const layout = layoutOf(small, 'bits', around);

  test('right and left go section by section, over holes and nodes', () => {
    const seen = [15];
    for (let count = 0; count < 6; count++) seen.push(walk(layout, seen.at(-1)!, 'right'));
    expect(seen).toEqual([15, 32, 33, 34, 35, 64, 65]);
    expect(walk(layout, 32, 'left')).toBe(15);
    expect(walk(layout, 0, 'left')).toBe(0);
    expect(walk(layout, 71, 'right')).toBe(71);
  });

  test('down and then up is the same section, where there is one below', () => {
    for (const { first, last } of small) {
      for (let section = first; section <= last; section++) {
        const below = walk(layout, section, 'down');
        const band = bandOf(layout, section)!;
        const isWhole = band.tiles % layout.columns === 0 || band.tiles < layout.columns;
        if (bandOf(layout, below) === band && isWhole && below !== section)
          expect(walk(layout, below, 'up')).toBe(section);
      }
    }
  });

  test('arrows reach every section', () => {
    const seen = new Set<number>();
    let at = walk(layout, 0, 'first');
    while (!seen.has(at)) {
      seen.add(at);
      at = walk(layout, at, 'right');
    }
    expect(seen.size).toBe(28);
  });

  test('within a section, arrows go from sub-section to sub-section and stop at its edges', () => {
    const grid = gridOf(64);
    expect(walkBits(grid, 64, 0, 'right')).toBe(1);
    expect(walkBits(grid, 64, 0, 'down')).toBe(8);
    expect(walkBits(grid, 64, 0, 'up')).toBe(0);
    expect(walkBits(grid, 64, 63, 'right')).toBe(63);
    expect(walkBits(grid, 64, 20, 'last')).toBe(63);
  });
});
