import { current, type Draft, isDraft } from 'immer';
import type { EventDraft } from '../../events/event.ts';
import { type BlockGeometry, blocksOf, pagesOfBlock } from '../../machines/kernel/ranges.ts';
import type { BlockNr } from '../../machines/kernel/units.ts';
import { type BlockWork, blockWorkOf, changedBlock } from './block-change.ts';
import { settle } from './evolve-pages.ts';
import type { Evolver } from './evolver.ts';
import type { MemoryState } from './state.ts';

function step(draft: Draft<MemoryState>, before: MemoryState, block: BlockNr, work: BlockWork): void {
  const found = draft.memoryBlocks[block];
  const changed = changedBlock(isDraft(found) ? current(found) : found, work);
  if (changed) draft.memoryBlocks[block] = changed;
  else delete draft.memoryBlocks[block];
  if (work.adopts) settle(draft, before, pagesOfBlock(before.profile.geometry, before.blocks, block), 'adopt');
}

/** What an event does to the blocks that it names, one by one; nothing for an event that does nothing to blocks. */
export function* blockWorksOf(blocks: BlockGeometry, event: EventDraft): Generator<readonly [BlockNr, BlockWork]> {
  const work = blockWorkOf(event);
  if (!work) return;
  const { data } = event;
  if ('block' in data) yield [data.block, work];
  else if ('start' in data) for (const block of blocksOf(blocks, data.start, data.size)) yield [block, work];
}

/** Events about memory blocks. */
export const evolveBlocks: Evolver = (draft, before, event) => {
  for (const [block, work] of blockWorksOf(before.blocks, event)) step(draft, before, block, work);
};
