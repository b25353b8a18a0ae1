import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { alignedOperations, overAt } from '../../src/timeline/align/compare-timelines.ts';
import { positionBeside } from '../../src/timeline/align/playhead.ts';
import type { Timeline } from '../../src/timeline/timeline.ts';
import { lives, RECORDED, RUNS } from './lives.ts';

const beside = (a: Timeline, b: Timeline): ((seq: number) => number) => positionBeside(a, b, alignedOperations(a, b));
const positions = (timeline: Timeline): readonly number[] =>
  Array.from({ length: timeline.end + 1 }, (_, position) => position);

describe('one playhead in two records', () => {
  test.each([...RECORDED])(
    '%s: beside itself, an operation that has ended has ended on both sides',
    (_name, timeline) => {
      const at = beside(timeline, timeline);
      for (const { a } of alignedOperations(timeline, timeline)) {
        if (a) expect(at(overAt(a))).toBeGreaterThanOrEqual(overAt(a));
        if (a) expect(at(a.started.seq)).toBeGreaterThanOrEqual(a.started.seq);
      }
      for (const position of positions(timeline)) expect(at(position)).toBeLessThanOrEqual(position);
    },
  );

  test('the second never goes back while the first goes on, begins with it, and ends with it', () => {
    fc.assert(
      fc.property(lives, lives, (a, b) => {
        const at = beside(a, b);
        const reached = positions(a).map(at);
        expect(reached).toEqual(reached.toSorted((one, other) => one - other));
        expect(reached.at(-1)).toBe(b.end);
        for (const position of reached) expect(position).toBeLessThanOrEqual(b.end);
      }),
      { numRuns: RUNS },
    );
  });

  test('the same was asked on both sides, and has ended, wherever it has ended in the first', () => {
    fc.assert(
      fc.property(lives, lives, (a, b) => {
        const at = beside(a, b);
        for (const { a: one, b: other } of alignedOperations(a, b)) {
          if (one && other) expect(at(overAt(one))).toBeGreaterThanOrEqual(overAt(other));
        }
      }),
      { numRuns: RUNS },
    );
  });
});
