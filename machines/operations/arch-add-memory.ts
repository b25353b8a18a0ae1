import { and, not, or } from 'xstate';
import type { Context } from './context.ts';
import { crashed, done, failed, leftOrphans, refused } from './endings.ts';
import { begin, fails, operation, outcome, refusedUnless, write } from './operation.ts';
import { partAt } from './pages.ts';

/** What was filled in a row and is not in the log yet. */
const filled = write('pages.added', ({ row, nid, altmap }) => row && { ...row, nid, altmap });

/** v5.2 allocates before it looks whether the section is there. */
const runsOut = and(['failsHere', or(['knowsNoSubsections', and(['mayFill', 'allocatesMemmap'])])]);

const noMemory = {
  type: 'fail' as const,
  params: ({ context }: { readonly context: Context }) =>
    `no memory for the memmap of section ${partAt(context).section}`,
};

/** Where an allocation fails: what was filled before stays, and nobody owns it. */
const outOfMemory = [
  { guard: and([runsOut, 'filledNothing']), target: 'failed' as const, actions: noMemory },
  { guard: runsOut, target: 'leftOrphans' as const, actions: [noMemory, filled] },
];

/**
 * Populating a range of pages: the linear mapping, then __add_pages(), which checks the range as a whole, fills it section by
 * section up to the first refusal, and leaves what it filled before.
 * Source: arch_add_memory(); mm/memory_hotplug.c __add_pages(), mm/sparse.c sparse_add_section(), v5.2 … v7.1.
 */
export const archAddMemoryMachine = operation.createMachine({
  id: 'arch_add_memory',
  context: ({ input }) => begin(input, 'add'),
  output: outcome,
  initial: 'mapping',
  states: {
    mapping: {
      description: 'arch_add_memory() builds the linear mapping, v5.2 … v7.1',
      on: {
        pageTableFailed: { target: 'failed', actions: fails('the linear mapping could not be built') },
        proceed: { target: 'checks' },
      },
    },
    checks: {
      description: 'mm/memory_hotplug.c __add_pages(), check_pfn_span(), v5.3 … v7.1',
      on: {
        proceed: [
          refusedUnless('addressableLate'),
          refusedUnless('spanAligned'),
          { guard: 'crashOnFill', target: 'crashed', actions: 'crashOnFill' },
          { target: 'filling', actions: 'widenPages' },
        ],
      },
    },
    filling: {
      description: 'mm/sparse.c section_activate() for the part of the range in one section, v5.3 … v7.1',
      on: {
        allocationFailed: outOfMemory,
        altmapTooSmall: outOfMemory,
        noContiguousPages: {
          guard: and(['failsHere', 'mayFill', 'fallsBackToVmalloc']),
          target: 'filling',
          actions: [filled, 'endRow', 'takePart', filled, write('memmap.fellBack', ({ row }) => row), 'endRow'],
        },
        proceed: [
          { guard: 'nothingLeft', target: 'done', actions: filled },
          {
            guard: and([not('mayFill'), 'knowsNoSubsections']),
            target: 'filling',
            actions: [filled, 'passOverPart'],
          },
          {
            guard: and([not('mayFill'), 'filledNothing']),
            target: 'refused',
            actions: { type: 'refuse', params: 'mayFill' },
          },
          {
            guard: not('mayFill'),
            target: 'leftOrphans',
            actions: [{ type: 'failByRule', params: { rule: 'mayFill', bySection: true } }, filled],
          },
          { target: 'filling', actions: 'takePart' },
        ],
      },
    },
    done,
    refused,
    failed,
    leftOrphans,
    crashed,
  },
});
