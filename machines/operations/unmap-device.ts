import { crashed, done } from './endings.ts';
import { begin, call, operation, outcome, pagesWritten, wholeSections, write } from './operation.ts';

/**
 * Unmapping device memory: the range leaves its zone, its sections and its pagemap.
 * Source: mm/memremap.c memunmap_pages(), pageunmap_range(), v5.10 … v7.1; devm_memremap_pages_release() in v5.2.
 */
export const unmapDeviceMachine = operation.createMachine({
  id: 'memunmap_pages',
  context: ({ input }) => begin(wholeSections(input), 'remove'),
  output: outcome,
  initial: 'leavingZone',
  states: {
    leavingZone: {
      description: 'mm/memory_hotplug.c remove_pfn_range_from_zone(), v5.6 … v7.1',
      on: {
        proceed: {
          target: 'removingPages',
          actions: write('zone.left', (context) => {
            const pages = pagesWritten(context);
            return pages && { ...pages, zone: 'Device' };
          }),
        },
      },
    },
    removingPages: {
      description: 'mm/memremap.c pageunmap_range() calls arch_remove_memory(), v5.10 … v7.1',
      entry: call('arch_remove_memory', () => ({})),
      on: {
        returned: [
          { guard: 'crashedInside', target: 'crashed', actions: 'keepOutcome' },
          { target: 'done', actions: write('device.released', pagesWritten) },
        ],
      },
    },
    done,
    crashed,
  },
});
