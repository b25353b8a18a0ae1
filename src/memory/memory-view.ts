import { fitsAddressSpace } from '../../machines/guards/checks.ts';
import type { BlockFacts, Memory } from '../../machines/operations/memory.ts';
import { claimAt } from './device-claims.ts';
import { reserve, systemRamPages, touchesSystemRam } from './resources.ts';
import { sectionEntry } from './sections.ts';
import type { MemoryState } from './state.ts';
import { zoneForBlock } from './zones.ts';

const NO_BLOCK: BlockFacts = { state: 'removed', zone: null, oneZone: null, ownMemmap: false, poisoned: false };

/** Memory at an instant as the machines of operations ask about it. */
export function memoryOf(state: MemoryState): Memory {
  const { profile, blocks, possibleNodes, ownMemmapParameter, memLimit, resources } = state;
  const { pageBytes } = profile.geometry;
  return {
    profile,
    blocks,
    possibleNodes,
    ownMemmapParameter,
    memLimit,
    section: (section) => sectionEntry(state, section).facts,
    block: (block) => state.memoryBlocks[block] ?? NO_BLOCK,
    ramPages: ({ pfn, nrPages }) => (state.resourcesKnown ? systemRamPages(resources, pfn, nrPages, pageBytes) : null),
    resourceInTheWay: ({ start, size }) => {
      if (!fitsAddressSpace(profile, { start, size })) return null;
      const line = { start: Number(start), end: Number(start + size) - 1, name: 'System RAM', mergeable: false };
      const answer = reserve(resources, line);
      return answer.ok ? null : answer.conflict;
    },
    touchesRam: ({ start, size }) => touchesSystemRam(resources, Number(start), Number(start + size) - 1),
    isClaimed: (page) => claimAt(state.deviceClaims, page) !== undefined,
    zoneFor: (block, kind) => zoneForBlock(state, block, kind),
  };
}
