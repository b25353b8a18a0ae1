import { isInside } from '../call.ts';
import { zoneJoined, zoneLeft } from '../device-effects.ts';
import { from } from '../kernel-function.ts';
import { withParents, write } from '../open-operation.ts';
import type { Entries } from '../traced-function.ts';

/** Functions that move pages between zones, or take them out of use. */
export const ZONES: Entries = {
  zone_for_pfn_range: {
    signatures: [
      from(5, 2, 'online_type', 'nid', 'pfn', 'nr_pages'),
      from(5, 15, 'online_type', 'nid', 'group', 'pfn', 'nr_pages'),
    ],
  },
  move_pfn_range_to_zone: {
    signatures: [
      from(5, 2, 'zone', 'pfn', 'nr_pages', 'altmap'),
      from(5, 10, 'zone', 'pfn', 'nr_pages', 'altmap', 'migratetype'),
    ],
    returned: zoneJoined,
  },
  remove_pfn_range_from_zone: { signatures: [from(5, 5, 'zone', 'pfn', 'nr_pages')], returned: zoneLeft },
  start_isolate_page_range: {
    signatures: [from(5, 2, 'start_pfn', 'end_pfn', 'migratetype', 'flags')],
    returned: (context, args) => {
      const forAllocation = isInside(context.call, ({ name }) => name.startsWith('alloc_contig_range'));
      if (!context.operation || forAllocation) return;
      const { errno } = context.call;
      if (errno !== null) for (const outer of withParents(context.operation)) outer.isolationFailed = true;
      write(context, 'pages.isolated', { ...args.pages(), errno });
    },
  },
  undo_isolate_page_range: { signatures: [from(5, 2, 'start_pfn', 'end_pfn', 'migratetype')] },
  test_pages_isolated: { signatures: [from(5, 2, 'start_pfn', 'end_pfn', 'flags')] },
  alloc_contig_range: { signatures: [from(5, 2, 'start_pfn', 'end_pfn', 'migratetype')] },
  alloc_contig_range_noprof: { signatures: [from(6, 10, 'start_pfn', 'end_pfn', 'migratetype')] },
};
