import type { EventDraft, EventOf } from '../../events/event.ts';
import { ASKED, type AttemptEvent, stepAttempt } from '../../machines/attempt.ts';
import { type BlockGeometry, blocksOf } from '../../machines/kernel/ranges.ts';
import type { OpenAttempt } from './state.ts';

/** The operation that an event belongs to; null for what happened outside any. */
export const operationOf = ({ data }: EventDraft): number | null => ('operation' in data ? data.operation : null);

/**
 * The attempt machine's event for an event of its own operation; null for one that it knows nothing of. An operation that
 * never returned has no ending: its machine stays where it was.
 */
export function attemptEventOf(event: EventDraft): AttemptEvent | null {
  switch (event.type) {
    case 'operation.started':
      return { type: 'begin' };
    case 'notifier.called':
      return { type: 'announce', action: event.data.action };
    case 'notifier.vetoed':
      return { type: 'veto', errno: event.data.errno };
    case 'kernel.crashed':
      return { type: 'crash', reason: event.data.message };
    case 'operation.finished':
      return { type: 'finish' };
    case 'operation.refused': {
      const { guard, errno, reason, source } = event.data;
      return { type: 'refuse', refusal: { guard, errno, reason, source } };
    }
    case 'operation.failed':
      return { type: 'fail', errno: event.data.errno, orphans: event.data.orphans };
    default:
      return null;
  }
}

/** An operation that begins. */
export function begun({ data: { name, parent, args } }: Pick<EventOf<'operation.started'>, 'data'>): OpenAttempt {
  return { name, parent, args, facts: stepAttempt(ASKED, { type: 'begin' }), added: [], reserved: [], created: [] };
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

/**
 * An operation under way after an event of its own: what it holds, what it announced. The caller leaves out a System RAM
 * line that could not be placed.
 */
export function changedAttempt(attempt: OpenAttempt, event: EventDraft, blocks: BlockGeometry): OpenAttempt {
  switch (event.type) {
    case 'pages.added': {
      const { pfn, nrPages } = event.data;
      return { ...attempt, added: [...attempt.added, { pfn, nrPages }] };
    }
    case 'resource.reserved': {
      const { start, size } = event.data;
      return { ...attempt, reserved: [...attempt.reserved, { start, size }] };
    }
    case 'resource.released': {
      const { start, size } = event.data;
      return {
        ...attempt,
        reserved: attempt.reserved.filter((line) => line.start !== start || line.size !== size),
      };
    }
    case 'blocks.created': {
      const made = blocksOf(blocks, event.data.start, event.data.size);
      return { ...attempt, created: [...attempt.created, ...made] };
    }
    case 'blocks.removed': {
      const gone = new Set<number>(blocksOf(blocks, event.data.start, event.data.size));
      return { ...attempt, created: attempt.created.filter((made) => !gone.has(made)) };
    }
    default: {
      const taken = attemptEventOf(event);
      return taken ? { ...attempt, facts: stepAttempt(attempt.facts, taken) } : attempt;
    }
  }
}
