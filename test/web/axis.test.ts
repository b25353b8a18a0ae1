import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clock, following, seqAt, ticksOf, valueAtSeq, wholeOf, zoomed } from '../../src/web/time/axis.ts';

const axisOf = (times: readonly (bigint | null)[]) => {
  const made = clock();
  for (const time of times) made.take(time);
  return made.axis('time');
};

describe('the time axis', () => {
  test('an event is found again at its own time; of several at one time, the last', () => {
    fc.assert(
      fc.property(fc.array(fc.bigInt({ min: 0n, max: 10n ** 15n }), { minLength: 1, maxLength: 50 }), (times) => {
        const axis = axisOf(times.toSorted((a, b) => (a < b ? -1 : 1)));
        for (let seq = 1; seq <= times.length; seq++) {
          const found = seqAt(axis, valueAtSeq(axis, seq));
          expect(found).toBeGreaterThanOrEqual(seq);
          expect(valueAtSeq(axis, found)).toBe(valueAtSeq(axis, seq));
        }
      }),
    );
  });

  test('events without a time lie with the one before, and a clock that goes back stands still', () => {
    const axis = axisOf([null, null, 5_000_000_000n, null, 4_000_000_000n, 6_500_000_000n]);
    expect([1, 2, 3, 4, 5, 6].map((seq) => valueAtSeq(axis, seq))).toEqual([0, 0, 0, 0, 0, 1.5]);
  });

  test('before the first event is a place of its own when every event has the same room', () => {
    const axis = { ...axisOf([1n, 2n, 3n]), rhythm: 'events' as const };
    expect([0, 1, 2, 3].map((seq) => seqAt(axis, valueAtSeq(axis, seq)))).toEqual([0, 1, 2, 3]);
  });

  test('a window never leaves the log, however it is made nearer or farther', () => {
    const axis = axisOf([0n, 10n ** 9n, 10n ** 10n]);
    const whole = wholeOf(axis);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.double({ min: 0.1, max: 10, noNaN: true }), fc.double({ min: 0, max: 10, noNaN: true }))),
        (turns) => {
          let window = whole;
          for (const [factor, value] of turns) {
            window = following(axis, zoomed(axis, window, (window.from + window.to) / 2, factor), value);
          }
          expect(window.from).toBeGreaterThanOrEqual(whole.from - 1e-9);
          expect(window.to).toBeLessThanOrEqual(whole.to + 1e-9);
          expect(window.to).toBeGreaterThan(window.from);
        },
      ),
    );
  });

  test('ticks are round, in the window, and few enough to be read', () => {
    const { step, at } = ticksOf({ from: 33.2, to: 44.7 }, 10);
    expect(step).toBe(2);
    expect(at).toEqual([34, 36, 38, 40, 42, 44]);
  });
});
