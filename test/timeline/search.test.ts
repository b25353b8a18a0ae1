import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Subject } from '../../src/timeline/about.ts';
import { appearanceOf, looksAlike } from '../../src/timeline/appearance.ts';
import { bisect } from '../../src/timeline/bisect.ts';
import { historyOf } from '../../src/timeline/history.ts';
import { holds } from '../../src/timeline/predicate/holds.ts';
import { parsePredicate } from '../../src/timeline/predicate/parse.ts';
import type { Predicate } from '../../src/timeline/predicate/predicate.ts';
import type { Timeline } from '../../src/timeline/timeline.ts';
import { nearestHit, type Watch } from '../../src/timeline/watch.ts';
import { at, fractions, lives, RECORDED, RUNS } from './lives.ts';

function predicate(text: string): Predicate {
  const answer = parsePredicate(text);
  if (!answer.ok) throw new Error(`${text}: ${JSON.stringify(answer.problem)}`);
  return answer.predicate;
}

/** Predicates that begin and cease to hold in small machines and in recordings. */
const texts: fc.Arbitrary<string> = fc.oneof(
  fc.nat(6).map((nr) => `section:${nr} is online`),
  fc.nat(6).map((nr) => `section:${nr} is orphan or section:${nr} is tainted`),
  fc.tuple(fc.nat(40), fc.nat(63)).map(([nr, bit]) => `section:${nr} map has ${bit}`),
  fc.nat(40).map((nr) => `section:${nr} populated > 10 and not section:${nr} is early`),
  fc.nat(40).map((nr) => `block:${nr} is offline`),
  fc.nat(40).map((nr) => `block:${nr} is going-offline or block:${nr} is going-online`),
  fc.nat(40).map((nr) => `block:${nr} zone = Movable`),
  fc.nat(12).map((count) => `sections online > ${count}`),
  fc.nat(4).map((count) => `blocks offline >= ${count} and attempts = 0`),
  fc.nat(5).map((count) => `refusals > ${count} or failures > ${count}`),
  fc.constantFrom('errno = EBUSY', 'errno != none', 'crashed', 'not crashed', 'divergences > 0', 'sections orphan > 0'),
);

/** The first event after which a predicate holds, and every turn: by looking after every event. */
function linear(timeline: Timeline, wanted: Predicate, from: number) {
  const turns: { seq: number; holds: boolean }[] = [];
  let first: number | null = null;
  let before = holds(wanted, timeline, from - 1);
  for (let seq = from; seq <= timeline.end; seq++) {
    const now = holds(wanted, timeline, seq);
    if (now) first ??= seq;
    if (now !== before) turns.push({ seq, holds: now });
    before = now;
  }
  return { seq: first, turns, monotonic: !turns.some((turn) => !turn.holds) };
}

function bisectsAsLinear(timeline: Timeline, text: string, from: number): void {
  expect(bisect(timeline, predicate(text), from), text).toMatchObject(linear(timeline, predicate(text), from));
}

describe('bisect finds what a look after every event finds', () => {
  test.each([...RECORDED])('%s', (_name, timeline) => {
    for (const text of fc.sample(texts, { numRuns: 25, seed: 4 })) bisectsAsLinear(timeline, text, 1);
  });

  test('on random lives under every kernel, from any event on', () => {
    fc.assert(
      fc.property(lives, texts, fractions, (timeline, text, from) =>
        bisectsAsLinear(timeline, text, at(timeline, from) + 1),
      ),
      { numRuns: 2 * RUNS },
    );
  });
});

const subjects: fc.Arbitrary<Subject> = fc.record({ kind: fc.constantFrom('section', 'block'), number: fc.nat(40) });

describe('the history of a section or block', () => {
  const looked = (timeline: Timeline, subject: Subject): readonly number[] =>
    Array.from({ length: timeline.end }, (_, index) => index + 1).filter(
      (seq) =>
        !looksAlike(appearanceOf(timeline.stateAt(seq - 1), subject), appearanceOf(timeline.stateAt(seq), subject)),
    );

  test.each([...RECORDED])('%s: every event that changed it, and no other', (_name, timeline) => {
    for (const subject of fc.sample(subjects, { numRuns: 15, seed: 4 })) {
      expect(historyOf(timeline, subject).map(({ event }) => event.seq)).toEqual(looked(timeline, subject));
    }
  });

  test('on random lives under every kernel', () => {
    fc.assert(
      fc.property(lives, subjects, (timeline, { kind, number }) => {
        const subject = { kind, number: number % 7 };
        expect(historyOf(timeline, subject).map(({ event }) => event.seq)).toEqual(looked(timeline, subject));
      }),
      { numRuns: RUNS },
    );
  });
});

describe('running on and back meets the same hits', () => {
  function hits(timeline: Timeline, watch: Watch, way: 'on' | 'back'): readonly number[] {
    const found: number[] = [];
    let seq: number | null = way === 'on' ? 0 : timeline.end + 1;
    for (;;) {
      seq = nearestHit(timeline, watch, seq, way);
      if (seq === null) return found;
      found.push(seq);
    }
  }

  const watches: fc.Arbitrary<Watch> = fc.oneof(
    subjects.map((subject) => ({ kind: 'subject', subject }) as const),
    texts.map((text) => ({ kind: 'predicate', predicate: predicate(text) }) as const),
  );

  test.each([...RECORDED])('%s', (_name, timeline) => {
    for (const watch of fc.sample(watches, { numRuns: 20, seed: 4 })) {
      const on = hits(timeline, watch, 'on');
      expect(hits(timeline, watch, 'back')).toEqual(on.toReversed());
      if (watch.kind === 'predicate') {
        expect(on).toEqual(linear(timeline, watch.predicate, 1).turns.map(({ seq }) => seq));
      } else expect(on).toEqual(historyOf(timeline, watch.subject).map(({ event }) => event.seq));
    }
  });

  test('on random lives under every kernel', () => {
    fc.assert(
      fc.property(lives, watches, (timeline, watch) => {
        expect(hits(timeline, watch, 'back')).toEqual(hits(timeline, watch, 'on').toReversed());
      }),
      { numRuns: RUNS },
    );
  });
});
