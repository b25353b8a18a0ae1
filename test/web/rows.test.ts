import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bounded, drawn, offsetAt, ROW, type Rows, revealing, scrollAt, spaceOf } from '../../src/web/events/rows.ts';

const lists = fc.record({ count: fc.integer({ min: 0, max: 50_000_000 }), view: fc.integer({ min: 24, max: 900 }) });

test('an element that stands for any number of events is never too tall for a browser', () => {
  fc.assert(fc.property(lists, (rows) => spaceOf(rows) <= 2_000_000));
});

test('a list that a browser can hold scrolls as any other', () => {
  const rows: Rows = { count: 1000, view: 200 };
  for (const scroll of [0, 1, 240, 23_800]) {
    expect(offsetAt(rows, scroll)).toBeCloseTo(scroll);
    expect(scrollAt(rows, scroll)).toBeCloseTo(scroll);
  }
});

test('the ends of the element are the ends of the list, and what lies between keeps its order', () => {
  fc.assert(
    fc.property(lists, fc.double({ min: 0, max: 1, noNaN: true }), (rows, share) => {
      const most = Math.max(0, rows.count * ROW - rows.view);
      const offset = share * most;
      expect(offsetAt(rows, scrollAt(rows, offset))).toBeCloseTo(offset, 2);
      expect(offsetAt(rows, 1e9)).toBeCloseTo(spaceOf(rows) > rows.view ? most : 0, 2);
    }),
  );
});

test('an event that is gone to is in view, and nothing moves where it was', () => {
  fc.assert(
    fc.property(lists, fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(), (rows, share, any) => {
      fc.pre(rows.count > 0);
      const index = any % rows.count;
      const before = bounded(rows, share * rows.count * ROW);
      const after = revealing(rows, before, index);
      expect(after).toBeLessThanOrEqual(index * ROW);
      expect(after + rows.view).toBeGreaterThanOrEqual(Math.min(rows.count, index + 1) * ROW - 1e-6);
      if (index * ROW >= before && (index + 1) * ROW <= before + rows.view) expect(after).toBe(before);
      const { first, end } = drawn(rows, after);
      expect(first <= index && index < end).toBe(true);
      expect(end - first).toBeLessThanOrEqual(rows.view / ROW + 10);
    }),
  );
});
