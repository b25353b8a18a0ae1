import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { aboutSubject, subjectsOf } from '../../src/timeline/about.ts';
import {
  type Cursor,
  cursorAt,
  eventHere,
  seek,
  stateHere,
  step,
  stepAbout,
  stepInAttempt,
} from '../../src/timeline/cursor.ts';
import { parseInstant } from '../../src/timeline/instant.ts';
import { operationsIn, outermost } from '../../src/timeline/operations.ts';
import type { Timeline } from '../../src/timeline/timeline.ts';
import { at, fractions, lives, RECORDED, RUNS, sampled } from './lives.ts';

const S1 = '6.1.192-debian-generic-vmemmap--s1-dimm-add-online-offline-remove';
const recorded = (name: string): Timeline => RECORDED.get(name) ?? expect.unreachable(name);

function sought(timeline: Timeline, text: string): Cursor {
  const when = parseInstant(text);
  if (!when.ok) throw new Error(when.reason);
  const found = seek(cursorAt(timeline, 0), when.when);
  if (!found.ok) throw new Error(found.reason);
  return found.cursor;
}

/** On then back, and back then on, are nothing, wherever there is an event that way. */
function thereAndBack(cursor: Cursor): void {
  const on = step(cursor, 'on');
  if (on) {
    expect(step(on, 'back')).toEqual(cursor);
    expect(stateHere(step(on, 'back') ?? on)).toBe(stateHere(cursor));
  } else expect(cursor.seq).toBe(cursor.timeline.end);
  const back = step(cursor, 'back');
  if (back) expect(step(back, 'on')).toEqual(cursor);
  else expect(cursor.seq).toBe(0);
}

describe('one event on and then back is nothing', () => {
  test.each([...RECORDED])('%s', (_name, timeline) => {
    for (const seq of sampled(timeline)) thereAndBack(cursorAt(timeline, seq));
  });

  test('on random lives under every kernel', () => {
    fc.assert(
      fc.property(lives, fractions, (timeline, fraction) => thereAndBack(cursorAt(timeline, at(timeline, fraction)))),
      { numRuns: RUNS },
    );
  });
});

describe('steps about one section or block', () => {
  const visited = (from: Cursor, walk: (cursor: Cursor) => Cursor | null): readonly number[] => {
    const positions: number[] = [];
    for (let cursor = walk(from); cursor; cursor = walk(cursor)) positions.push(cursor.seq);
    return positions;
  };

  test.each([...RECORDED])('%s: they meet every event about it, and no other, both ways', (_name, timeline) => {
    const { log, initial, end } = timeline;
    const subjects = new Set(
      [...log.read(timeline.baseline + 1)].flatMap((event) => {
        const { sections, blocks } = subjectsOf(initial, event);
        return [...sections.slice(0, 2).map((nr) => `section:${nr}`), ...blocks.slice(0, 2).map((nr) => `block:${nr}`)];
      }),
    );
    for (const name of [...subjects].slice(0, 6)) {
      const [kind, number] = name.split(':');
      const subject = { kind: kind === 'block' ? 'block' : 'section', number: Number(number) } as const;
      const about = [...log.read()].filter(aboutSubject(initial, subject)).map(({ seq }) => seq);
      expect(visited(cursorAt(timeline, 0), (cursor) => stepAbout(cursor, subject, 'on'))).toEqual(about);
      const last = about.at(-1);
      if (last === end) about.pop();
      expect(visited(cursorAt(timeline, end), (cursor) => stepAbout(cursor, subject, 'back'))).toEqual(
        about.toReversed(),
      );
    }
  });

  test('on random lives under every kernel, one that has an event that way comes back to where it was', () => {
    fc.assert(
      fc.property(
        lives,
        fc.nat(6),
        fc.constantFrom('section', 'block'),
        fractions,
        (timeline, number, kind, fraction) => {
          const subject = { kind, number } as const;
          const about = [...timeline.log.read()].filter(aboutSubject(timeline.initial, subject)).map(({ seq }) => seq);
          expect(visited(cursorAt(timeline, 0), (cursor) => stepAbout(cursor, subject, 'on'))).toEqual(about);
          const from = about[Math.floor(fraction * (about.length - 1))];
          if (from === undefined) return;
          for (const [there, back] of [['on', 'back'] as const, ['back', 'on'] as const]) {
            const next = stepAbout(cursorAt(timeline, from), subject, there);
            if (next) expect(stepAbout(next, subject, back)?.seq).toBe(from);
          }
        },
      ),
      { numRuns: RUNS },
    );
  });

  test('from an event about a block, on and then back is nothing', () => {
    const subject = { kind: 'block', number: 34 } as const;
    const first = stepAbout(cursorAt(recorded(S1), 0), subject, 'on');
    const on = first && stepAbout(first, subject, 'on');
    expect(on && stepAbout(on, subject, 'back')).toEqual(first);
  });
});

describe('steps in one attempt', () => {
  test.each([...RECORDED])('%s: they stay within the outermost operation around the event', (_name, timeline) => {
    const operations = operationsIn(timeline.log);
    for (const seq of sampled(timeline)) {
      const event = timeline.log.at(seq);
      const operation = event ? operations.of(event) : null;
      for (const way of ['on', 'back'] as const) {
        const next = stepInAttempt(cursorAt(timeline, seq), way);
        if (!next) continue;
        const there = eventHere(next);
        expect(operation && there && outermost(operations.of(there) ?? operation)).toBe(
          operation && outermost(operation),
        );
        expect(next.seq > seq).toBe(way === 'on');
        expect(stepInAttempt(next, way === 'on' ? 'back' : 'on')?.seq).toBe(seq);
      }
    }
  });

  test('on random lives under every kernel, on and then back is nothing', () => {
    fc.assert(
      fc.property(lives, fractions, (timeline, fraction) => {
        const from = cursorAt(timeline, at(timeline, fraction));
        for (const [there, back] of [['on', 'back'] as const, ['back', 'on'] as const]) {
          const next = stepInAttempt(from, there);
          if (next) expect(stepInAttempt(next, back)?.seq).toBe(from.seq);
        }
      }),
      { numRuns: RUNS },
    );
  });

  test('an event outside any operation has no attempt to step in', () => {
    const mark = sought(recorded(S1), 'step:02');
    expect(eventHere(mark)?.type).toBe('mark.set');
    expect(stepInAttempt(mark, 'on')).toBeNull();
    expect(stepInAttempt(mark, 'back')).toBeNull();
  });
});

describe('seeking', () => {
  test('start is after boot, end after the last event, and a step is the dump that its mark names', () => {
    const timeline = recorded(S1);
    expect(sought(timeline, 'start').seq).toBe(timeline.baseline);
    expect(sought(timeline, 'end').seq).toBe(timeline.end);
    expect(eventHere(sought(timeline, 'step:02'))).toMatchObject({ data: { step: 3 } });
  });

  test('an instant that the log has not is told, and nothing moves', () => {
    const answer = seek(cursorAt(recorded(S1), 3), { kind: 'step', step: 99 });
    expect(answer).toEqual({ ok: false, reason: expect.stringMatching(/no mark for step:99; it has step:0 to step:/) });
  });
});
