import { not } from 'xstate';
import type { Context } from './context.ts';
import { done, failed, refused } from './endings.ts';
import { begin, errnoIn, fails, notify, ofBlock, operation, outcome, refusedUnless, write } from './operation.ts';
import { blockPages } from './pages.ts';

const vetoed = write('notifier.vetoed', (_, event) => ({
  action: 'MEM_GOING_ONLINE',
  errno: errnoIn(event) ?? 'EPERM',
}));
const inZone = (context: Context) => ({ ...blockPages(context), zone: context.zone });

/**
 * Onlining one memory block: a write of `online`, `online_kernel` or `online_movable` to its state file, or auto-onlining.
 * Source: drivers/base/memory.c memory_subsys_online(), memory_block_online(); mm/memory_hotplug.c online_pages(), v5.2 … v7.1.
 */
export const onlineMachine = operation.createMachine({
  id: 'online',
  context: ({ input }) => begin(input),
  output: outcome,
  initial: 'checks',
  states: {
    checks: {
      description: 'drivers/base/memory.c memory_block_change_state(), memory_block_online(), v5.2 … v7.1',
      on: {
        proceed: [
          refusedUnless('blockExists'),
          refusedUnless('blockState'),
          refusedUnless('noPoison'),
          { target: 'preparing', actions: write('block.goingOnline', ofBlock) },
        ],
      },
    },
    preparing: {
      description: 'drivers/base/memory.c memory_block_online() announces MEM_PREPARE_ONLINE, v6.8 … v6.18',
      on: {
        proceed: [
          { guard: 'announcesPrepareAndFinish', target: 'choosingZone', actions: notify('MEM_PREPARE_ONLINE') },
          { target: 'choosingZone' },
        ],
      },
    },
    choosingZone: {
      description: 'mm/memory_hotplug.c zone_for_pfn_range(), v5.2 … v7.1',
      on: {
        zoneChosen: { target: 'joiningZone', actions: 'chooseZone' },
        proceed: { target: 'joiningZone', actions: 'chooseZone' },
      },
    },
    joiningZone: {
      description: 'mm/memory_hotplug.c move_pfn_range_to_zone(), v5.2 … v7.1',
      on: { proceed: { target: 'announcing', actions: write('zone.joined', inZone) } },
    },
    announcing: {
      description: 'mm/memory_hotplug.c online_pages() calls memory_notify(), v5.2 … v7.1',
      on: { proceed: { target: 'freeingPages', actions: notify('MEM_GOING_ONLINE') } },
    },
    freeingPages: {
      description: 'mm/memory_hotplug.c online_pages_range(), v5.2 … v7.1: pages go to the buddy allocator',
      on: {
        notifierVeto: {
          target: 'cancelling',
          actions: [vetoed, fails('a memory notifier vetoed MEM_GOING_ONLINE')],
        },
        proceed: [
          {
            guard: not('ramInBlock'),
            target: 'cancelling',
            actions: { type: 'failByRule', params: { rule: 'ramInBlock', bySection: false } },
          },
          {
            target: 'done',
            actions: [
              write('sections.onlined', blockPages),
              notify('MEM_ONLINE'),
              write('block.onlined', ({ block, zone }) => ({ block, zone })),
            ],
          },
        ],
      },
    },
    cancelling: {
      description: 'mm/memory_hotplug.c online_pages(): the range leaves its zone again, v5.2 … v7.1',
      on: {
        proceed: { target: 'leavingZone', actions: [notify('MEM_CANCEL_ONLINE'), write('zone.left', inZone)] },
      },
    },
    leavingZone: {
      description: 'drivers/base/memory.c memory_block_online() announces MEM_FINISH_OFFLINE, v6.8 … v6.18',
      on: {
        proceed: [
          {
            guard: 'announcesPrepareAndFinish',
            target: 'failed',
            actions: [notify('MEM_FINISH_OFFLINE'), write('block.onlineCancelled', ofBlock)],
          },
          { target: 'failed', actions: write('block.onlineCancelled', ofBlock) },
        ],
      },
    },
    done,
    refused,
    failed,
  },
});
