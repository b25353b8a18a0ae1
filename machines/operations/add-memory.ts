import { and, not } from 'xstate';
import type { Context } from './context.ts';
import { crashed, done, failed, leftOrphans, refused } from './endings.ts';
import { begin, byOutcome, call, fails, operation, outcome, rangeOf, refusedUnless, write } from './operation.ts';
import type { RuleName } from './rules.ts';

/** The arc of a rule that says no when the System RAM line stands already. */
const releasedUnless = (rule: RuleName) => ({
  guard: not(rule),
  target: 'releasing' as const,
  actions: { type: 'refuse' as const, params: rule },
});

/** The range before the part that is worked on: added already. */
const before = ({ span, part }: Context) => ({ start: span.start, size: part.start - span.start });

const created = write('blocks.created', ({ profile, part, nid, altmap }) => {
  const range = rangeOf(profile, part);
  return range && { ...range, nid, ownMemmap: altmap };
});

/**
 * Adding memory with block devices: System RAM line, checks, pages, block devices, then auto-onlining.
 * Source: mm/memory_hotplug.c add_memory_resource(), register_memory_resource(), v5.2 … v7.1.
 */
export const addMemoryMachine = operation.createMachine({
  id: 'add_memory',
  context: ({ input }) => begin(input, 'add'),
  output: outcome,
  initial: 'checkingRange',
  states: {
    checkingRange: {
      description: 'mm/memory_hotplug.c add_memory_driver_managed(), register_memory_resource(), v5.2 … v7.1',
      on: {
        proceed: [
          refusedUnless('driverName'),
          refusedUnless('addressable'),
          refusedUnless('underMemLimit'),
          refusedUnless('resourceFree'),
          { target: 'reserving' },
        ],
      },
    },
    reserving: {
      description: 'mm/memory_hotplug.c register_memory_resource(), v5.2 … v7.1: the System RAM line in /proc/iomem',
      on: {
        resourceNotReserved: { target: 'failed', actions: fails('the System RAM line could not be reserved') },
        proceed: {
          target: 'checks',
          actions: write('resource.reserved', ({ profile, span, driverName, mergeResource }) => {
            const range = rangeOf(profile, span);
            return range && { ...range, name: driverName ?? 'System RAM', mergeable: mergeResource };
          }),
        },
      },
    },
    checks: {
      description: 'mm/memory_hotplug.c add_memory_resource(), check_hotplug_memory_range(), v5.2 … v7.1',
      on: {
        proceed: [
          releasedUnless('blockAligned'),
          releasedUnless('nodePossible'),
          {
            guard: and([not('mayHoldOwnMemmap'), not('ignoresUngrantedMemmap')]),
            target: 'releasing',
            actions: { type: 'refuse', params: 'mayHoldOwnMemmap' },
          },
          { target: 'addingPages', actions: 'grantOwnMemmap' },
        ],
      },
    },
    addingPages: {
      description:
        'mm/memory_hotplug.c create_altmaps_and_memory_blocks() v6.8, add_memory_resource() before: arch_add_memory()',
      entry: call('arch_add_memory', ({ part }) => ({ span: part })),
      on: {
        returned: [
          { guard: 'succeeded', target: 'creatingBlocks' },
          { guard: 'crashedInside', target: 'crashed', actions: 'keepOutcome' },
          { target: 'undoing', actions: 'keepOutcome' },
        ],
      },
    },
    creatingBlocks: {
      description: 'drivers/base/memory.c create_memory_block_devices(), v5.2 … v7.1',
      on: {
        blockDeviceFailed: {
          guard: 'blocksFree',
          target: 'removingPages',
          actions: fails('a memory block device could not be created'),
        },
        proceed: [
          { guard: not('blocksFree'), target: 'removingPages', actions: { type: 'refuse', params: 'blocksFree' } },
          { guard: not('isLastPart'), target: 'addingPages', actions: [created, 'nextPart'] },
          { target: 'onlining', actions: [created, 'planOnlining'] },
        ],
      },
    },
    removingPages: {
      description:
        'mm/memory_hotplug.c add_memory_resource() calls arch_remove_memory() where block devices fail, v5.3 … v7.1',
      entry: call('arch_remove_memory', ({ part }) => ({ span: part })),
      on: { returned: { target: 'undoing' } },
    },
    undoing: {
      description:
        'mm/memory_hotplug.c remove_memory_blocks_and_altmaps(), v6.8 … v7.1: blocks with their own memmap go again; else there are none',
      entry: [
        write('blocks.removed', (context) => rangeOf(context.profile, before(context))),
        call('arch_remove_memory', (context) => ({ span: before(context) })),
      ],
      on: { returned: { target: 'releasing' } },
    },
    releasing: {
      description: 'mm/memory_hotplug.c release_memory_resource(), v5.2 … v7.1',
      entry: write('resource.released', ({ profile, span }) => rangeOf(profile, span)),
      on: { proceed: byOutcome },
    },
    onlining: {
      description: 'mm/memory_hotplug.c add_memory_resource() onlines by auto_online_blocks, v5.2 … v7.1',
      on: { proceed: [{ guard: 'onlinesNone', target: 'done' }, { target: 'onliningBlock' }] },
    },
    onliningBlock: {
      description: 'mm/memory_hotplug.c online_memory_block(), v5.2 … v7.1: its result is ignored',
      entry: call('online', ({ toOnline: [next] }) => (next ? { block: next.block, onlineKind: next.kind } : {})),
      on: { returned: { target: 'onlining', actions: 'onlinedOne' } },
    },
    done,
    refused,
    failed,
    leftOrphans,
    crashed,
  },
});
