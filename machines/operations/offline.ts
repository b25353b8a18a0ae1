import { not } from 'xstate';
import { done, failed, refused } from './endings.ts';
import { begin, errnoIn, fails, notify, ofBlock, operation, outcome, refusedUnless, write } from './operation.ts';
import { blockPages } from './pages.ts';
import type { RuleName } from './rules.ts';

const vetoed = write('notifier.vetoed', (_, event) => ({
  action: 'MEM_GOING_OFFLINE',
  errno: errnoIn(event) ?? 'EPERM',
}));

/** The arc of a rule that says no while the block's state file shows going-offline: it shows online again. */
const onlineAgainUnless = (rule: RuleName) => ({
  guard: not(rule),
  target: 'refused' as const,
  actions: [write('block.offlineCancelled', ofBlock), { type: 'refuse' as const, params: rule }],
});

/**
 * Offlining one memory block: a write of `offline` to its state file, or the kernel doing the same.
 * Source: drivers/base/memory.c memory_subsys_offline(), memory_block_offline(); mm/memory_hotplug.c offline_pages(), v5.2 … v7.1.
 */
export const offlineMachine = operation.createMachine({
  id: 'offline',
  context: ({ input }) => begin(input),
  output: outcome,
  initial: 'checks',
  states: {
    checks: {
      description: 'drivers/base/memory.c memory_subsys_offline(), memory_block_change_state(), v5.2 … v7.1',
      on: {
        proceed: [
          refusedUnless('blockExists'),
          refusedUnless('blockState'),
          refusedUnless('allSectionsPresent'),
          { target: 'checkingRange', actions: write('block.goingOffline', ofBlock) },
        ],
      },
    },
    checkingRange: {
      description: 'drivers/base/memory.c memory_block_offline(), mm/memory_hotplug.c offline_pages(), v5.2 … v7.1',
      on: {
        proceed: [
          onlineAgainUnless('remembersZone'),
          onlineAgainUnless('allRam'),
          onlineAgainUnless('oneZone'),
          { target: 'isolating' },
        ],
      },
    },
    isolating: {
      description: 'mm/page_isolation.c start_isolate_page_range(), v5.2 … v7.1',
      on: {
        // No notifier was told that the block is going offline, so none is told of the end.
        unmovablePage: {
          target: 'failed',
          actions: [
            write('pages.isolated', (context, event) => ({ ...blockPages(context), errno: errnoIn(event) }), 'failed'),
            write('block.offlineCancelled', ofBlock),
            fails('a page of the block can be neither isolated nor moved'),
          ],
        },
        proceed: {
          target: 'announcing',
          actions: write('pages.isolated', (context) => ({ ...blockPages(context), errno: null })),
        },
      },
    },
    announcing: {
      description: 'mm/memory_hotplug.c offline_pages() calls memory_notify(), v5.2 … v7.1',
      on: { proceed: { target: 'migrating', actions: notify('MEM_GOING_OFFLINE') } },
    },
    migrating: {
      description:
        'mm/memory_hotplug.c scan_movable_pages(), do_migrate_range(), v5.2 … v7.1: retries until a signal comes',
      on: {
        notifierVeto: {
          target: 'cancelling',
          actions: [vetoed, fails('a memory notifier vetoed MEM_GOING_OFFLINE')],
        },
        signal: { target: 'cancelling', actions: fails('a signal was pending while pages were migrated') },
        offlineFailedLate: { target: 'cancelling', actions: fails('pages could not be moved or dissolved') },
        proceed: { target: 'committing', actions: write('sections.offlined', blockPages) },
      },
    },
    cancelling: {
      description: 'mm/memory_hotplug.c offline_pages(): pages are given back, everybody is told, v5.2 … v7.1',
      on: {
        proceed: {
          target: 'failed',
          actions: [notify('MEM_CANCEL_OFFLINE'), write('block.offlineCancelled', ofBlock)],
        },
      },
    },
    committing: {
      description: 'mm/memory_hotplug.c offline_pages(): nothing can fail any more, v5.2 … v7.1',
      on: {
        proceed: {
          target: 'leavingZone',
          actions: [
            notify('MEM_OFFLINE'),
            write('zone.left', (context, { memory }) => ({
              ...blockPages(context),
              zone: memory.block(context.block).zone ?? 'unknown',
            })),
          ],
        },
      },
    },
    leavingZone: {
      description: 'mm/memory_hotplug.c remove_pfn_range_from_zone(), v5.6 … v7.1',
      on: {
        proceed: [
          {
            guard: 'announcesPrepareAndFinish',
            target: 'done',
            actions: [notify('MEM_FINISH_OFFLINE'), write('block.offlined', ofBlock)],
          },
          { target: 'done', actions: write('block.offlined', ofBlock) },
        ],
      },
    },
    done,
    refused,
    failed,
  },
});
