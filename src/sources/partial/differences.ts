import { blockNr } from '../../../machines/kernel/units.ts';
import type { MemoryState } from '../../memory/state.ts';
import type { ListedBlock } from '../boot/memory-blocks.ts';
import type { BlockObservation } from './record-block.ts';

/** What must have happened between a state and a later listing of its blocks, block by block. */
export function* differences(
  { memoryBlocks }: MemoryState,
  listed: readonly ListedBlock[],
): Generator<BlockObservation> {
  const there = new Set(listed.map(({ block }) => block));
  for (const number of Object.keys(memoryBlocks).map(Number)) {
    if (there.has(number)) continue;
    const block = blockNr(number);
    if (memoryBlocks[block]?.state !== 'offline') yield { action: 'offline', block, zone: null, nid: null };
    yield { action: 'remove', block, zone: null, nid: null };
  }
  for (const { block: number, state, zone, nid } of listed) {
    const block = blockNr(number);
    const was = memoryBlocks[block]?.state;
    if (was === undefined) yield { action: 'add', block, zone, nid };
    // One that is going offline is online still.
    const is = state === 'offline' ? 'offline' : 'online';
    if ((was ?? 'offline') !== is) yield { action: is, block, zone, nid };
  }
}
