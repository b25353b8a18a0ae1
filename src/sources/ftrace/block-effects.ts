import { blocksOf, pagesOfBlock } from '../../../machines/kernel/ranges.ts';
import { type Bytes, blockNr } from '../../../machines/kernel/units.ts';
import { noteEffect } from './call.ts';
import { type Scene, tell } from './open-operation.ts';
import { assumePresent, sectionsSwitched } from './page-effects.ts';

export type Direction = 'online' | 'offline';

const pagesOf = ({ recorder }: Scene, block: number) =>
  pagesOfBlock(recorder.state.profile.geometry, recorder.state.blocks, blockNr(block));

/** A block that the kernel acts on and nobody listed was there before the record, or before what it lost. */
function assumeBlock(scene: Scene, block: number, state: Direction): void {
  const { recorder } = scene;
  if (!scene.baselineUnknown || recorder.state.memoryBlocks[block]) return;
  const pages = pagesOf(scene, block);
  assumePresent(scene, pages);
  if (state === 'online') recorder.record('sections.onlined', { operation: null, ...pages }, scene.circumstances);
  recorder.record(
    'block.found',
    { block: blockNr(block), state, zone: null, oneZone: null, nid: null },
    scene.circumstances,
  );
}

/** A block began to go online or offline. */
export function blockBegins(scene: Scene, block: number, direction: Direction): void {
  assumeBlock(scene, block, direction === 'online' ? 'offline' : 'online');
  tell(scene, direction === 'online' ? 'block.goingOnline' : 'block.goingOffline', { block: blockNr(block) });
}

/** It arrived; its sections too, where no inner call told of them. */
export function blockSwitched(scene: Scene, block: number, direction: Direction): void {
  const id = blockNr(block);
  sectionsSwitched(scene, pagesOf(scene, block), direction === 'online' ? 'onlined' : 'offlined');
  if (direction === 'offline') tell(scene, 'block.offlined', { block: id });
  else tell(scene, 'block.onlined', { block: id, zone: scene.operation?.zone ?? null });
}

/** The call that switches a block returned: it arrived, or went back to where it was. */
export function blockEnds(scene: Scene, block: number, direction: Direction): void {
  const back = direction === 'online' ? 'block.onlineCancelled' : 'block.offlineCancelled';
  if (scene.call.errno === null) blockSwitched(scene, block, direction);
  else tell(scene, back, { block: blockNr(block) });
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
