import type { EventDraft } from '../../events/event.ts';
import { blockGeometry } from '../../machines/kernel/block-size.ts';
import type { Profile } from '../../machines/kernel/profile.ts';
import type { Command } from './commands.ts';
import { type Decision, decide } from './decide.ts';
import { evolve } from './evolve.ts';
import { emptyMemory, type MemoryState } from './state.ts';

/** The model as one value: what a kernel does with a command, what an event makes of memory, and memory before any event. */
export interface Decider {
  /** Events of one command, how it ends, and memory after them. */
  readonly decide: (state: MemoryState, command: Command) => Decision;
  /** Memory after one more event. */
  readonly evolve: (state: MemoryState, event: EventDraft) => MemoryState;
  /**
   * Memory of a kernel in which nothing is there. `blockBytes` is the size of a memory block, one section when left out.
   * @throws RangeError for a block that memory_dev_init() would not take
   */
  readonly initialState: (profile: Profile, blockBytes?: number) => MemoryState;
}

function initialState(profile: Profile, blockBytes: number = profile.geometry.sectionBytes): MemoryState {
  const answer = blockGeometry(profile.geometry, blockBytes);
  if (!answer.ok) throw new RangeError(answer.reason);
  return emptyMemory(profile, answer.blocks);
}

export const decider: Decider = Object.freeze({ decide, evolve, initialState });
