import { expect, test } from 'vitest';
import type { EventLog } from '../../events/log.ts';
import { packedLog, packedOf } from '../../events/packed/packed-log.ts';
import { memoryDescribedBy } from '../../src/memory/described.ts';
import { type Layout, type Span, spansOf } from '../../src/timeline/about.ts';
import { pageReader } from '../../src/timeline/page-columns.ts';
import { everyEvent } from '../events/every-event.ts';
import { openShipped, recordingNames } from '../support/recordings.ts';

interface Seen {
  readonly seq: number;
  readonly type: string | undefined;
  readonly operation: number;
  readonly spans: readonly Span[] | null;
}

/** What the columns of a log say that its events are about, from one on. */
function seenIn(layout: Layout, log: EventLog, from = 1): readonly Seen[] {
  const packed = packedOf(log);
  const seen: Seen[] = [];
  pageReader(layout, packed)(from, packed.position, (seq, shape, operation, spans) => {
    const copy = spans?.map(({ pfn, nrPages }) => ({ pfn, nrPages })) ?? null;
    seen.push({ seq, type: packed.shapes[shape]?.type, operation, spans: copy });
  });
  return seen;
}

/** What the events themselves say. */
const toldBy = (layout: Layout, log: EventLog, from = 1): readonly Seen[] =>
  [...log.read(from)].map((event) => ({
    seq: event.seq,
    type: event.type,
    operation: 'operation' in event.data ? (event.data.operation ?? -1) : -1,
    spans: spansOf(layout, event)?.map(({ pfn, nrPages }) => ({ pfn, nrPages })) ?? null,
  }));

test.each(recordingNames)('the columns of %s say the same pages and operations as its events', (name) => {
  const { log, initial } = openShipped(name);
  expect(seenIn(initial, log)).toEqual(toldBy(initial, log));
  expect(seenIn(initial, log, 40)).toEqual(toldBy(initial, log, 40));
});

test('the columns say the same pages as every type of event, with numbers that fit no column among them', () => {
  const described = memoryDescribedBy(openShipped(recordingNames[0]!).log.at(1)!);
  if (!described.ok) throw new Error(described.expected);
  const log = packedLog();
  for (const { draft } of everyEvent) log.append([draft], log.position);
  const [largest, odd] = [2 ** 53 - 1, 2 ** 32];
  const args = [
    { block: '7', start: '0x0' },
    { start: '0x00ff', size: '0XF' },
    { start: '0x1000' },
    { block: '007' },
    {},
  ];
  for (const one of args) {
    log.append(
      [
        {
          type: 'operation.started',
          data: { operation: odd, parent: 3, name: 'online', args: one },
          timeNs: null,
          actor: null,
          place: null,
        },
      ],
      log.position,
    );
  }
  log.append(
    [
      {
        type: 'sections.onlined',
        data: { operation: odd, pfn: largest as never, nrPages: largest },
        timeNs: null,
        actor: null,
        place: null,
      },
    ],
    log.position,
  );
  expect(seenIn(described.initial, log)).toEqual(toldBy(described.initial, log));
});
