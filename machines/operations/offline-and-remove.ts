import { crashed, done, failed, refused } from './endings.ts';
import { begin, call, operation, outcome, refusedUnless } from './operation.ts';

/**
 * Offlining every block of a range, then removing it; where one stays online, those that went offline go online again.
 * Source: mm/memory_hotplug.c offline_and_remove_memory(), v5.8 … v7.1.
 */
export const offlineAndRemoveMachine = operation.createMachine({
  id: 'offline_and_remove_memory',
  context: ({ input }) => begin(input, 'remove'),
  output: outcome,
  initial: 'checks',
  states: {
    checks: {
      description: 'mm/memory_hotplug.c offline_and_remove_memory(), check_hotplug_memory_range(), v5.8 … v7.1',
      on: { proceed: [refusedUnless('blockAligned'), { target: 'offlining' }] },
    },
    offlining: {
      description: 'mm/memory_hotplug.c offline_and_remove_memory() walks the blocks of the range, v5.8 … v7.1',
      on: {
        proceed: [
          { guard: 'onlineBlockLeft', target: 'offliningBlock', actions: 'takeOnlineBlock' },
          { target: 'removing' },
        ],
      },
    },
    offliningBlock: {
      description: 'mm/memory_hotplug.c try_offline_memory_block(), v5.8 … v7.1',
      entry: call('offline', ({ block }) => ({ block, onlineKind: null })),
      on: {
        returned: [
          { guard: 'succeeded', target: 'offlining', actions: 'noteOfflined' },
          { target: 'onliningAgain', actions: 'keepOutcome' },
        ],
      },
    },
    onliningAgain: {
      description: 'mm/memory_hotplug.c offline_and_remove_memory() rolls back, v5.8 … v7.1',
      on: { proceed: [{ guard: 'onlinesNone', target: 'ended' }, { target: 'onliningBlock' }] },
    },
    onliningBlock: {
      description:
        'mm/memory_hotplug.c try_reonline_memory_block(), v5.8 … v7.1: kernel zone or ZONE_MOVABLE, as before',
      entry: call('online', ({ toOnline: [next] }) => (next ? { block: next.block, onlineKind: next.kind } : {})),
      on: { returned: { target: 'onliningAgain', actions: 'onlinedOne' } },
    },
    removing: {
      description: 'mm/memory_hotplug.c try_remove_memory(), v5.8 … v7.1',
      entry: call('remove_memory', () => ({})),
      on: {
        returned: [
          { guard: 'succeeded', target: 'done' },
          { guard: 'crashedInside', target: 'crashed', actions: 'keepOutcome' },
          { target: 'ended', actions: 'keepOutcome' },
        ],
      },
    },
    ended: { on: { proceed: [{ guard: 'wasRefused', target: 'refused' }, { target: 'failed' }] } },
    done,
    refused,
    failed,
    crashed,
  },
});
