import type { Draft } from 'immer';
import type { EventDraft } from '../../events/event.ts';
import type { MemoryState } from './state.ts';

/** A part of `evolve`: gets the draft to change, the state before, and the event. */
export type Evolver = (draft: Draft<MemoryState>, before: MemoryState, event: EventDraft) => void;
