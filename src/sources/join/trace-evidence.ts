import type { OperationName } from '../../../events/catalogue.ts';
import type { EventDraft, EventOf, MemoryEvent } from '../../../events/event.ts';
import type { EventLog } from '../../../events/log.ts';
import { blocksOf } from '../../../machines/kernel/ranges.ts';
import type { BlockEvent } from '../../../machines/memory-block.ts';
import { blockWorkOf } from '../../memory/block-change.ts';
import type { MemoryState } from '../../memory/state.ts';
import type { BlockAction } from './observation.ts';

/** A call that a trace shows from its beginning to its end. */
export interface TracedCall {
  readonly name: OperationName;
  readonly startNs: bigint;
  readonly endNs: bigint;
  readonly outcome: 'done' | 'failed';
  /** Bytes that it was asked for; null where the trace does not tell. */
  readonly bytes: { readonly start: number; readonly size: number } | null;
}

/** A block that a trace shows to come, to go, or to be switched; `sinceNs` is when the call began that did it. */
export interface TracedChange {
  readonly action: BlockAction;
  readonly block: number;
  readonly sinceNs: bigint;
  readonly atNs: bigint;
}

/** Calls and block changes of a trace that other files may have observed too. */
export interface TraceEvidence {
  readonly calls: readonly TracedCall[];
  readonly changes: readonly TracedChange[];
}

type Started = EventOf<'operation.started'>;

function bytesOf({ data: { args } }: Started, blockBytes: number): TracedCall['bytes'] {
  if (args['block'] !== undefined) return { start: Number(args['block']) * blockBytes, size: blockBytes };
  const [start, size] = [Number(args['start']), Number(args['size'])];
  return Number.isFinite(start) && Number.isFinite(size) ? { start, size } : null;
}

const CHANGES: Partial<Record<BlockEvent['type'], BlockAction>> = {
  create: 'add',
  remove: 'remove',
  onlined: 'online',
  offlined: 'offline',
};

/** What an event does to blocks, in a uevent's word; undefined for what no uevent tells, as that a block was listed. */
function actionOf(event: EventDraft): BlockAction | undefined {
  const step = event.type === 'block.found' ? null : blockWorkOf(event)?.event;
  return step ? CHANGES[step] : undefined;
}

/** Blocks that an event about blocks names. */
export function blocksNamed({ data }: MemoryEvent, { blocks }: Pick<MemoryState, 'blocks'>): readonly number[] {
  if ('block' in data) return [data.block];
  return 'start' in data ? [...blocksOf(blocks, data.start, data.size)] : [];
}

/** Calls and block changes of a trace, from one pass over its events. */
export function traceEvidenceIn(log: EventLog, initial: MemoryState): TraceEvidence {
  const calls: TracedCall[] = [];
  const changes: TracedChange[] = [];
  const open = new Map<number, Started>();
  const end = (operation: number, endNs: bigint | null, outcome: TracedCall['outcome']): void => {
    const started = open.get(operation);
    open.delete(operation);
    if (!started || started.timeNs === null || endNs === null) return;
    const bytes = bytesOf(started, initial.blocks.blockBytes);
    calls.push({ name: started.data.name, startNs: started.timeNs, endNs, outcome, bytes });
  };
  for (const event of log.read()) {
    if (event.type === 'operation.started') open.set(event.data.operation, event);
    else if (event.type === 'operation.finished') end(event.data.operation, event.timeNs, 'done');
    else if (event.type === 'operation.refused' || event.type === 'operation.failed')
      end(event.data.operation, event.timeNs, 'failed');
    const action = actionOf(event);
    if (action === undefined || event.timeNs === null) continue;
    const operation = 'operation' in event.data ? event.data.operation : null;
    const sinceNs = (operation === null ? null : open.get(operation)?.timeNs) ?? event.timeNs;
    for (const block of blocksNamed(event, initial)) changes.push({ action, block, sinceNs, atNs: event.timeNs });
  }
  return { calls, changes };
}
