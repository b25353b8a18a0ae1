import type { MemoryEvent } from '../../../events/event.ts';
import { sectionNr } from '../../../machines/kernel/units.ts';
import { sectionEntry } from '../../memory/sections.ts';
import type { MemoryState } from '../../memory/state.ts';
import type { Subject } from '../../timeline/about.ts';
import type { LoggedOperation } from '../../timeline/operations.ts';
import { attemptSteps, lastStepOf, type Step } from '../../timeline/steps.ts';
import type { Timeline } from '../../timeline/timeline.ts';
import type { Lit } from './lit.ts';

/** What one thing lights up in its machine's chart, and the event that moved it last; null where none did yet. */
export interface LitBy extends Lit {
  readonly event: MemoryEvent | null;
}

/** The state that a section or a memory block is in, in each region of its machine. */
function activeStates(state: MemoryState, { kind, number }: Subject): Lit['active'] {
  if (kind === 'block') return { memoryBlock: state.memoryBlocks[number]?.state ?? 'absent' };
  const { lifecycle, origin, device } = sectionEntry(state, sectionNr(number)).facts;
  return { lifecycle, origin, device };
}

const lastOf = (step: Step | null | undefined): Pick<LitBy, 'last' | 'event'> => ({
  last: step?.taken ?? [],
  event: step?.event ?? null,
});

/** Where a section or a memory block is after event `seq`, and the transitions that brought it there. */
export function litBySubject(timeline: Timeline, subject: Subject, seq: number): LitBy {
  const active = activeStates(timeline.stateAt(seq), subject);
  return { active, before: [], ...lastOf(lastStepOf(timeline, subject, seq)) };
}

/** Where an operation is after event `seq`, and its whole way there. */
export function litByOperation(timeline: Timeline, operation: LoggedOperation, seq: number): LitBy {
  const { facts, steps } = attemptSteps(timeline, operation, seq);
  const before = steps.slice(0, -1).flatMap(({ taken }) => taken);
  return { active: { attempt: facts.state }, before, ...lastOf(steps.at(-1)) };
}
