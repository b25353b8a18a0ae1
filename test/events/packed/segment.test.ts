import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decided, type EventDraft } from '../../../events/event.ts';
import { type PackedLog, packedLog, packedOf, timeAt } from '../../../events/packed/packed-log.ts';
import { type LogSegment, segmentsOf } from '../../../events/packed/segment.ts';
import { blockNr, nanoseconds } from '../../../machines/kernel/units.ts';
import { openShipped, recordingNames } from '../../support/recordings.ts';
import { everyEvent } from '../every-event.ts';

/** A piece after its way over a wire. */
const sent = ({ head, columns }: LogSegment): LogSegment => ({
  head: JSON.parse(JSON.stringify(head)) as LogSegment['head'],
  columns: columns.slice(),
});

/** What of a log came over a wire in pieces of some sizes. */
function carried(log: PackedLog, sizes: readonly number[]): PackedLog {
  const there = packedLog();
  const pieceFrom = segmentsOf(log);
  for (let index = 0; there.position < log.position; index++) {
    const taken = there.take(sent(pieceFrom(there.position + 1, sizes[index % sizes.length]!)));
    expect(taken).toMatchObject({ ok: true });
  }
  return there;
}

function logOf(drafts: readonly EventDraft[]): PackedLog {
  const log = packedLog();
  expect(log.append(drafts, 0)).toMatchObject({ ok: true });
  return log;
}

test.each(recordingNames)('%s comes over a wire as it is', (name) => {
  const log = packedOf(openShipped(name).log);
  expect([...carried(log, [7, 100]).read()]).toEqual([...log.read()]);
});

test('a log of any events comes over a wire as it is, in pieces of any size', () => {
  const drafts = everyEvent.map(({ draft }) => draft);
  const times = fc.option(fc.bigInt(-(2n ** 70n), 2n ** 70n), { nil: null });
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.constantFrom(...drafts), times), { minLength: 1, maxLength: 60 }),
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 }),
      (events, sizes) => {
        const log = logOf(
          events.map(([draft, time]) => ({ ...draft, timeNs: time === null ? null : nanoseconds(time) })),
        );
        const there = carried(log, sizes);
        expect([...there.read()]).toEqual([...log.read()]);
        expect(timeAt(there, there.position)).toEqual(timeAt(log, log.position));
      },
    ),
  );
});

test('what is appended to a log that came over a wire goes on from there', () => {
  const first = decided('block.goingOnline', { operation: 1, block: blockNr(3) });
  const there = carried(logOf([first, first]), [2]);
  expect(there.append([first], 2)).toEqual({ ok: true, position: 3 });
  expect(there.at(3)).toEqual({ ...first, seq: 3 });
  expect(there.shapes).toHaveLength(1);
});

test('a piece that does not follow on what is there is taken by nobody', () => {
  const log = logOf(Array.from({ length: 6 }, () => decided('operation.finished', { operation: 1 })));
  const pieceFrom = segmentsOf(log);
  const [, second] = [pieceFrom(1, 3), pieceFrom(4, 3)];
  expect(packedLog().take(second)).toMatchObject({ ok: false, problem: 'conflict' });
  const alone = { ...second, head: { ...second.head, from: 1 } };
  expect(packedLog().take(alone)).toMatchObject({ ok: false, problem: 'invalid' });
});

test('a piece with an event that the catalogue does not know is not taken, and says which', () => {
  const log = logOf([
    decided('operation.finished', { operation: 1 }),
    decided('mark.set', { step: 1, name: 'after boot' }),
  ]);
  const { head, columns } = segmentsOf(log)(1, 2);
  const strange = JSON.parse(JSON.stringify(head).replace('mark.set', 'mark.unset')) as LogSegment['head'];
  const there = packedLog();
  expect(there.take({ head: strange, columns })).toMatchObject({ ok: false, problem: 'invalid', index: 1 });
  expect(there.position).toBe(0);
});

test('a piece of too few bytes is no piece', () => {
  const { head, columns } = segmentsOf(logOf([decided('operation.finished', { operation: 1 })]))(1, 1);
  expect(() => packedLog().take({ head, columns: columns.subarray(1) })).toThrow(RangeError);
});
