import { describe, expect, test } from 'vitest';
import { decided, type EventDraft } from '../../../events/event.ts';
import { memoryLog } from '../../../events/memory-log.ts';
import { packedLog } from '../../../events/packed/packed-log.ts';
import { packLength, unpackLength } from '../../../events/packed/shape.ts';
import { bytes, nanoseconds, pfn } from '../../../machines/kernel/units.ts';
import { openShipped, recordingNames } from '../../support/recordings.ts';
import { everyEvent } from '../every-event.ts';
import { eventLogContract } from '../log-contract.ts';

eventLogContract('the packed log', packedLog);

/** Both logs after the same appends: what one gives back, the other does. */
function bothHold(drafts: readonly EventDraft[]): void {
  const [plain, packed] = [memoryLog(), packedLog()];
  for (const draft of drafts) {
    expect(packed.append([draft], packed.position)).toEqual(plain.append([draft], plain.position));
  }
  const [expected, got] = [[...plain.read()], [...packed.read()]];
  expect(got).toEqual(expected);
  // The same fields in the same order: what prints an event prints the same text.
  expect(got.map(({ data }) => JSON.stringify(data))).toEqual(expected.map(({ data }) => JSON.stringify(data)));
}

describe('a packed log gives back what was appended:', () => {
  test('every type of event', () => {
    bothHold(everyEvent.map(({ draft }) => draft));
  });

  test.each(recordingNames)('every event of %s', (name) => {
    bothHold([...openShipped(name).log.read()].map(({ seq: _, ...draft }) => draft));
  });

  const largest = 2 ** 53 - 1;
  const odd: readonly (readonly [string, EventDraft])[] = [
    [
      'the largest page range',
      decided('pages.added', { operation: largest, pfn: pfn(largest), nrPages: largest, nid: -1, altmap: true }),
    ],
    [
      'a length that is no whole page',
      decided('resource.released', { operation: 0xffff_ffff, start: bytes(1), size: bytes(2 ** 40 + 1) }),
    ],
    [
      'an operation under a later one',
      decided('operation.started', { operation: 3, parent: 9, name: 'online', args: { block: '7', start: '0x0' } }),
    ],
    [
      'arguments that are no plain numbers',
      decided('operation.started', {
        operation: 4,
        parent: null,
        name: 'add_memory',
        args: { start: '0x00ff', size: '0XF', block: '007', nid: '1' },
      }),
    ],
    [
      'arguments of 64 bits',
      decided('operation.started', {
        operation: 4,
        parent: 1,
        name: 'add_memory',
        args: { start: '0xffffffffffffffff', size: '0x20000000000001', nid: '1' },
      }),
    ],
    [
      'arguments called as an object’s own parts',
      decided('operation.started', {
        operation: 4,
        parent: 1,
        name: 'add_memory',
        args: JSON.parse('{"__proto__":"1","constructor":"2"}'),
      }),
    ],
    ['a time beyond 64 bits', { ...decided('mark.set', { step: 1, name: 'late' }), timeNs: nanoseconds(2n ** 70n) }],
    [
      'a time before the clock',
      { ...decided('mark.set', { step: 1, name: 'early' }), timeNs: nanoseconds(-(2n ** 63n)) },
    ],
    [
      'a line beyond 32 bits',
      { ...decided('mark.set', { step: 1, name: 'far' }), place: { file: 'trace.txt', line: 2 ** 40 } },
    ],
    [
      'a place in a file without a name',
      { ...decided('mark.set', { step: 1, name: 'x' }), place: { file: '', line: 0 } },
    ],
  ];
  test.each(odd)('%s', (_what, draft) => {
    bothHold([draft, draft]);
  });

  test('more kinds of events than two bytes count', () => {
    const drafts = Array.from({ length: 70_000 }, (_, at) => decided('line.notUnderstood', { text: `line ${at}` }));
    const packed = packedLog();
    packed.append(drafts, 0);
    for (const position of [1, 65_536, 65_537, 70_000]) {
      expect(packed.at(position)?.data).toEqual({ text: `line ${position - 1}` });
    }
  });
});

test('a length in pages or bytes fits 32 bits where it is small, or whole pages', () => {
  for (const length of [0, 1, 2 ** 31 - 1, 2 ** 31, 2 ** 42])
    expect(unpackLength(packLength(length) ?? -1)).toBe(length);
  for (const length of [2 ** 31 + 1, 2 ** 43, 0.5, -1, -0]) expect(packLength(length)).toBeNull();
});

test('a packed event takes 32 bytes once its log has grown', () => {
  const packed = packedLog();
  packed.append(
    Array.from({ length: 2 ** 17 }, (_, at) => decided('pages.removed', { operation: at, pfn: pfn(at), nrPages: 1 })),
    0,
  );
  expect(packed.columns.bytes / packed.position).toBe(32);
});
