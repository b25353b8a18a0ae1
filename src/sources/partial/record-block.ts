import { pagesOfBlock, sectionsOf } from '../../../machines/kernel/ranges.ts';
import { type BlockNr, bytes } from '../../../machines/kernel/units.ts';
import { isPresent } from '../../../machines/section-facts.ts';
import { sectionEntry } from '../../memory/sections.ts';
import type { BlockAction } from '../join/observation.ts';
import type { Circumstances, Recorder } from '../recorder.ts';

/** What a source that shows blocks only says of one. */
export interface BlockObservation {
  readonly action: BlockAction;
  readonly block: BlockNr;
  readonly zone: string | null;
  readonly nid: number | null;
}

/** A block that nobody mentioned before was there, as it must have been for what comes next. */
function assume(recorder: Recorder, block: BlockNr, state: 'online' | 'offline', at: Circumstances): void {
  const { memoryBlocks, profile, blocks } = recorder.state;
  if (memoryBlocks[block]) return;
  const pages = pagesOfBlock(profile.geometry, blocks, block);
  recorder.record('memory.found', { ...pages, nid: null }, at);
  if (state === 'online') recorder.record('sections.onlined', { operation: null, ...pages }, at);
  recorder.record('block.found', { block, state, zone: null, oneZone: null, nid: null }, at);
}

/**
 * Writes what a block's coming, going or switching must have done to its sections too. What the block is already is not
 * written again.
 */
export function recordBlock(
  recorder: Recorder,
  { action, block, zone, nid }: BlockObservation,
  at: Circumstances,
): void {
  const { profile, blocks, memoryBlocks } = recorder.state;
  const pages = pagesOfBlock(profile.geometry, blocks, block);
  const span = { start: bytes(block * blocks.blockBytes), size: bytes(blocks.blockBytes) };
  const state = memoryBlocks[block]?.state;
  switch (action) {
    case 'add': {
      if (state !== undefined) return;
      const there = [...sectionsOf(profile.geometry, pages)].some((nr) =>
        isPresent(sectionEntry(recorder.state, nr).facts),
      );
      if (!there) recorder.record('pages.added', { operation: null, ...pages, nid, altmap: false }, at);
      recorder.record('blocks.created', { operation: null, ...span, nid, ownMemmap: false }, at);
      return;
    }
    case 'remove':
      assume(recorder, block, 'offline', at);
      recorder.record('blocks.removed', { operation: null, ...span }, at);
      recorder.record('pages.removed', { operation: null, ...pages }, at);
      return;
    case 'online':
      if (state === 'online') return;
      assume(recorder, block, 'offline', at);
      recorder.record('sections.onlined', { operation: null, ...pages }, at);
      recorder.record('block.onlined', { operation: null, block, zone }, at);
      return;
    case 'offline':
      if (state === 'offline') return;
      assume(recorder, block, 'online', at);
      recorder.record('sections.offlined', { operation: null, ...pages }, at);
      recorder.record('block.offlined', { operation: null, block }, at);
  }
}
