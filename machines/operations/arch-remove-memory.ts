import { and, not } from 'xstate';
import type { Outputs } from './context.ts';
import { crashed, done, refused } from './endings.ts';
import { begin, operation, outcome, write } from './operation.ts';
import { partAt } from './pages.ts';
import { RULES } from './rules.ts';

/** What was cleared in a row and is not in the log yet. */
const cleared = write('pages.removed', ({ row }) => row);

/** The kernel warns and takes nothing away. */
const notRemoved = (rule: 'spanAligned' | 'mayClear') =>
  write('pages.notRemoved', (context, { memory }): Outputs['pages.notRemoved'] | null => {
    const verdict = RULES[rule](context, memory);
    if (verdict.allowed) return null;
    const { pfn, nrPages } = rule === 'mayClear' ? partAt(context) : context.pages;
    return { pfn, nrPages, guard: verdict.guard, reason: verdict.reason, message: verdict.message ?? null };
  });

/**
 * Taking a range of pages away, section by section: where a part can't be cleared the kernel warns and goes on, and no error
 * reaches the caller.
 * Source: arch_remove_memory(); mm/memory_hotplug.c __remove_pages(), mm/sparse.c section_deactivate(), v5.2 … v7.1.
 */
export const archRemoveMemoryMachine = operation.createMachine({
  id: 'arch_remove_memory',
  context: ({ input }) => begin(input, 'remove'),
  output: outcome,
  initial: 'checks',
  states: {
    checks: {
      description: 'mm/memory_hotplug.c __remove_pages(), check_pfn_span(), v5.2 … v7.1',
      on: {
        proceed: [
          { guard: not('fitsAddressSpace'), target: 'done' },
          {
            guard: and([not('spanAligned'), 'knowsNoSubsections']),
            target: 'refused',
            actions: { type: 'refuse', params: 'spanAligned' },
          },
          { guard: not('spanAligned'), target: 'done', actions: notRemoved('spanAligned') },
          { target: 'clearing' },
        ],
      },
    },
    clearing: {
      description: 'mm/sparse.c section_deactivate() for the part of the range in one section, v5.3 … v7.1',
      on: {
        proceed: [
          { guard: 'nothingLeft', target: 'done', actions: cleared },
          {
            guard: not('mayClear'),
            target: 'clearing',
            actions: [cleared, notRemoved('mayClear'), 'passOverPart'],
          },
          {
            guard: 'crashOnClear',
            target: 'crashed',
            actions: ['crashOnClear', 'takePart', cleared],
          },
          { target: 'clearing', actions: 'takePart' },
        ],
      },
    },
    done,
    refused,
    crashed,
  },
});
