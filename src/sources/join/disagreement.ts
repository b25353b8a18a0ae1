import { decided, type EventDraft } from '../../../events/event.ts';
import { type BlockNr, blockNr } from '../../../machines/kernel/units.ts';
import type { BlockState } from '../../../machines/memory-block.ts';
import { stateInWords } from '../../../machines/state-words.ts';
import type { BlockAction } from './observation.ts';
import type { TracedCall } from './trace-evidence.ts';

/** A trace's word for what a uevent says has become of a block. */
const STATE_AFTER: Readonly<Record<BlockAction, readonly BlockState[]>> = {
  // A block that came may have gone on to be onlined before anybody read of it.
  add: ['offline', 'goingOnline', 'online', 'goingOffline'],
  remove: ['removed'],
  online: ['online', 'goingOffline'],
  offline: ['offline', 'goingOnline', 'removed'],
};

const ACTION_IN_WORDS: Readonly<Record<BlockAction, string>> = {
  add: 'present',
  remove: 'removed',
  online: 'online',
  offline: 'offline',
};

/** What must be known of the trace at the time of a uevent. */
export interface BlockContext {
  /** The block's state at the time, and every other that it had within `slackNs` of it. */
  readonly states: ReadonlySet<BlockState>;
  /** Whether the trace tells of the block at all. */
  readonly mentioned: boolean;
  /** Calls of the trace; one that is at work on the block may have made and unmade it without an event of its own. */
  readonly calls: readonly TracedCall[];
  readonly blockBytes: number;
  readonly atNs: bigint;
  readonly slackNs: bigint;
}

/** What a uevent says of a block that the trace does not show; undefined where the two agree. */
export function disagreement(action: BlockAction, block: BlockNr, around: BlockContext): EventDraft | undefined {
  const { states, mentioned, calls, blockBytes, atNs, slackNs } = around;
  if (STATE_AFTER[action].some((state) => states.has(state))) return undefined;
  const start = block * blockBytes;
  const atWork = calls.some(
    ({ startNs, endNs, bytes }) =>
      startNs - slackNs <= atNs &&
      atNs <= endNs + slackNs &&
      (bytes === null || (bytes.start < start + blockBytes && start < bytes.start + bytes.size)),
  );
  if (atWork) return undefined;
  const shown = mentioned ? [...states].map(stateInWords).join(', then ') : 'not mentioned';
  return decided('sources.disagreed', { block: blockNr(block), said: ACTION_IN_WORDS[action], shown });
}
