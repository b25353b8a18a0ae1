import { and, not, setup } from 'xstate';
import { type Chart, regionsOf } from '../../src/actions/diagram/chart.ts';

/**
 * A procedure with everything that makes a chart dense: as many guards on one way as an offline has, several ways between two
 * states, loops, ways back, and an end for each way to fail.
 */
const procedure = setup({
  types: {
    events: {} as { type: 'proceed' | 'unmovablePage' | 'notifierVeto' | 'signal' | 'pageMigrated' | 'returned' },
  },
  guards: {
    blockExists: () => true,
    blockIsOnline: () => true,
    allSectionsPresent: () => true,
    remembersZone: () => true,
    allRam: () => true,
    oneZone: () => true,
    announcesPrepareAndFinish: () => true,
    losesLastMemoryOfItsNode: () => true,
    wasRefused: () => true,
    leavesOrphans: () => true,
    nothingLeft: () => true,
  },
}).createMachine({
  id: 'procedure',
  initial: 'checks',
  states: {
    checks: {
      description:
        'drivers/base/memory.c memory_block_change_state(), memory_block_offline(); mm/memory_hotplug.c offline_pages(), v5.2 … v7.1',
      on: {
        proceed: [
          { guard: not('blockExists'), target: 'refused' },
          { guard: not('blockIsOnline'), target: 'refused' },
          {
            guard: not('allSectionsPresent'),
            target: 'refused',
            description: 'a section of the block is not present: EINVAL, up to v5.6',
          },
          { guard: not('remembersZone'), target: 'refused' },
          { guard: not('allRam'), target: 'refused' },
          { guard: not('oneZone'), target: 'refused' },
          { target: 'isolating' },
        ],
      },
    },
    isolating: {
      description: 'mm/page_isolation.c start_isolate_page_range(), v5.2 … v7.1: sets every pageblock aside',
      on: {
        unmovablePage: {
          target: 'failed',
          description: 'a reserved, slab or other unmovable page: no notifier was told, so none is told of the end',
        },
        proceed: [
          { guard: and(['losesLastMemoryOfItsNode', not('announcesPrepareAndFinish')]), target: 'announcingNode' },
          { target: 'goingOffline' },
        ],
      },
    },
    announcingNode: {
      on: { notifierVeto: { target: 'cancelling' }, proceed: { target: 'goingOffline' } },
    },
    goingOffline: {
      description: 'MEM_GOING_OFFLINE: every notifier is asked',
      on: { notifierVeto: { target: 'cancelling' }, proceed: { target: 'migrating' } },
    },
    migrating: {
      on: {
        signal: { target: 'cancelling' },
        unmovablePage: { target: 'cancelling' },
        pageMigrated: [{ guard: not('nothingLeft'), target: 'migrating' }, { target: 'isolatingAgain' }],
      },
    },
    isolatingAgain: {
      on: { unmovablePage: { target: 'migrating' }, proceed: { target: 'committing' } },
    },
    committing: {
      on: {
        returned: [
          { guard: 'wasRefused', target: 'refused' },
          { guard: 'leavesOrphans', target: 'leftOrphans' },
          { guard: and(['announcesPrepareAndFinish', 'nothingLeft']), target: 'done' },
          { target: 'done' },
        ],
      },
    },
    cancelling: {
      description:
        'MEM_CANCEL_OFFLINE, then the pageblocks are given back: mm/page_isolation.c undo_isolate_page_range()',
      on: { proceed: { target: 'failed' } },
    },
    done: { type: 'final' },
    refused: { type: 'final' },
    failed: { type: 'final' },
    leftOrphans: { type: 'final' },
    crashed: { type: 'final' },
  },
});

/** The chart of that procedure. */
export const procedureChart = (): Chart => ({ machine: 'attempt', regions: regionsOf(procedure.root) });
