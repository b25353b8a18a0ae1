import type { EventLog } from '../../../events/log.ts';
import type { BlockState } from '../../../machines/memory-block.ts';
import { blockWorkOf, changedBlock } from '../../memory/block-change.ts';
import type { BlockEntry, MemoryState } from '../../memory/state.ts';
import { blocksNamed } from './trace-evidence.ts';

/** The states of every block in the time of a trace. */
export interface BlockHistory {
  /**
   * The states that a block had from `slackNs` before a time to `slackNs` after it, the first one first; undefined where the
   * trace had not begun, or was over.
   */
  around(block: number, atNs: bigint, slackNs: bigint): ReadonlySet<BlockState> | undefined;
  /** Whether the trace tells of a block at all. */
  mentions(block: number): boolean;
}

/** Times at which a block came into a state, ascending; null is the beginning. */
type States = (readonly [bigint | null, BlockState])[];

/** Follows the blocks of a trace through its events. */
export function blockHistory(log: EventLog, initial: MemoryState): BlockHistory {
  const entries = new Map<number, BlockEntry | undefined>();
  const states = new Map<number, States>();
  let first: bigint | null = null;
  let last: bigint | null = null;
  for (const event of log.read()) {
    first ??= event.timeNs;
    last = event.timeNs ?? last;
    const work = blockWorkOf(event);
    if (!work) continue;
    for (const block of blocksNamed(event, initial)) {
      const entry = changedBlock(entries.get(block), work);
      entries.set(block, entry);
      const had = states.get(block) ?? [];
      states.set(block, had);
      had.push([last, entry?.state ?? 'removed']);
    }
  }
  return {
    mentions: (block) => states.has(block),
    around(block, atNs, slackNs) {
      if (first === null || last === null || atNs < first || atNs > last) return undefined;
      const had = states.get(block) ?? [];
      const from = had.findLastIndex(([since]) => since === null || since <= atNs - slackNs);
      const during = had.slice(Math.max(0, from)).filter(([since]) => since === null || since <= atNs + slackNs);
      const before: readonly BlockState[] = from < 0 ? ['removed'] : [];
      return new Set([...before, ...during.map(([, state]) => state)]);
    },
  };
}
