import { CATALOGUE, type EventType } from '../../events/catalogue.ts';
import { decided, type EventDraft } from '../../events/event.ts';
import type { NewEvent } from '../../events/log.ts';
import { nanoseconds } from '../../machines/kernel/units.ts';

const range = { pfn: 0x100000, nrPages: 0x8000 };
const span = { start: 0x100000000, size: 0x8000000 };

/** Data of one event of every type, as its catalogue version 1 has it. */
const DATA: Readonly<Record<EventType, unknown>> = {
  'kernel.described': {
    profile: 'vmemmap',
    machine: {
      row: 'x86_64',
      release: '6.1.192',
      arch: 'x86_64',
      pageBytes: 4096,
      maxPhysmemBits: 46,
      memSectionBytes: 0x8000000,
      debugVm: false,
      shown: { CONFIG_SPARSEMEM_VMEMMAP: true, 'init_on_alloc=': '1' },
    },
    blockBytes: 0x8000000,
    possibleNodes: 1,
    ownMemmapParameter: null,
    memLimit: null,
  },
  'memory.booted': { ram: [{ pfn: 0, nrPages: 0x8000, nid: 0 }], early: 'known' },
  'memory.found': { ...range, nid: null },
  'resources.found': { lines: [{ ...span, name: 'System RAM', depth: 0 }] },
  'block.found': { block: 0, state: 'online', zone: 'DMA32', oneZone: true, nid: 0 },
  'operation.started': { operation: 1, parent: null, name: 'add_memory', args: { nid: '0', start: '0x100000000' } },
  'operation.finished': { operation: 1 },
  'operation.refused': {
    operation: 1,
    guard: 'overlaps',
    errno: 'EEXIST',
    reason: 'something lies there',
    source: 'mm/memory_hotplug.c register_memory_resource(), v5.7',
    message: null,
  },
  'operation.failed': {
    operation: 1,
    errno: 'errno 113',
    environment: 'notifierVeto',
    reason: 'vetoed',
    orphans: false,
  },
  'operation.unreturned': { operation: 1 },
  'resource.reserved': { operation: 1, ...span, name: 'System RAM', mergeable: false },
  'resource.released': { operation: 1, ...span },
  'pages.added': { operation: 1, ...range, nid: 0, altmap: false },
  'pages.removed': { operation: 1, ...range },
  'pages.notRemoved': { operation: 1, ...range, guard: 'subsectionMapHeld', reason: 'not there', message: 'section' },
  'sections.onlined': { operation: 1, ...range },
  'sections.offlined': { operation: 1, ...range },
  'section.tainted': { operation: null, pfn: 0x100000 },
  'blocks.created': { operation: 1, ...span, nid: 0, ownMemmap: false },
  'blocks.removed': { operation: 1, ...span },
  'block.goingOnline': { operation: 1, block: 32 },
  'block.onlined': { operation: 1, block: 32, zone: 'Normal' },
  'block.onlineCancelled': { operation: 1, block: 32 },
  'block.goingOffline': { operation: 1, block: 32 },
  'block.offlined': { operation: 1, block: 32 },
  'block.offlineCancelled': { operation: 1, block: 32 },
  'block.poisoned': { operation: null, block: 0 },
  'memmap.fellBack': { operation: 1, pfn: 0x100000, nrPages: 0x8000 },
  'zone.joined': { operation: 1, ...range, zone: 'Movable' },
  'zone.left': { operation: 1, ...range, zone: 'Movable' },
  'device.claimed': { operation: 1, ...range },
  'device.released': { operation: 1, ...range },
  'pages.isolated': { operation: 1, ...range, errno: 'EBUSY' },
  'notifier.called': { operation: 1, action: 'MEM_GOING_ONLINE' },
  'notifier.vetoed': { operation: 1, action: 'MEM_GOING_ONLINE', errno: 'EPERM' },
  'mark.set': { step: 3, name: 'näch\u0001ster "Schritt" \u{1f600}' },
  'events.lost': { count: null, cpu: 1 },
  'divergence.found': { operation: null, kernel: 'onlined', model: 'EINVAL', reason: 'a guard says no' },
  'kernel.crashed': { operation: null, message: 'Kernel panic', source: 'mm/sparse.c' },
  'clock.joined': {
    file: 'guest/dmesg.txt',
    kind: 'kernelLog',
    clock: 'wall',
    offsetNs: '-1795336058000000000',
    errorNs: 250_000,
    evidence: 14,
    agreed: 14,
    events: 15,
    leftAlone: 396,
  },
  'kernel.said': { text: 'memory offlining [mem 0x100000000-0x107ffffff] failed due to memory holes', about: span },
  'page.dumped': { pfn: 0x100407, flags: '0x17ffffc0000200(slab|node=0|zone=2)', reason: 'unmovable page' },
  'uevent.sent': { action: 'offline', block: 33, seqnum: 671 },
  'sources.disagreed': { block: 33, said: 'offline', shown: 'online' },
  'line.notUnderstood': { text: '# ?' },
};

/** One event of every type of the catalogue; about each second one with time, actor and place. */
export const everyEvent: readonly NewEvent[] = CATALOGUE.map(({ type, data }) => {
  const draft = decided(type, data.parse(DATA[type]) as EventDraft['data'] as never);
  const size = type.length;
  const told: EventDraft =
    size % 2 === 0
      ? draft
      : {
          ...draft,
          timeNs: nanoseconds(1_234_567_890_123_456_789n + BigInt(size)),
          actor: { task: 'kworker/u8:0', pid: 11, cpu: size % 4 === 1 ? 0 : null },
          place: { file: 'trace.txt', line: size },
        };
  return { id: `every#${type}`, source: 'test/events/versions', draft: told };
});
