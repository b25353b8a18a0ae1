import { blocksOf, pagesOfBlock } from '../../../machines/kernel/ranges.ts';
import { type Bytes, blockNr } from '../../../machines/kernel/units.ts';
import { noteEffect } from './call.ts';
import { type Scene, tell } from './open-operation.ts';
import { assumePresent } from './page-effects.ts';

/** A block that the kernel acts on and nobody listed was there before the record, or before what it lost. */
function assumeBlock(scene: Scene, block: number, state: 'online' | 'offline'): void {
  const { recorder } = scene;
  if (!scene.baselineUnknown || recorder.state.memoryBlocks[block]) return;
  const pages = pagesOfBlock(recorder.state.profile.geometry, recorder.state.blocks, blockNr(block));
  assumePresent(scene, pages);
  if (state === 'online') recorder.record('sections.onlined', { operation: null, ...pages }, scene.circumstances);
  recorder.record(
    'block.found',
    { block: blockNr(block), state, zone: null, oneZone: null, nid: null },
    scene.circumstances,
  );
}

/** A block began to go online or offline. */
export function blockBegins(scene: Scene, block: number, direction: 'online' | 'offline'): void {
  assumeBlock(scene, block, direction === 'online' ? 'offline' : 'online');
  tell(scene, direction === 'online' ? 'block.goingOnline' : 'block.goingOffline', { block: blockNr(block) });
}

/** It arrived, or went back to where it was. */
export function blockEnds(scene: Scene, block: number, direction: 'online' | 'offline'): void {
  const id = blockNr(block);
  if (direction === 'online') {
    if (scene.call.errno === null) tell(scene, 'block.onlined', { block: id, zone: scene.operation?.zone ?? null });
    else tell(scene, 'block.onlineCancelled', { block: id });
  } else tell(scene, scene.call.errno === null ? 'block.offlined' : 'block.offlineCancelled', { block: id });
}

/** Block devices were made for a range; `ownMemmap` where the range brought its own memmap. */
export function blocksCreated(
  scene: Scene,
  span: { start: Bytes; size: Bytes },
  nid: number | null,
  ownMemmap: boolean,
): void {
  if (scene.call.errno !== null || scene.call.effects.has('created')) return;
  tell(scene, 'blocks.created', { ...span, nid, ownMemmap });
  noteEffect(scene.call, 'created');
}

/** Block devices of a range went; where there were none, nothing is told. */
export function blocksRemoved(scene: Scene, span: { start: Bytes; size: Bytes }): void {
  if (scene.call.effects.has('deleted')) return;
  noteEffect(scene.call, 'deleted');
  const { blocks, memoryBlocks } = scene.recorder.state;
  const there = [...blocksOf(blocks, span.start, span.size)].some((block) => memoryBlocks[block]);
  if (there || scene.baselineUnknown) tell(scene, 'blocks.removed', span);
}
