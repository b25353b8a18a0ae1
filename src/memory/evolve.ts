import { produce } from 'immer';
import type { EventDraft, MemoryEvent } from '../../events/event.ts';
import { evolveBlocks } from './evolve-blocks.ts';
import { evolveOperations } from './evolve-operations.ts';
import { evolvePages } from './evolve-pages.ts';
import { evolveSystem } from './evolve-system.ts';
import type { Evolver } from './evolver.ts';
import type { MemoryState } from './state.ts';

/** In this order: whether an operation holds a System RAM line depends on whether the line could be placed. */
const PARTS: readonly Evolver[] = [evolvePages, evolveBlocks, evolveSystem, evolveOperations];

/**
 * The state of memory after one more event. Pure: the state before is untouched and shares all that did not change.
 * Facts win: an event is what the kernel did, and is followed even where the machines would not have allowed it.
 */
export function evolve(state: MemoryState, event: MemoryEvent | EventDraft): MemoryState {
  return produce(state, (draft) => {
    for (const part of PARTS) part(draft, state, event);
    draft.at = {
      seq: 'seq' in event ? event.seq : state.at.seq + 1,
      timeNs: event.timeNs ?? state.at.timeNs,
    };
  });
}
