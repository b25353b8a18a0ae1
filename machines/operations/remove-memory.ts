import { not } from 'xstate';
import { crashed, done, refused } from './endings.ts';
import { begin, call, operation, outcome, rangeOf, refusedUnless, write } from './operation.ts';
import { blocksThere } from './rules.ts';

/**
 * Removing memory with its block devices: refused while a block is not offline; blocks that are missing are no reason.
 * Source: mm/memory_hotplug.c remove_memory(), try_remove_memory(), v5.2 … v7.1.
 */
export const removeMemoryMachine = operation.createMachine({
  id: 'remove_memory',
  context: ({ input }) => begin(input, 'remove'),
  output: outcome,
  initial: 'checks',
  states: {
    checks: {
      description: 'mm/memory_hotplug.c try_remove_memory(), v5.2 … v7.1',
      on: {
        proceed: [
          { guard: not('blockAligned'), target: 'refused', actions: { type: 'stop', params: 'blockAligned' } },
          refusedUnless('blocksOffline'),
          refusedUnless('ownMemmapRemovable'),
          {
            target: 'removingPages',
            actions: write('blocks.removed', ({ profile, span }, { memory }) =>
              blocksThere(memory, span).length > 0 ? rangeOf(profile, span) : null,
            ),
          },
        ],
      },
    },
    removingPages: {
      description: 'mm/memory_hotplug.c try_remove_memory() calls arch_remove_memory(), v5.2 … v7.1',
      entry: call('arch_remove_memory', () => ({})),
      on: {
        returned: [
          { guard: 'crashedInside', target: 'crashed', actions: 'keepOutcome' },
          {
            target: 'done',
            actions: write('resource.released', ({ profile, span }) => rangeOf(profile, span)),
          },
        ],
      },
    },
    done,
    refused,
    crashed,
  },
});
