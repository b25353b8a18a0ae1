import { done, failed, leftOrphans, refused } from './endings.ts';
import {
  begin,
  byOutcome,
  call,
  fails,
  operation,
  outcome,
  pagesWritten,
  refusedUnless,
  wholeSections,
  write,
} from './operation.ts';

const inDeviceZone = write('zone.joined', (context) => {
  const pages = pagesWritten(context);
  return pages && { ...pages, zone: 'Device' };
});

/**
 * Mapping device memory (ZONE_DEVICE) over a range: a claim of its pages, the pages, then the zone. It never gets a block device.
 * Source: mm/memremap.c memremap_pages(), pagemap_range(), v5.10 … v7.1; devm_memremap_pages() in v5.2.
 */
export const mapDeviceMachine = operation.createMachine({
  id: 'memremap_pages',
  context: ({ input }) => begin(wholeSections(input), 'add'),
  output: outcome,
  initial: 'checks',
  states: {
    checks: {
      description: 'mm/memremap.c pagemap_range(), v5.10 … v7.1',
      on: {
        proceed: [
          refusedUnless('mayMapDevice'),
          refusedUnless('noClaimAtEnds'),
          refusedUnless('disjointFromRam'),
          refusedUnless('deviceAddressable'),
          { target: 'addingPages', actions: write('device.claimed', pagesWritten) },
        ],
      },
    },
    addingPages: {
      description: 'mm/memremap.c pagemap_range() calls arch_add_memory(), v5.10 … v7.1',
      entry: call('arch_add_memory', () => ({})),
      on: {
        returned: [
          { guard: 'succeeded', target: 'joiningZone' },
          { target: 'releasing', actions: 'keepOutcome' },
        ],
      },
    },
    joiningZone: {
      description: 'mm/memory_hotplug.c move_pfn_range_to_zone(), v5.2 … v7.1',
      on: { proceed: { target: 'initialising', actions: inDeviceZone } },
    },
    initialising: {
      description:
        'mm/page_alloc.c memmap_init_zone_device(), v5.2 … v7.1; then the driver takes the range, or gives it up',
      on: {
        deviceSetupFailed: { target: 'unmapping', actions: fails('the driver gave the range up again') },
        proceed: { target: 'done' },
      },
    },
    unmapping: {
      description: 'mm/memremap.c pageunmap_range(), v5.10 … v7.1',
      entry: call('memunmap_pages', () => ({})),
      on: { returned: { target: 'failed' } },
    },
    releasing: {
      description: 'mm/memremap.c pagemap_range(): the pages leave pgmap_array, v5.10 … v7.1',
      entry: write('device.released', pagesWritten),
      on: { proceed: byOutcome },
    },
    done,
    refused,
    failed,
    leftOrphans,
  },
});
