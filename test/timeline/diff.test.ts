import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyDiff, diffStates, reverseDiff, squashDiffs } from '../../src/timeline/diff.ts';
import { snapshotOf } from '../../src/timeline/snapshot.ts';
import type { Timeline } from '../../src/timeline/timeline.ts';
import { visibleDiff } from '../../src/timeline/visible-diff.ts';
import { at, fractions, lives, RECORDED, RUNS, sampled } from './lives.ts';

type Instants = readonly [number, number, number];

/** The laws of differences between three instants in any order. */
function laws(timeline: Timeline, [first, second, third]: Instants): void {
  const [a, b, c] = [timeline.stateAt(first), timeline.stateAt(second), timeline.stateAt(third)];
  const there = diffStates(a, b);
  expect(applyDiff(a, there)).toEqual(b);
  expect(applyDiff(b, reverseDiff(there))).toEqual(a);
  expect(reverseDiff(there)).toEqual(diffStates(b, a));
  expect(squashDiffs(there, diffStates(b, c))).toEqual(diffStates(a, c));
}

describe('what differs between two instants leads from one to the other, back, and on to a third', () => {
  test.each([...RECORDED])('%s', (_name, timeline) => {
    const positions = sampled(timeline, 6);
    for (const [index, first] of positions.entries()) {
      const second = positions[(index + 1) % positions.length] ?? first;
      laws(timeline, [first, second, positions[(index + 2) % positions.length] ?? first]);
    }
  });

  test('on random lives under every kernel', () => {
    fc.assert(
      fc.property(lives, fractions, fractions, fractions, (timeline, a, b, c) =>
        laws(timeline, [at(timeline, a), at(timeline, b), at(timeline, c)]),
      ),
      { numRuns: RUNS },
    );
  });
});

test('a diff is refused by a state that it does not begin from', () => {
  const timeline = RECORDED.get('6.1.192-debian-generic-vmemmap--s1-dimm-add-online-offline-remove');
  if (!timeline) throw new Error('no recording');
  const [start, end] = [timeline.stateAt(timeline.baseline), timeline.stateAt(timeline.end)];
  const diff = { ...diffStates(start, end), system: {} };
  expect(() => applyDiff(end, diff)).toThrow(/the diff begins from another section \d+/);
});

describe('what a person sees change', () => {
  /** The diff by hand: every entry of two snapshots, held against each other. */
  function byHand<T>(from: readonly T[], to: readonly T[], key: (entry: T) => number) {
    const [before, after] = [new Map(from.map((x) => [key(x), x])), new Map(to.map((x) => [key(x), x]))];
    return [...new Set([...before.keys(), ...after.keys()])]
      .sort((a, b) => a - b)
      .map((number) => ({ number, from: before.get(number) ?? null, to: after.get(number) ?? null }))
      .filter((change) => JSON.stringify(change.from) !== JSON.stringify(change.to));
  }

  test.each([...RECORDED])('%s: is what two snapshots show to differ, and nothing else', (_name, timeline) => {
    const positions = sampled(timeline, 6);
    for (const [index, first] of positions.entries()) {
      const [a, b] = [timeline.stateAt(first), timeline.stateAt(positions[(index + 1) % positions.length] ?? first)];
      const [was, is, seen] = [snapshotOf(a), snapshotOf(b), visibleDiff(a, b)];
      expect(seen.sections.map(({ nr, from, to }) => ({ number: nr, from, to }))).toEqual(
        byHand(was.sections, is.sections, ({ nr }) => nr),
      );
      expect(seen.blocks.map(({ block, from, to }) => ({ number: block, from, to }))).toEqual(
        byHand(was.blocks, is.blocks, ({ block }) => block),
      );
    }
  });
});
