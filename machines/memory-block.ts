import { setup, transition } from 'xstate';
import { ALLOWED, refuse, type Verdict } from './guards/verdict.ts';
import type { Profile } from './kernel/profile.ts';
import { answersPerProfile } from './remember.ts';

/**
 * States of one memory block (drivers/base/memory.c). sysfs shows `offline` for both `offline` and `goingOnline`, and
 * `going-offline` for `goingOffline`; an absent block has no directory.
 */
export type BlockState = 'absent' | 'offline' | 'goingOnline' | 'online' | 'goingOffline';

/** What decides whether a block may begin to go offline; undefined where the source can't tell. */
export interface OfflineQuestion {
  /** Every page of the block lies in a busy System RAM line. */
  readonly allRam: boolean | undefined;
  /** The block has one zone, and remembers it. */
  readonly oneZone: boolean | undefined;
  readonly allSectionsPresent: boolean;
}

export interface OnlineQuestion {
  readonly poisoned: boolean;
}

export type BlockEvent =
  | { readonly type: 'boot' }
  | { readonly type: 'create' }
  | ({ readonly type: 'goOnline'; readonly observed?: true } & OnlineQuestion)
  | { readonly type: 'onlined' }
  | { readonly type: 'onlineCancelled' }
  | ({ readonly type: 'goOffline'; readonly observed?: true } & OfflineQuestion)
  | { readonly type: 'offlined' }
  | { readonly type: 'offlineCancelled' }
  | { readonly type: 'remove' };

/** Whether this kernel lets a block begin to go offline; the checks in the kernel's order (docs/kernel.md §4.6, rows 1, 2, 4 and 5). */
export function mayGoOffline(profile: Profile, question: OfflineQuestion): Verdict {
  const { traits } = profile;
  if (traits.offlineNeedsAllSections && !question.allSectionsPresent) {
    return refuse({
      guard: 'allSectionsPresent',
      errno: 'EINVAL',
      reason: 'a section of the block is not present',
      source: 'drivers/base/memory.c memory_subsys_offline(), up to v5.6',
    });
  }
  if (traits.blockRemembersZone && question.oneZone === false) {
    return refuse({
      guard: 'oneZone',
      errno: 'EINVAL',
      reason: 'the block spans several zones or nodes, so it remembers none',
      source: 'drivers/base/memory.c memory_block_offline(), v5.19',
    });
  }
  if (traits.offlineNeedsAllRam && question.allRam === false) {
    return refuse({
      guard: 'allRam',
      errno: 'EINVAL',
      reason: 'memory holes: not every page of the block is busy System RAM',
      source: 'mm/memory_hotplug.c offline_pages(), v5.6',
    });
  }
  if (question.oneZone === false) {
    return refuse({
      guard: 'oneZone',
      errno: 'EINVAL',
      reason: 'multizone range: the block spans several zones',
      source: 'mm/memory_hotplug.c offline_pages(), up to v5.17',
    });
  }
  return ALLOWED;
}

/** Whether this kernel lets a block begin to go online. */
export function mayGoOnline(profile: Profile, question: OnlineQuestion): Verdict {
  if (profile.traits.poisonKeepsOffline && question.poisoned) {
    return refuse({
      guard: 'noPoison',
      errno: 'EHWPOISON',
      reason: 'the block has poisoned pages',
      source: 'drivers/base/memory.c memory_block_online(), v6.8',
    });
  }
  return ALLOWED;
}

const machineSetup = setup({
  types: { context: {} as { readonly profile: Profile }, events: {} as BlockEvent, input: {} as Profile },
  guards: {
    mayGoOnline: ({ context, event }) =>
      event.type === 'goOnline' && (event.observed === true || mayGoOnline(context.profile, event).allowed),
    mayGoOffline: ({ context, event }) =>
      event.type === 'goOffline' && (event.observed === true || mayGoOffline(context.profile, event).allowed),
  },
});

/** The statechart of one memory block (docs/kernel.md §6.2). Blocks are never smaller than a section, so both memory models share it. */
export const memoryBlockMachine = machineSetup.createMachine({
  id: 'memoryBlock',
  context: ({ input }) => ({ profile: input }),
  initial: 'absent',
  states: {
    absent: { on: { boot: { target: 'online' }, create: { target: 'offline' } } },
    offline: {
      on: { goOnline: { guard: 'mayGoOnline', target: 'goingOnline' }, remove: { target: 'absent' } },
    },
    goingOnline: { on: { onlined: { target: 'online' }, onlineCancelled: { target: 'offline' } } },
    online: { on: { goOffline: { guard: 'mayGoOffline', target: 'goingOffline' } } },
    goingOffline: { on: { offlined: { target: 'offline' }, offlineCancelled: { target: 'online' } } },
  },
});

const answered = answersPerProfile<BlockState>(1000);

/** What the block machine makes of one event: the next state, or the same one where it takes no transition. */
export const stepBlock = (profile: Profile, state: BlockState, event: BlockEvent): BlockState =>
  answered(profile, `${state} ${JSON.stringify(event)}`, () => {
    const snapshot = memoryBlockMachine.resolveState({ value: state, context: { profile } });
    return transition(memoryBlockMachine, snapshot, event)[0].value;
  });

/** The text of the block's `state` file (Documentation/admin-guide/mm/memory-hotplug.rst). */
export function sysfsWord(state: Exclude<BlockState, 'absent'>): 'offline' | 'online' | 'going-offline' {
  if (state === 'goingOffline') return 'going-offline';
  return state === 'goingOnline' ? 'offline' : state;
}
