import type { EventDraft } from '../../events/event.ts';
import type { BlockNr, SectionNr } from '../../machines/kernel/units.ts';
import { type BlockState, memoryBlockMachine, stepBlock } from '../../machines/memory-block.ts';
import { followedSectionMachine } from '../../machines/section.ts';
import { sectionSnapshot, stepSection } from '../../machines/section-step.ts';
import { type TransitionTaken, transitionsOn } from '../../machines/transitions-taken.ts';
import { blockEventsOf, blockWorkOf } from './block-change.ts';
import { blockWorksOf } from './evolve-blocks.ts';
import { sectionEventOf, sectionWorkOf } from './section-change.ts';
import { sectionChangesOf } from './section-changes.ts';
import { sectionEntry } from './sections.ts';
import type { MemoryState } from './state.ts';

/** Whether an event may move a section's machine at all: moved by its type alone. */
export const movesSections = (event: EventDraft): boolean =>
  event.type === 'memory.booted' || sectionWorkOf(event) !== null;

/** Whether an event may move a memory block's machine at all. */
export const movesBlocks = (event: EventDraft): boolean => blockWorkOf(event) !== null;

/** The transitions that an event makes a section's machine take, in order, from memory before the event. */
export function sectionSteps(before: MemoryState, event: EventDraft, section: SectionNr): readonly TransitionTaken[] {
  const { profile } = before;
  let { facts } = sectionEntry(before, section);
  const transitions: TransitionTaken[] = [];
  for (const [nr, change] of sectionChangesOf(profile.geometry, event)) {
    const moved = nr === section ? sectionEventOf(change) : null;
    if (!moved) continue;
    transitions.push(...transitionsOn(followedSectionMachine, sectionSnapshot(profile, facts), moved));
    facts = stepSection(profile, facts, moved);
  }
  return transitions;
}

/** The transitions that an event makes a memory block's machine take, in order, from memory before the event. */
export function blockSteps(before: MemoryState, event: EventDraft, block: BlockNr): readonly TransitionTaken[] {
  const { blocks } = before;
  let state: BlockState = before.memoryBlocks[block]?.state ?? 'removed';
  const transitions: TransitionTaken[] = [];
  for (const [nr, work] of blockWorksOf(blocks, event)) {
    if (nr !== block) continue;
    for (const moved of blockEventsOf(state, work)) {
      const snapshot = memoryBlockMachine.resolveState({ value: state, context: {} });
      state = stepBlock(state, moved);
      transitions.push(...transitionsOn(memoryBlockMachine, snapshot, moved));
    }
  }
  return transitions;
}
