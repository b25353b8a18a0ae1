import { roleOf } from '../../../events/catalogue.ts';
import type { EventDraft } from '../../../events/event.ts';
import { NOWHERE } from '../../../events/event.ts';
import { fieldsOfShape, numbersInColumns, type Shape, unpackData } from '../../../events/packed/shape.ts';
import { endingOf, operationOf } from '../../memory/attempt-change.ts';
import { type BlockWork, blockWorkOf } from '../../memory/block-change.ts';
import { type SectionWork, sectionWorkOf } from '../../memory/section-change.ts';
import type { MemoryState } from '../../memory/state.ts';
import { changedSystem } from '../../memory/system-change.ts';

/** Opcodes of events: small numbers, as the replay loop dispatches on one for each of millions of events. */
export const OPCODE = {
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
  system: 13,
  boot: 14,
  /** Numbers of the event stand in no column: the event itself is read. */
  slowPath: 15,
} as const;
export type Opcode = (typeof OPCODE)[keyof typeof OPCODE];

/** Effect of all events of one shape on memory, compiled once from the functions that `evolve` uses. */
export interface Program {
  readonly opcode: Opcode;
  readonly section: SectionWork | null;
  readonly block: BlockWork | null;
  /** The System RAM line that it puts into /proc/iomem; null for an event that puts none there. */
  readonly line: { readonly name: string; readonly mergeable: boolean } | null;
  /** It changes what its operation holds or announced. */
  readonly changesAttempt: boolean;
  /** Its place and extent do not both stand in columns: the event has to be read. */
  readonly slowPath: boolean;
}

/** The event of a shape with some numbers, without who, when and where: what it does depends on none of these. */
export const eventOfShape = (shape: Shape, a: number, b: number, operation: number | null): EventDraft =>
  ({ type: shape.type, data: unpackData(shape, { a, b, operation }), ...NOWHERE }) as EventDraft;

function opcodeOf(
  event: EventDraft,
  section: SectionWork | null,
  block: BlockWork | null,
  initial: MemoryState,
): Opcode {
  if (roleOf(event.type) === 'evidence') return OPCODE.nothing;
  if (event.type === 'memory.booted') return OPCODE.boot;
  if (event.type === 'operation.started') return OPCODE.begin;
  if (event.type === 'resource.reserved') return OPCODE.reserve;
  if (event.type === 'resource.released') return OPCODE.release;
  if (event.type === 'device.claimed') return OPCODE.claim;
  if (event.type === 'device.released') return OPCODE.unclaim;
  const ending = endingOf(event);
  if (ending) return ending === 'nothing' ? OPCODE.leave : OPCODE[ending];
  if (event.type === 'pages.added') return OPCODE.addPages;
  if (section) return OPCODE.pages;
  if (block) return 'block' in event.data ? OPCODE.block : OPCODE.blocks;
  return Object.keys(changedSystem(initial, event)).length > 0 ? OPCODE.system : OPCODE.nothing;
}

/** @param initial any state of the log's memory. */
export function programOf(shape: Shape, initial: MemoryState): Program {
  const fields = fieldsOfShape(shape);
  const event = eventOfShape(shape, 0, 0, 0);
  const section = sectionWorkOf(event);
  const block = blockWorkOf(event);
  return {
    opcode: opcodeOf(event, section, block, initial),
    section,
    block,
    line: event.type === 'resource.reserved' ? { name: event.data.name, mergeable: event.data.mergeable } : null,
    changesAttempt: operationOf(event) !== null,
    slowPath: !numbersInColumns(fields) || (section !== null && !fields.some(({ kind }) => kind === 'pages')),
  };
}
