import type { BlockNr } from '../../../../machines/kernel/units.ts';
import { type BlockState, memoryBlockMachine } from '../../../../machines/memory-block.ts';
import { blockEventsOf } from '../../../memory/block-change.ts';
import { blockWorksOf } from '../../../memory/evolve-blocks.ts';
import { positionsAbout } from '../../../timeline/about-index.ts';
import type { Timeline } from '../../../timeline/timeline.ts';
import { stepsThrough, type WatchedMachine } from './watched.ts';

/** The machine of one memory block. A block that has no device is `removed`. */
export function watchedBlock(block: BlockNr): WatchedMachine {
  const stateAt = (timeline: Timeline, seq: number): BlockState =>
    timeline.stateAt(seq).memoryBlocks[block]?.state ?? 'removed';
  const snapshotAt = (timeline: Timeline, seq: number) =>
    memoryBlockMachine.resolveState({ value: stateAt(timeline, seq), context: {} });
  return {
    name: `block:${block}`,
    machine: memoryBlockMachine,
    snapshotAt,
    snapshotBefore: (timeline, seq) => snapshotAt(timeline, seq - 1),
    stepsAt: (timeline, seq) => {
      const event = timeline.log.at(seq);
      if (!event) return [];
      const events = [...blockWorksOf(timeline.initial.blocks, event)].flatMap(([touched, work]) =>
        touched === block ? blockEventsOf(stateAt(timeline, seq - 1), work) : [],
      );
      return stepsThrough(memoryBlockMachine, snapshotAt(timeline, seq - 1), events);
    },
    positions: (timeline) => positionsAbout(timeline, { kind: 'block', number: block }),
  };
}
