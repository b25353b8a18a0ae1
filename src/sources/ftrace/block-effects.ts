import { blocksOf, pagesOfBlock } from '../../../machines/kernel/ranges.ts';
import { type Bytes, blockNr } from '../../../machines/kernel/units.ts';
import { noteEffect } from './call.ts';
import { type CallContext, write } from './open-operation.ts';
import { assumePresent, sectionsSwitched } from './page-effects.ts';

export type Direction = 'online' | 'offline';

const pagesOf = ({ recorder }: CallContext, block: number) =>
  pagesOfBlock(recorder.state.profile.geometry, recorder.state.blocks, blockNr(block));

/** A block that the kernel acts on and nobody listed was there before the record, or before what it lost. */
function assumeBlock(context: CallContext, block: number, state: Direction): void {
  const { recorder } = context;
  if (!context.baselineUnknown || recorder.state.memoryBlocks[block]) return;
  const pages = pagesOf(context, block);
  assumePresent(context, pages);
  if (state === 'online') recorder.record('sections.onlined', { operation: null, ...pages }, context.circumstances);
  recorder.record(
    'block.found',
    { block: blockNr(block), state, zone: null, oneZone: null, nid: null },
    context.circumstances,
  );
}

/** A block began to go online or offline. */
export function blockBegins(context: CallContext, block: number, direction: Direction): void {
  assumeBlock(context, block, direction === 'online' ? 'offline' : 'online');
  write(context, direction === 'online' ? 'block.goingOnline' : 'block.goingOffline', { block: blockNr(block) });
}

/** It arrived; its sections too, where no inner call told of them. */
export function blockSwitched(context: CallContext, block: number, direction: Direction): void {
  const id = blockNr(block);
  sectionsSwitched(context, pagesOf(context, block), direction === 'online' ? 'onlined' : 'offlined');
  if (direction === 'offline') write(context, 'block.offlined', { block: id });
  else write(context, 'block.onlined', { block: id, zone: context.operation?.zone ?? null });
}

/** The call that switches a block returned: it arrived, or went back to where it was. */
export function blockEnds(context: CallContext, block: number, direction: Direction): void {
  const back = direction === 'online' ? 'block.onlineCancelled' : 'block.offlineCancelled';
  if (context.call.errno === null) blockSwitched(context, block, direction);
  else write(context, back, { block: blockNr(block) });
}

/** Block devices were made for a range; `ownMemmap` where the range brought its own memmap. */
export function blocksCreated(
  context: CallContext,
  span: { start: Bytes; size: Bytes },
  nid: number | null,
  ownMemmap: boolean,
): void {
  if (context.call.errno !== null || context.call.effects.has('created')) return;
  write(context, 'blocks.created', { ...span, nid, ownMemmap });
  noteEffect(context.call, 'created');
}

/** Block devices of a range went; where there were none, nothing is told. */
export function blocksRemoved(context: CallContext, span: { start: Bytes; size: Bytes }): void {
  if (context.call.effects.has('deleted')) return;
  noteEffect(context.call, 'deleted');
  const { blocks, memoryBlocks } = context.recorder.state;
  const there = [...blocksOf(blocks, span.start, span.size)].some((block) => memoryBlocks[block]);
  if (there || context.baselineUnknown) write(context, 'blocks.removed', span);
}
