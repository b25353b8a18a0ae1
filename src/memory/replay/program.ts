import type { EventType } from '../../../events/catalogue.ts';
import type { EventDraft } from '../../../events/event.ts';
import { NOWHERE } from '../../../events/event.ts';
import { numbersInColumns, putTogether, type Shape } from '../../../events/packed/shape.ts';
import { endingOf } from '../attempt-change.ts';
import { type BlockWork, blockWorkOf } from '../block-change.ts';
import { type SectionWork, sectionWorkOf } from '../section-change.ts';

/** What kind of thing an event does. Numbers, for the loop that asks for each of millions of events. */
export const DOES = {
  nothing: 0,
  pages: 1,
  block: 2,
  blocks: 3,
  begin: 4,
  keep: 5,
  leave: 6,
  reserve: 7,
  release: 8,
  surroundings: 9,
  boot: 10,
} as const;
export type Does = (typeof DOES)[keyof typeof DOES];

/** What all events of one shape do, asked once of the rules that `evolve` asks. */
export interface Program {
  readonly does: Does;
  readonly section: SectionWork | null;
  readonly block: BlockWork | null;
  /** The System RAM line that it puts into /proc/iomem; null for an event that puts none there. */
  readonly line: { readonly name: string; readonly mergeable: boolean } | null;
  /** An operation under way has to remember it. */
  readonly remembered: boolean;
  /** Its place and extent do not both stand in columns: the event has to be read. */
  readonly odd: boolean;
}

const SURROUNDINGS: ReadonlySet<EventType> = new Set<EventType>([
  'kernel.described',
  'resources.found',
  'device.claimed',
  'device.released',
  'events.lost',
  'kernel.crashed',
]);

const REMEMBERED: ReadonlySet<EventType> = new Set<EventType>([
  'pages.added',
  'resource.reserved',
  'resource.released',
  'blocks.created',
  'blocks.removed',
  'notifier.called',
  'notifier.vetoed',
  'kernel.crashed',
]);

/** The event of a shape with some numbers, without who, when and where: what it does depends on none of these. */
export const eventOfShape = (shape: Shape, a: number, b: number, operation: number | null): EventDraft =>
  ({ type: shape.type, data: putTogether(shape, { a, b, operation }), ...NOWHERE }) as EventDraft;

function doesOf(event: EventDraft, section: SectionWork | null, block: BlockWork | null): Does {
  if (event.type === 'memory.booted') return DOES.boot;
  if (event.type === 'operation.started') return DOES.begin;
  if (event.type === 'resource.reserved') return DOES.reserve;
  if (event.type === 'resource.released') return DOES.release;
  const ending = endingOf(event);
  if (ending) return ending.kept ? DOES.keep : DOES.leave;
  if (section) return DOES.pages;
  if (block) return 'block' in event.data ? DOES.block : DOES.blocks;
  return SURROUNDINGS.has(event.type) ? DOES.surroundings : DOES.nothing;
}

export function programOf(shape: Shape): Program {
  const event = eventOfShape(shape, 0, 0, 0);
  const section = sectionWorkOf(event);
  const block = blockWorkOf(event);
  return {
    does: doesOf(event, section, block),
    section,
    block,
    line: event.type === 'resource.reserved' ? { name: event.data.name, mergeable: event.data.mergeable } : null,
    remembered: REMEMBERED.has(shape.type),
    odd: !numbersInColumns(shape) || (section !== null && !shape.fields.some(({ key }) => key === 'nrPages')),
  };
}
