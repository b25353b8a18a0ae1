import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evolve } from '../../src/memory/evolve.ts';
import type { MemoryState } from '../../src/memory/state.ts';
import { type Timeline, timelineOf } from '../../src/timeline/timeline.ts';
import { at, fractions, lives, RECORDED, RUNS, sampled } from './lives.ts';

/** Memory after every event, followed from the beginning without a timeline. */
function followed({ log, initial }: Timeline): readonly MemoryState[] {
  const states = [initial];
  let state = initial;
  for (const event of log.read()) {
    state = evolve(state, event);
    states.push(state);
  }
  return states;
}

describe('memory at an instant is what following every event up to it gives', () => {
  test.each([...RECORDED])('%s, in whatever order instants are asked for', (_name, timeline) => {
    const states = followed(timeline);
    const fresh = timelineOf(timeline);
    for (const seq of [...sampled(timeline, 40), timeline.end, 0]) expect(fresh.stateAt(seq)).toEqual(states[seq]);
  });

  test('on random lives under every kernel', () => {
    fc.assert(
      fc.property(lives, fc.array(fractions, { minLength: 1, maxLength: 5 }), (timeline, asked) => {
        const states = followed(timeline);
        for (const fraction of asked) {
          const seq = at(timeline, fraction);
          expect(timeline.stateAt(seq)).toEqual(states[seq]);
        }
      }),
      { numRuns: RUNS },
    );
  });
});

test('a position that the log has not is refused in words', () => {
  const [timeline] = RECORDED.values();
  expect(() => timeline?.stateAt(-1)).toThrow(/no event -1: the log has positions 0 .* to \d+/);
  expect(() => timeline?.stateAt((timeline?.end ?? 0) + 1)).toThrow(RangeError);
  expect(() => timeline?.stateAt(1.5)).toThrow(RangeError);
});

test('events that are appended to the log later are part of its time', () => {
  const [recorded] = RECORDED.values();
  if (!recorded) throw new Error('no recording');
  const states = followed(recorded);
  let shown = 5;
  const log = {
    ...recorded.log,
    get position() {
      return shown;
    },
  };
  const growing = timelineOf({ log, initial: recorded.initial, baseline: 0 });
  expect(growing.stateAt(5)).toEqual(states[5]);
  expect(() => growing.stateAt(6)).toThrow(RangeError);
  shown = 7;
  expect(growing.end).toBe(7);
  expect(growing.stateAt(7)).toEqual(states[7]);
});
