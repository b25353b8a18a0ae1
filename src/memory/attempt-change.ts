import type { EventDraft, EventOf } from '../../events/event.ts';
import { type BlockGeometry, blocksOf } from '../../machines/kernel/ranges.ts';
import { written } from '../../machines/operations/arcs.ts';
import { atStart, follow, type Sign } from '../../machines/operations/follow.ts';
import type { OpenAttempt } from './state.ts';

/** The operation that an event belongs to; null for what happened outside any. */
export const operationOf = ({ data }: EventDraft): number | null => ('operation' in data ? data.operation : null);

/** What an event of an operation shows of the way through its machine; null for one that shows nothing. */
export function signOf(event: EventDraft): Sign | null {
  switch (event.type) {
    case 'operation.finished':
      return { kind: 'finished' };
    case 'operation.refused':
      return { kind: 'refused', guard: event.data.guard };
    case 'operation.failed':
      return { kind: 'failed', environment: event.data.environment, orphans: event.data.orphans };
    case 'kernel.crashed':
      return { kind: 'crashed' };
    case 'notifier.called':
      return { kind: 'wrote', what: written(event.type, event.data.action) };
    case 'pages.isolated':
      return { kind: 'wrote', what: written(event.type, event.data.errno === null ? '' : 'failed') };
    case 'operation.started':
    case 'operation.unreturned':
      return null;
    default:
      return { kind: 'wrote', what: event.type };
  }
}

/** An operation that begins. */
export function begun({ data: { name, parent, args } }: Pick<EventOf<'operation.started'>, 'data'>): OpenAttempt {
  return { name, parent, args, progress: atStart(name), announced: [], added: [], reserved: [], created: [] };
}

/**
 * What becomes of the sections that an operation added, once it has ended: `adopt`, `abandon`, or `nothing` where that can't
 * be known. Null while the operation goes on. Only a failed one leaves orphans.
 */
export function endingOf(event: EventDraft): 'adopt' | 'abandon' | 'nothing' | null {
  switch (event.type) {
    case 'operation.finished':
      return 'adopt';
    case 'operation.refused':
    case 'operation.unreturned':
      return 'nothing';
    case 'operation.failed':
      return event.data.orphans ? 'abandon' : 'adopt';
    default:
      return null;
  }
}

/** What an operation under way holds after an event of its own: pages, System RAM lines, block devices. */
function heldAfter(attempt: OpenAttempt, event: EventDraft, blocks: BlockGeometry): Partial<OpenAttempt> {
  switch (event.type) {
    case 'pages.added': {
      const { pfn, nrPages } = event.data;
      return { added: [...attempt.added, { pfn, nrPages }] };
    }
    case 'resource.reserved': {
      const { start, size } = event.data;
      return { reserved: [...attempt.reserved, { start, size }] };
    }
    case 'resource.released': {
      const { start, size } = event.data;
      return { reserved: attempt.reserved.filter((line) => line.start !== start || line.size !== size) };
    }
    case 'blocks.created': {
      const made = blocksOf(blocks, event.data.start, event.data.size);
      return { created: [...attempt.created, ...made] };
    }
    case 'blocks.removed': {
      const gone = new Set<number>(blocksOf(blocks, event.data.start, event.data.size));
      return { created: attempt.created.filter((made) => !gone.has(made)) };
    }
    case 'notifier.called':
      return { announced: [...attempt.announced, event.data.action] };
    default:
      return {};
  }
}

/**
 * An operation under way after an event of its own: what it holds, what it announced, how far it has come. The caller leaves
 * out a System RAM line that could not be placed.
 */
export function changedAttempt(attempt: OpenAttempt, event: EventDraft, blocks: BlockGeometry): OpenAttempt {
  const sign = signOf(event);
  if (!sign) return attempt;
  const { progress } = follow(attempt.name, attempt.progress, sign);
  const held = heldAfter(attempt, event, blocks);
  if (progress === attempt.progress && Object.keys(held).length === 0) return attempt;
  return { ...attempt, ...held, progress };
}
