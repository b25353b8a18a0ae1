import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EventType } from '../../events/catalogue.ts';
import { packedOf } from '../../events/packed/packed-log.ts';
import { sectionRangeOf } from '../../src/timeline/about.ts';
import { pageReader } from '../../src/timeline/page-columns.ts';
import { effectOf, refusals } from '../../src/web/log/refusals.ts';
import { openShipped, recordingNames } from '../support/recordings.ts';

/** One section a page: what a test says of pages it says of sections. */
const plain = () => refusals(({ pfn, nrPages }) => ({ first: pfn, last: pfn + nrPages - 1 }));

const sectionsAt = (marks: ReturnType<typeof plain>, at: number): readonly number[] =>
  marks
    .standingAt(at)
    .flatMap(({ first, last }) => Array.from({ length: last - first + 1 }, (_, index) => first + index))
    .sort((a, b) => a - b);

describe('the last attempt on a section', () => {
  test('stands as refused from its refusal on, for all that its operation is about', () => {
    const marks = plain();
    marks.take(1, effectOf('operation.started'), 7, [{ pfn: 4, nrPages: 3 }]);
    marks.take(2, effectOf('block.goingOffline'), 7, [{ pfn: 4, nrPages: 3 }]);
    marks.take(3, effectOf('operation.failed'), 7, null);
    expect(sectionsAt(marks, 2)).toEqual([]);
    expect(sectionsAt(marks, 3)).toEqual([4, 5, 6]);
  });

  test('no longer stands as refused where something changed since, and stands on beside it', () => {
    const marks = plain();
    marks.take(1, effectOf('pages.notRemoved'), -1, [{ pfn: 4, nrPages: 6 }]);
    marks.take(2, effectOf('sections.onlined'), -1, [{ pfn: 6, nrPages: 2 }]);
    expect(sectionsAt(marks, 1)).toEqual([4, 5, 6, 7, 8, 9]);
    expect(sectionsAt(marks, 2)).toEqual([4, 5, 8, 9]);
  });

  test('is no concern of an event that describes the whole machine', () => {
    const marks = plain();
    marks.take(1, effectOf('pages.notRemoved'), -1, [{ pfn: 0, nrPages: 5000 }]);
    expect(sectionsAt(marks, 1)).toEqual([]);
  });
});

const TYPES: readonly EventType[] = [
  'operation.started',
  'operation.failed',
  'operation.finished',
  'pages.notRemoved',
  'sections.onlined',
  'notifier.called',
];

test('at every instant of any log, what stands is what a look at each section’s own events finds', () => {
  const event = fc.record({
    type: fc.constantFrom(...TYPES),
    operation: fc.integer({ min: -1, max: 3 }),
    pfn: fc.integer({ min: 0, max: 30 }),
    nrPages: fc.integer({ min: 1, max: 8 }),
  });
  fc.assert(
    fc.property(fc.array(event, { maxLength: 60 }), (events) => {
      const marks = plain();
      const operations = new Map<number, readonly number[]>();
      let refused = new Set<number>();
      const expected = events.map(({ type, operation, pfn, nrPages }, index) => {
        const names = type === 'operation.started' || type === 'pages.notRemoved' || type === 'sections.onlined';
        marks.take(index + 1, effectOf(type), operation, names ? [{ pfn, nrPages }] : null);
        const own = Array.from({ length: nrPages }, (_, at) => pfn + at);
        if (type === 'operation.started') operations.set(operation, own);
        const about = names ? own : (operations.get(operation) ?? []);
        if (type === 'operation.failed' || type === 'pages.notRemoved') refused = new Set([...refused, ...about]);
        if (type === 'sections.onlined') refused = new Set([...refused].filter((one) => !about.includes(one)));
        if (type === 'operation.failed' || type === 'operation.finished') operations.delete(operation);
        return [...refused].sort((a, b) => a - b);
      });
      expect(events.map((_, index) => sectionsAt(marks, index + 1))).toEqual(expected);
    }),
  );
});

test('far into a long log, what stands is found from a checkpoint', () => {
  const marks = plain();
  for (let seq = 1; seq <= 20_000; seq++) {
    marks.take(seq, effectOf(seq % 2 === 1 ? 'pages.notRemoved' : 'sections.onlined'), -1, [
      { pfn: Math.ceil(seq / 2) % 50, nrPages: 1 },
    ]);
  }
  marks.take(20_001, effectOf('pages.notRemoved'), -1, [{ pfn: 77, nrPages: 1 }]);
  expect(sectionsAt(marks, 19_999)).toEqual([10_000 % 50]);
  expect(sectionsAt(marks, 20_000)).toEqual([]);
  expect(sectionsAt(marks, 20_001)).toEqual([77]);
});

test.each(recordingNames)('in %s a refusal stands only where there was one', (name) => {
  const { log, initial } = openShipped(name);
  const packed = packedOf(log);
  const marks = refusals((span) => sectionRangeOf(initial, span));
  pageReader(initial, packed)(1, packed.position, (seq, shape, operation, spans) => {
    const type = packed.shapes[shape]?.type;
    if (type) marks.take(seq, effectOf(type), operation, spans);
  });
  const first = [...log.read()].find(({ type }) => effectOf(type).on === 'refuses')?.seq ?? log.position + 1;
  expect(marks.standingAt(first - 1)).toEqual([]);
});
