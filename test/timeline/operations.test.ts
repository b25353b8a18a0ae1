import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decided, type EventDraft } from '../../events/event.ts';
import { memoryLog } from '../../events/memory-log.ts';
import { pfn } from '../../machines/kernel/units.ts';
import { type LoggedOperation, operationsIn } from '../../src/timeline/operations.ts';

const started = (operation: number, parent: number | null): EventDraft =>
  decided('operation.started', { operation, parent, name: 'online', args: { block: '3', kind: 'online' } });
const finished = (operation: number): EventDraft => decided('operation.finished', { operation });
const failed = (operation: number): EventDraft =>
  decided('operation.failed', {
    operation,
    errno: 'EBUSY',
    environment: 'unmovablePage',
    reason: 'a page',
    orphans: false,
  });
const joined = (operation: number, zone: string): EventDraft =>
  decided('zone.joined', { operation, pfn: pfn(0), nrPages: 1, zone });

function logOf(drafts: readonly EventDraft[]) {
  const log = memoryLog();
  log.append(drafts, 0);
  return log;
}

test('an operation has its start, its end, its zone, what is nested in it, and every event with its number', () => {
  const log = logOf([
    started(1, null),
    started(2, 1),
    joined(2, 'Movable'),
    failed(2),
    joined(1, 'Normal'),
    finished(1),
  ]);
  const { all, of } = ((operations) => ({ all: operations.all, of: operations.of.bind(operations) }))(
    operationsIn(log),
  );
  const [outer, inner] = all;
  expect(all).toHaveLength(2);
  expect(outer?.positions).toEqual([1, 5, 6]);
  expect(inner?.positions).toEqual([2, 3, 4]);
  expect(outer?.nested[0]).toBe(inner);
  expect(inner?.parent).toBe(outer);
  expect([outer?.outcome, inner?.outcome]).toEqual(['done', 'failed']);
  expect([inner?.errno, inner?.reason, inner?.zone]).toEqual(['EBUSY', 'a page', 'Movable']);
  expect(of(log.at(3)!)).toBe(inner);
});

test('an operation goes on as its log does', () => {
  const log = logOf([started(1, null)]);
  const [operation] = operationsIn(log).all;
  expect(operation?.outcome).toBe('open');
  log.append([finished(1)], 1);
  expect(operationsIn(log).all[0]).toBe(operation);
  expect(operation?.outcome).toBe('done');
  expect(operation?.positions).toEqual([1, 2]);
});

/** The same by looking at every event in turn. */
function plainly(drafts: readonly EventDraft[]) {
  const found: { number: number; parent: number | null; positions: number[]; ended: number | null }[] = [];
  for (const [index, { type, data }] of drafts.entries()) {
    if (!('operation' in data) || data.operation === null) continue;
    const { operation: number } = data;
    if (type === 'operation.started') {
      const around = 'parent' in data ? found.findLastIndex((one) => one.number === data.parent) : -1;
      found.push({ number, parent: around < 0 ? null : around, positions: [], ended: null });
    }
    const own = found.findLast((one) => one.number === number);
    own?.positions.push(index + 1);
    if (own && own.ended === null && (type === 'operation.finished' || type === 'operation.failed'))
      own.ended = index + 1;
  }
  return found;
}

test('operations are found alike in any log, where numbers are used anew or fit no column', () => {
  const number = fc.constantFrom(0, 1, 2, 3, 2 ** 32 - 1, 2 ** 40);
  const event = fc.oneof(
    fc.tuple(number, fc.option(number)).map(([operation, parent]) => started(operation, parent)),
    number.map(finished),
    number.map(failed),
    number.map((operation) => joined(operation, 'Normal')),
    fc.constant(decided('mark.set', { step: null, name: 'x' })),
  );
  fc.assert(
    fc.property(fc.array(event, { maxLength: 40 }), (drafts) => {
      const log = logOf(drafts);
      const { all } = operationsIn(log);
      const place = (operation: LoggedOperation | null) => (operation ? all.indexOf(operation) : null);
      expect(
        all.map((one) => ({
          number: one.started.data.operation,
          parent: place(one.parent),
          positions: one.positions,
          ended: one.ended?.seq ?? null,
        })),
      ).toEqual(plainly(drafts));
      for (const one of all) {
        for (const position of one.positions) expect(operationsIn(log).of(log.at(position)!)).toBe(one);
      }
    }),
  );
});
