import fc from 'fast-check';
import type { EventData, EventType } from '../../../events/catalogue.ts';
import { decided, type EventDraft } from '../../../events/event.ts';
import { blockNr, bytes, nanoseconds, pfn } from '../../../machines/kernel/units.ts';
import { GIB, PAGE, SECTION, SUB } from '../../memory/given.ts';

const BLOCK = SECTION * PAGE;
const operation = fc.constantFrom(null, 1, 2, 3);
const started = fc.constantFrom(1, 2, 3);
const nid = fc.constantFrom(null, 0, 1, 2);
const zone = fc.constantFrom('Normal', 'Movable', 'Device');
const pages = fc
  .oneof(
    fc.record({ first: fc.nat(5), count: fc.nat(3) }).map(({ first, count }) => [first * SECTION, count * SECTION]),
    fc.record({ first: fc.nat(6 * 64), count: fc.nat(130) }).map(({ first, count }) => [first * SUB, count * SUB]),
    fc.record({ first: fc.nat(6 * SECTION), count: fc.nat(2 * SECTION) }).map(({ first, count }) => [first, count]),
    // The end of one root of 256 sections and the beginning of the next.
    fc.nat(3).map((count) => [255 * SECTION, count * SECTION]),
  )
  .map(([first = 0, nrPages = 0]) => ({ pfn: pfn(first), nrPages }));
const span = fc.record({ first: fc.nat(6), count: fc.nat(3), odd: fc.nat(1) }).map(({ first, count, odd }) => ({
  start: bytes(first * BLOCK),
  size: bytes(count * BLOCK + odd * PAGE),
}));
const block = fc.nat(6).map(blockNr);
const name = fc.constantFrom('System RAM', 'System RAM (kmem)', 'dax');

const of = <T extends EventType>(type: T, data: fc.Arbitrary<unknown>): fc.Arbitrary<EventDraft> =>
  data.map((one) => decided(type, one as EventData<T>));

/** Any event that changes memory, whether or not a kernel could have come to it: facts win. */
const anyEvent: fc.Arbitrary<EventDraft> = fc.oneof(
  of(
    'memory.booted',
    fc.record({
      ram: fc.array(
        fc.record({ range: pages, nid }).map(({ range, nid: node }) => ({ ...range, nid: node })),
        { maxLength: 3 },
      ),
      early: fc.constantFrom('known', 'assumed'),
    }),
  ),
  of(
    'memory.found',
    fc.record({ range: pages, nid }).map(({ range, nid: node }) => ({ ...range, nid: node })),
  ),
  of(
    'resources.found',
    fc.record({ name, size: fc.constantFrom(BLOCK, 4 * BLOCK) }).map((line) => ({
      lines: [{ ...line, start: bytes(0), depth: 0 }],
    })),
  ),
  of(
    'block.found',
    fc.record({
      block,
      state: fc.constantFrom('offline', 'online', 'goingOffline'),
      zone: fc.option(zone),
      oneZone: fc.constantFrom(true, false, null),
      nid,
    }),
  ),
  of(
    'operation.started',
    fc.record({
      operation: started,
      parent: operation,
      name: fc.constantFrom('add_memory', 'online'),
      args: fc.constant({}),
    }),
  ),
  of('operation.finished', fc.record({ operation: started })),
  of('operation.unreturned', fc.record({ operation: started })),
  of(
    'operation.failed',
    fc.record({
      operation: started,
      errno: fc.constant('ENOMEM'),
      environment: fc.constant(null),
      reason: fc.constant('no'),
      orphans: fc.boolean(),
    }),
  ),
  of(
    'resource.reserved',
    fc.record({ operation, span, name, mergeable: fc.boolean() }).map(({ span: at, ...rest }) => ({ ...rest, ...at })),
  ),
  of(
    'resource.released',
    fc.record({ operation, span }).map(({ span: at, ...rest }) => ({ ...rest, ...at })),
  ),
  of(
    'pages.added',
    fc.record({ operation, pages, nid, altmap: fc.boolean() }).map(({ pages: at, ...rest }) => ({ ...rest, ...at })),
  ),
  ...(
    [
      'pages.removed',
      'sections.onlined',
      'sections.offlined',
      'device.claimed',
      'device.released',
      'memmap.fellBack',
    ] as const
  ).map((type) =>
    of(
      type,
      fc.record({ operation, pages }).map(({ pages: at, ...rest }) => ({ ...rest, ...at })),
    ),
  ),
  ...(['zone.joined', 'zone.left'] as const).map((type) =>
    of(
      type,
      fc.record({ operation, pages, zone }).map(({ pages: at, ...rest }) => ({ ...rest, ...at })),
    ),
  ),
  of(
    'section.tainted',
    fc.record({ operation, pages }).map(({ pages: at, ...rest }) => ({ ...rest, pfn: at.pfn })),
  ),
  of(
    'blocks.created',
    fc.record({ operation, span, nid, ownMemmap: fc.boolean() }).map(({ span: at, ...rest }) => ({ ...rest, ...at })),
  ),
  of(
    'blocks.removed',
    fc.record({ operation, span }).map(({ span: at, ...rest }) => ({ ...rest, ...at })),
  ),
  ...(
    [
      'block.goingOnline',
      'block.onlineCancelled',
      'block.goingOffline',
      'block.offlined',
      'block.offlineCancelled',
      'block.poisoned',
    ] as const
  ).map((type) => of(type, fc.record({ operation, block }))),
  of('block.onlined', fc.record({ operation, block, zone: fc.option(zone) })),
  of(
    'notifier.called',
    fc.record({ operation, action: fc.constantFrom('MEM_GOING_ONLINE', 'MEM_ONLINE', 'MEM_CANCEL_ONLINE') }),
  ),
  of(
    'notifier.vetoed',
    fc.record({ operation, action: fc.constant('MEM_GOING_ONLINE'), errno: fc.constantFrom('EPERM', 'errno 42') }),
  ),
  of('events.lost', fc.record({ count: fc.option(fc.nat(9)), cpu: fc.constant(null) })),
  of('kernel.crashed', fc.record({ operation, message: fc.constant('BUG'), source: fc.constant('mm/sparse.c') })),
  of('mark.set', fc.record({ step: fc.option(fc.nat(9)), name: fc.constant('a mark') })),
);

/** Logs of any events, with and without times. */
export const anyLog: fc.Arbitrary<readonly EventDraft[]> = fc.array(
  fc
    .record({ event: anyEvent, timeNs: fc.option(fc.bigInt(0n, BigInt(GIB) ** 3n)) })
    .map(({ event, timeNs }) => ({ ...event, timeNs: timeNs === null ? null : nanoseconds(timeNs) })),
  { maxLength: 60, size: 'max' },
);
