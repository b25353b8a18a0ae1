import { blocksOffline } from '../../../machines/guards/checks.ts';
import { guardsOf } from '../../../machines/guards/index.ts';
import type { BlockNr } from '../../../machines/kernel/units.ts';
import { mayGoOffline, mayGoOnline } from '../../../machines/memory-block.ts';
import { offlineQuestion } from '../../memory/decide-block.ts';
import type { MemoryState } from '../../memory/state.ts';
import { askBoth, type BothAnswers } from './answer.ts';

/** What both memory models answer about a memory block as it is. Blocks are never smaller than a section: most is shared. */
export function askAboutBlock(state: MemoryState, block: BlockNr): readonly BothAnswers[] {
  const { profile, memoryBlocks, ownMemmapParameter } = state;
  const { blockBytes } = state.blocks;
  const span = { start: BigInt(block) * BigInt(blockBytes), size: BigInt(blockBytes) };
  const entry = memoryBlocks[block];
  const own = { parameter: ownMemmapParameter ?? undefined, sizeBytes: blockBytes, blockBytes };
  return [
    askBoth(profile, 'mayGoOnline', 'go online', (under) => mayGoOnline(under, { poisoned: false })),
    askBoth(profile, 'mayGoOffline', 'go offline', (under) => mayGoOffline(under, offlineQuestion(state, block))),
    askBoth(profile, 'blocksOffline', 'remove the block', (under) =>
      blocksOffline(under, span, entry && entry.state !== 'offline' ? [block] : []),
    ),
    askBoth(profile, 'mayHoldOwnMemmap', 'hold its own memmap', (under) =>
      guardsOf(under.memoryModel).mayHoldOwnMemmap(under, own),
    ),
  ];
}
