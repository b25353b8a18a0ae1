import fc from 'fast-check';
import { expect, test } from 'vitest';
import { OpenNumbers } from '../../../src/timeline/replay/open-numbers.ts';
import { rounds } from '../../support/rounds.ts';

const RUNS = rounds('runs of open numbers', 20, 2000);

const numbers = fc.oneof(
  { weight: 8, arbitrary: fc.nat(20) },
  { weight: 2, arbitrary: fc.nat(5000) },
  { weight: 1, arbitrary: fc.constantFrom(1e6, 2 ** 31, 2 ** 32 - 2) },
);
const deeds = fc.array(
  fc.record({
    does: fc.oneof({ weight: 9, arbitrary: fc.constantFrom('begin', 'end') }, fc.constant('clear')),
    number: numbers,
  }),
  { maxLength: 3000, size: 'max' },
);

test('operations under way are known with where they began, however a log counts them', () => {
  fc.assert(
    fc.property(deeds, (all) => {
      const open = new OpenNumbers();
      const expected = new Map<number, number>();
      for (const [index, { does, number }] of all.entries()) {
        if (does === 'begin') {
          open.begin(number, index);
          expected.set(number, index);
        } else if (does === 'end') {
          open.end(number);
          expected.delete(number);
        } else {
          open.clear();
          expected.clear();
        }
        expect(open.has(number)).toBe(expected.has(number));
        expect(open.count).toBe(expected.size);
      }
      const found = new Map<number, number>();
      open.each((number, position) => found.set(number, position));
      expect(found).toEqual(expected);
    }),
    { numRuns: RUNS },
  );
});
