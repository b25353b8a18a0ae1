import {
  type ByteSpan,
  blockAligned,
  blocksOffline,
  fitsAddressSpace,
  ownMemmapRemovable,
} from '../../machines/guards/checks.ts';
import { blocksOf } from '../../machines/kernel/ranges.ts';
import { type BlockNr, bytes } from '../../machines/kernel/units.ts';
import type { CommandOf } from './commands.ts';
import { decideOffline, decideOnline } from './decide-block.ts';
import { removePages } from './decide-pages.ts';
import { DONE, emit, type Outcome, operation, type Run, refused } from './run.ts';

/** Blocks that exist in a span, in order. */
function existing(run: Run, span: ByteSpan): readonly BlockNr[] {
  if (!fitsAddressSpace(run.state.profile, span)) return [];
  return [...blocksOf(run.state.blocks, Number(span.start), Number(span.size))].filter(
    (block) => run.state.memoryBlocks[block],
  );
}

/** arch_remove_memory() called by itself. */
export function decideArchRemove(run: Run, command: CommandOf<'archRemoveMemory'>): Outcome {
  return operation(run, command, null, (number) => removePages(run, number, command));
}

/** remove_memory(): refused while a block is not offline; blocks that are missing are no reason (spec 4.7). */
export function decideRemoveMemory(run: Run, command: CommandOf<'removeMemory'>): Outcome {
  return operation(run, command, null, (number) => removeOffline(run, number, command));
}

function removeOffline(run: Run, number: number, span: ByteSpan): Outcome {
  const { profile, blocks } = run.state;
  const aligned = blockAligned(profile, span, blocks.blockBytes);
  // The kernel does not return this one: BUG_ON(check_hotplug_memory_range()).
  if (!aligned.allowed) return refused({ ...aligned, fatal: true });
  const there = existing(run, span);
  const entries = there.map((block) => run.state.memoryBlocks[block]);
  const busy = there.filter((block) => run.state.memoryBlocks[block]?.state !== 'offline');
  const offline = blocksOffline(profile, span, busy);
  if (!offline.allowed) return refused(offline);
  const own = entries.filter((entry) => entry?.ownMemmap).length;
  const removable = ownMemmapRemovable(profile, span, blocks.blockBytes, { own, other: entries.length - own });
  if (!removable.allowed) return refused(removable);
  if (!fitsAddressSpace(profile, span)) return DONE;
  const numbers = { start: bytes(Number(span.start)), size: bytes(Number(span.size)) };
  if (there.length > 0) emit(run, 'blocks.removed', { operation: number, ...numbers });
  const outcome = removePages(run, number, span);
  if (outcome.kind === 'done') emit(run, 'resource.released', { operation: number, ...numbers });
  return outcome;
}

/**
 * offline_and_remove_memory(): offlines every block, then removes; where one stays online, those that it offlined go
 * online again (spec 4.7; mm/memory_hotplug.c, v5.8 … v7.1).
 */
export function decideOfflineAndRemove(run: Run, command: CommandOf<'offlineAndRemoveMemory'>): Outcome {
  const { environment } = command;
  return operation(run, command, null, (number) => {
    const aligned = blockAligned(run.state.profile, command, run.state.blocks.blockBytes);
    if (!aligned.allowed) return refused(aligned);
    const offlined: { readonly block: BlockNr; readonly movable: boolean }[] = [];
    for (const block of existing(run, command)) {
      const entry = run.state.memoryBlocks[block];
      if (entry?.state !== 'online') continue;
      const outcome = decideOffline(
        run,
        { type: 'offlineBlock', block, ...(environment ? { environment } : {}) },
        number,
      );
      if (outcome.kind !== 'done') {
        for (const { block: again, movable } of offlined) {
          decideOnline(
            run,
            { type: 'onlineBlock', block: again, kind: movable ? 'online_movable' : 'online_kernel' },
            number,
          );
        }
        return outcome;
      }
      offlined.push({ block, movable: entry.zone === 'Movable' });
    }
    return removeOffline(run, number, command);
  });
}
