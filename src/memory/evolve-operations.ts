import { current, type Draft } from 'immer';
import { ASKED, type AttemptEvent, stepAttempt } from '../../machines/attempt.ts';
import { piecesOf } from '../../machines/kernel/ranges.ts';
import { pfn } from '../../machines/kernel/units.ts';
import type { Evolver } from './evolver.ts';
import { rootOf } from './sections.ts';
import type { MemoryState } from './state.ts';

function step(draft: Draft<MemoryState>, operation: number | null, event: AttemptEvent): void {
  const attempt = operation === null ? undefined : draft.attempts[operation];
  if (!attempt) return;
  const facts = stepAttempt(current(attempt.facts), event);
  attempt.facts = { ...facts, announced: [...facts.announced] };
}

/** An operation that ended well owns what it added: only a failed one leaves orphans. */
function settle(draft: Draft<MemoryState>, before: MemoryState, operation: number, kept: boolean): void {
  const attempt = draft.attempts[operation];
  for (const range of kept ? (attempt?.added ?? []) : []) {
    for (const { section } of piecesOf(before.profile.geometry, { pfn: pfn(range.pfn), nrPages: range.nrPages })) {
      const entry = draft.roots[rootOf(section)]?.[section];
      if (entry) entry.orphan = false;
    }
  }
  delete draft.attempts[operation];
}

/** Events about operations: their attempts begin, go on and end. */
export const evolveOperations: Evolver = (draft, before, event) => {
  switch (event.type) {
    case 'operation.started': {
      const { operation, parent, name, args } = event.data;
      const facts = stepAttempt(ASKED, { type: 'begin' });
      const holdings = { added: [], reserved: [], created: [] };
      draft.attempts[operation] = { name, parent, args, facts: { ...facts, announced: [] }, ...holdings };
      draft.nextOperation = Math.max(draft.nextOperation, operation + 1);
      return true;
    }
    case 'operation.finished':
      settle(draft, before, event.data.operation, true);
      return true;
    case 'operation.refused':
    case 'operation.unreturned':
      settle(draft, before, event.data.operation, false);
      return true;
    case 'operation.failed':
      settle(draft, before, event.data.operation, !event.data.orphans);
      return true;
    case 'notifier.called':
      step(draft, event.data.operation, { type: 'announce', action: event.data.action });
      return true;
    case 'notifier.vetoed':
      step(draft, event.data.operation, { type: 'veto', errno: event.data.errno });
      return true;
    case 'kernel.crashed':
      draft.crashed = event.data.message;
      step(draft, event.data.operation, { type: 'crash', reason: event.data.message });
      return true;
    default:
      return false;
  }
};
