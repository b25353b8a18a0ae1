import { castDraft, current, isDraft } from 'immer';
import { pfn } from '../../machines/kernel/units.ts';
import { begun, changedAttempt, endingOf, operationOf } from './attempt-change.ts';
import { settle } from './evolve-pages.ts';
import type { Evolver } from './evolver.ts';

/** Events about operations: their attempts begin, take hold of things, and end. */
export const evolveOperations: Evolver = (draft, before, event) => {
  if (event.type === 'operation.started') {
    const { operation } = event.data;
    draft.attempts[operation] = castDraft(begun(event));
    draft.nextOperation = Math.max(draft.nextOperation, operation + 1);
    return;
  }
  const operation = operationOf(event);
  const attempt = operation === null ? undefined : draft.attempts[operation];
  if (operation === null || !attempt) return;
  const ending = endingOf(event);
  if (ending) {
    if (ending !== 'nothing') {
      for (const added of attempt.added) {
        settle(draft, before, { pfn: pfn(added.pfn), nrPages: added.nrPages }, ending);
      }
    }
    delete draft.attempts[operation];
    return;
  }
  // A line that could not be placed is nobody's: the tree is as it was, no new one.
  if (event.type === 'resource.reserved' && isDraft(draft.resources)) return;
  const unchanged = isDraft(attempt) ? current(attempt) : attempt;
  const changed = changedAttempt(unchanged, event, before.blocks);
  if (changed !== unchanged) draft.attempts[operation] = castDraft(changed);
};
