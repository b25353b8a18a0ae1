import type { EventDraft } from '../../events/event.ts';
import { type AttemptEvent, type AttemptFacts, attemptMachine, stepAttempt } from '../../machines/attempt.ts';
import { blocksOf } from '../../machines/kernel/ranges.ts';
import { type BlockNr, bytes, type SectionNr } from '../../machines/kernel/units.ts';
import { type BlockState, memoryBlockMachine, stepBlock } from '../../machines/memory-block.ts';
import { sectionMachine } from '../../machines/section.ts';
import { sectionSnapshot, stepSection } from '../../machines/section-step.ts';
import { type Taken, takenOn } from '../../machines/taken.ts';
import { blockWorkOf, wayOf } from './block-change.ts';
import { machineEvent, sectionWorkOf } from './section-change.ts';
import { sectionChangesOf } from './section-changes.ts';
import { sectionEntry } from './sections.ts';
import type { MemoryState } from './state.ts';

/** Whether an event may move a section's machine at all: told by its type alone. */
export const movesSections = (event: EventDraft): boolean =>
  event.type === 'memory.booted' || sectionWorkOf(event) !== null;

/** Whether an event may move a memory block's machine at all. */
export const movesBlocks = (event: EventDraft): boolean => blockWorkOf(event) !== null;

/** The transitions that an event makes a section's machine take, in order, from memory before the event. */
export function sectionSteps(before: MemoryState, event: EventDraft, section: SectionNr): readonly Taken[] {
  const { profile } = before;
  let { facts } = sectionEntry(before, section);
  const taken: Taken[] = [];
  for (const [nr, change] of sectionChangesOf(profile.geometry, event)) {
    const told = nr === section ? machineEvent(change) : null;
    if (!told) continue;
    taken.push(...takenOn(sectionMachine, sectionSnapshot(profile, facts), told));
    facts = stepSection(profile, facts, told);
  }
  return taken;
}

/** Whether an event names a memory block. */
function names({ data }: EventDraft, { blocks }: MemoryState, block: BlockNr): boolean {
  if ('block' in data) return data.block === block;
  if (!('start' in data)) return false;
  const [first] = blocksOf(blocks, bytes(data.start), 1);
  const [last] = blocksOf(blocks, bytes(data.start + Math.max(data.size, 1) - 1), 1);
  return first !== undefined && last !== undefined && first <= block && block <= last;
}

/** The transitions that an event makes a memory block's machine take, in order, from memory before the event. */
export function blockSteps(before: MemoryState, event: EventDraft, block: BlockNr): readonly Taken[] {
  const work = blockWorkOf(event);
  if (!work || !names(event, before, block)) return [];
  const { profile } = before;
  let state: BlockState = before.memoryBlocks[block]?.state ?? 'absent';
  return wayOf(state, work).flatMap((told) => {
    const snapshot = memoryBlockMachine.resolveState({ value: state, context: { profile } });
    state = stepBlock(profile, state, told);
    return takenOn(memoryBlockMachine, snapshot, told);
  });
}

/** The transition that one event makes an attempt's machine take, and what the attempt is then. */
export function attemptStep(
  facts: AttemptFacts,
  event: AttemptEvent,
): { readonly facts: AttemptFacts; readonly taken: readonly Taken[] } {
  const { state, ...context } = facts;
  const snapshot = attemptMachine.resolveState({ value: state, context });
  return { facts: stepAttempt(facts, event), taken: takenOn(attemptMachine, snapshot, event) };
}
