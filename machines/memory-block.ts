import { setup, transition } from 'xstate';

/**
 * States of one memory block (drivers/base/memory.c). sysfs shows `offline` for both `offline` and `goingOnline`, and
 * `going-offline` for `goingOffline`; a removed block has no directory.
 */
export type BlockState = 'removed' | 'offline' | 'goingOnline' | 'online' | 'goingOffline';

export type BlockEvent = {
  readonly type:
    | 'boot'
    | 'create'
    | 'goOnline'
    | 'onlined'
    | 'onlineCancelled'
    | 'goOffline'
    | 'offlined'
    | 'offlineCancelled'
    | 'remove';
};

/**
 * The statechart of one memory block. A word written to its state file that no transition answers to is refused: EINVAL.
 * Blocks are never smaller than a section, so both memory models share it.
 * Source: drivers/base/memory.c memory_block_change_state(), state_store(), v5.2 … v7.1.
 */
export const memoryBlockMachine = setup({ types: { events: {} as BlockEvent } }).createMachine({
  id: 'memoryBlock',
  initial: 'removed',
  states: {
    removed: { on: { boot: 'online', create: 'offline' } },
    offline: { on: { goOnline: 'goingOnline', remove: 'removed' } },
    goingOnline: { on: { onlined: 'online', onlineCancelled: 'offline' } },
    online: { on: { goOffline: 'goingOffline' } },
    goingOffline: { on: { offlined: 'offline', offlineCancelled: 'online' } },
  },
});

const snapshotOf = (state: BlockState) => memoryBlockMachine.resolveState({ value: state, context: {} });

/** Whether the block machine answers to an event in a state. */
export const blockTakes = (state: BlockState, type: BlockEvent['type']): boolean => snapshotOf(state).can({ type });

/** What the block machine makes of one event: the next state, or the same one where it takes no transition. */
export const stepBlock = (state: BlockState, event: BlockEvent): BlockState =>
  transition(memoryBlockMachine, snapshotOf(state), event)[0].value;

const STATES = Object.keys(memoryBlockMachine.root.states) as readonly BlockState[];

/** Whether an event leads to a state of the block machine. */
const leadsTo = (type: BlockEvent['type'], to: BlockState): boolean =>
  STATES.some((state) => blockTakes(state, type) && stepBlock(state, { type }) === to);

/**
 * The shortest way of the block machine from a state through an event, event by event: an observation needs no history. None where
 * the block is already what the event makes of it.
 */
export function wayThrough(from: BlockState, last: BlockEvent['type']): readonly BlockEvent[] {
  let ways: { readonly at: BlockState; readonly way: readonly BlockEvent[] }[] = leadsTo(last, from)
    ? []
    : [{ at: from, way: [] }];
  const seen = new Set<BlockState>([from]);
  while (ways.length > 0) {
    const found = ways.find(({ at }) => blockTakes(at, last));
    if (found) return [...found.way, { type: last }];
    ways = ways.flatMap(({ at, way }) =>
      (memoryBlockMachine.root.states[at]?.ownEvents ?? []).flatMap((type) => {
        const event = { type } as BlockEvent;
        const next = stepBlock(at, event);
        if (seen.has(next)) return [];
        seen.add(next);
        return [{ at: next, way: [...way, event] }];
      }),
    );
  }
  return [];
}

/** The text of the block's `state` file (Documentation/admin-guide/mm/memory-hotplug.rst). */
export function sysfsWord(state: Exclude<BlockState, 'removed'>): 'offline' | 'online' | 'going-offline' {
  if (state === 'goingOffline') return 'going-offline';
  return state === 'goingOnline' ? 'offline' : state;
}
