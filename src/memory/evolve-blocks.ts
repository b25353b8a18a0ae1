import type { Draft } from 'immer';
import { blocksOf, firstSectionOf } from '../../machines/kernel/ranges.ts';
import { sectionNr } from '../../machines/kernel/units.ts';
import { type BlockEvent, type BlockState, stepBlock } from '../../machines/memory-block.ts';
import { dropBlock, holdBlock } from './attempt-holdings.ts';
import type { Evolver } from './evolver.ts';
import { rootOf } from './sections.ts';
import type { BlockEntry, MemoryState } from './state.ts';

type Extra = Partial<Omit<BlockEntry, 'state'>>;

const UNSEEN: Omit<BlockEntry, 'state'> = { zone: null, oneZone: null, nid: null, ownMemmap: false };

/** Lets the block machine take one event. A fact about a block that the source never listed makes it appear. */
function step(
  draft: Draft<MemoryState>,
  before: MemoryState,
  block: number,
  events: readonly BlockEvent[],
  extra: Extra = {},
) {
  const entry = draft.memoryBlocks[block];
  const state = events.reduce<BlockState>(
    (at, event) => stepBlock(before.profile, at, event),
    entry?.state ?? 'absent',
  );
  if (state === 'absent') delete draft.memoryBlocks[block];
  else draft.memoryBlocks[block] = { ...(entry ?? UNSEEN), ...extra, state };
}

/** What was seen to happen passes the guards: both questions answered by the kernel itself. */
const goOnline: BlockEvent = { type: 'goOnline', poisoned: false, observed: true };
const goOffline: BlockEvent = {
  type: 'goOffline',
  allRam: undefined,
  oneZone: undefined,
  allSectionsPresent: true,
  observed: true,
};

/** The shortest way of the machine to a state, from wherever a block is: an observation needs no history. */
function wayTo(
  before: MemoryState,
  block: number,
  target: 'online' | 'offline' | 'goingOnline' | 'goingOffline',
): BlockEvent[] {
  const state = before.memoryBlocks[block]?.state ?? 'absent';
  const way: BlockEvent[] = [];
  if (state === 'absent') way.push({ type: 'create' });
  const offlineNow = state === 'absent' || state === 'offline';
  if (target === 'offline') {
    if (state === 'goingOnline') way.push({ type: 'onlineCancelled' });
    else if (state === 'goingOffline') way.push({ type: 'offlined' });
    else if (!offlineNow) way.push(goOffline, { type: 'offlined' });
    return way;
  }
  if (target === 'goingOnline') return offlineNow ? [...way, goOnline] : way;
  if (offlineNow) way.push(goOnline, { type: 'onlined' });
  else if (state === 'goingOnline') way.push({ type: 'onlined' });
  else if (state === 'goingOffline' && target === 'online') way.push({ type: 'offlineCancelled' });
  if (target === 'goingOffline' && state !== 'goingOffline') way.push(goOffline);
  return way;
}

/** A block that has a device is nobody's orphan. */
function adopt(draft: Draft<MemoryState>, before: MemoryState, block: Parameters<typeof firstSectionOf>[1]): void {
  const first = firstSectionOf(before.blocks, block);
  for (let at = 0; at < before.blocks.sectionsPerBlock; at++) {
    const section = sectionNr(first + at);
    const entry = draft.roots[rootOf(section)]?.[section];
    if (entry) entry.orphan = false;
  }
}

/** Events about memory blocks. */
export const evolveBlocks: Evolver = (draft, before, event) => {
  switch (event.type) {
    case 'block.found': {
      const { block, state, zone, oneZone, nid } = event.data;
      step(draft, before, block, wayTo(before, block, state), { zone, oneZone, nid });
      adopt(draft, before, block);
      return true;
    }
    case 'blocks.created': {
      const { operation, start, size, nid, ownMemmap } = event.data;
      for (const block of blocksOf(before.blocks, start, size)) {
        step(draft, before, block, [{ type: 'create' }], { nid, ownMemmap, oneZone: true });
        holdBlock(draft, operation, block);
        adopt(draft, before, block);
      }
      return true;
    }
    case 'blocks.removed':
      for (const block of blocksOf(before.blocks, event.data.start, event.data.size)) {
        if (draft.memoryBlocks[block])
          step(draft, before, block, [...wayTo(before, block, 'offline'), { type: 'remove' }]);
        dropBlock(draft, event.data.operation, block);
      }
      return true;
    case 'block.goingOnline':
      step(draft, before, event.data.block, wayTo(before, event.data.block, 'goingOnline'));
      return true;
    case 'block.onlined':
      step(draft, before, event.data.block, wayTo(before, event.data.block, 'online'), {
        zone: event.data.zone,
        oneZone: true,
      });
      return true;
    case 'block.goingOffline':
      step(draft, before, event.data.block, wayTo(before, event.data.block, 'goingOffline'));
      return true;
    case 'block.offlined':
    case 'block.onlineCancelled':
      step(draft, before, event.data.block, wayTo(before, event.data.block, 'offline'), { zone: null, oneZone: true });
      return true;
    case 'block.offlineCancelled':
      step(draft, before, event.data.block, wayTo(before, event.data.block, 'online'));
      return true;
    default:
      return false;
  }
};
