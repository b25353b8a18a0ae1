import { roleOf } from '../../../events/catalogue.ts';
import type { EventDraft } from '../../../events/event.ts';
import { NOWHERE } from '../../../events/event.ts';
import { fieldsOfShape, numbersInColumns, putTogether, type Shape } from '../../../events/packed/shape.ts';
import { endingOf, operationOf } from '../../memory/attempt-change.ts';
import { type BlockWork, blockWorkOf } from '../../memory/block-change.ts';
import { type SectionWork, sectionWorkOf } from '../../memory/section-change.ts';
import type { MemoryState } from '../../memory/state.ts';
import { changedSurroundings } from '../../memory/surroundings-change.ts';

/** What kind of thing an event does. Numbers, for the loop that asks for each of millions of events. */
export const DOES = {
  nothing: 0,
  begin: 1,
  leave: 2,
  block: 3,
  /** The others look at more than the columns of operations and places. */
  adopt: 4,
  abandon: 5,
  pages: 6,
  addPages: 7,
  blocks: 8,
  reserve: 9,
  release: 10,
  claim: 11,
  unclaim: 12,
  surroundings: 13,
  boot: 14,
  /** Whatever it is, it is found in the event itself: its numbers do not stand in columns. */
  odd: 15,
} as const;
export type Does = (typeof DOES)[keyof typeof DOES];

/** What all events of one shape do, asked once of the rules that `evolve` asks. */
export interface Program {
  readonly does: Does;
  readonly section: SectionWork | null;
  readonly block: BlockWork | null;
  /** The System RAM line that it puts into /proc/iomem; null for an event that puts none there. */
  readonly line: { readonly name: string; readonly mergeable: boolean } | null;
  /** It changes what its operation holds or announced. */
  readonly changesAttempt: boolean;
  /** Its place and extent do not both stand in columns: the event has to be read. */
  readonly odd: boolean;
}

/** The event of a shape with some numbers, without who, when and where: what it does depends on none of these. */
export const eventOfShape = (shape: Shape, a: number, b: number, operation: number | null): EventDraft =>
  ({ type: shape.type, data: putTogether(shape, { a, b, operation }), ...NOWHERE }) as EventDraft;

function doesOf(event: EventDraft, section: SectionWork | null, block: BlockWork | null, initial: MemoryState): Does {
  if (roleOf(event.type) === 'evidence') return DOES.nothing;
  if (event.type === 'memory.booted') return DOES.boot;
  if (event.type === 'operation.started') return DOES.begin;
  if (event.type === 'resource.reserved') return DOES.reserve;
  if (event.type === 'resource.released') return DOES.release;
  if (event.type === 'device.claimed') return DOES.claim;
  if (event.type === 'device.released') return DOES.unclaim;
  const ending = endingOf(event);
  if (ending) return ending === 'nothing' ? DOES.leave : DOES[ending];
  if (event.type === 'pages.added') return DOES.addPages;
  if (section) return DOES.pages;
  if (block) return 'block' in event.data ? DOES.block : DOES.blocks;
  return Object.keys(changedSurroundings(initial, event)).length > 0 ? DOES.surroundings : DOES.nothing;
}

/** @param initial any state of the log's memory. */
export function programOf(shape: Shape, initial: MemoryState): Program {
  const fields = fieldsOfShape(shape);
  const event = eventOfShape(shape, 0, 0, 0);
  const section = sectionWorkOf(event);
  const block = blockWorkOf(event);
  return {
    does: doesOf(event, section, block, initial),
    section,
    block,
    line: event.type === 'resource.reserved' ? { name: event.data.name, mergeable: event.data.mergeable } : null,
    changesAttempt: operationOf(event) !== null,
    odd: !numbersInColumns(fields) || (section !== null && !fields.some(({ kind }) => kind === 'pages')),
  };
}
