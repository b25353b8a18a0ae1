import { blocksRemoved } from '../block-effects.ts';
import { isInside } from '../call.ts';
import { deviceLeaves, deviceUnmapped, inPages } from '../device-effects.ts';
import { from } from '../kernel-function.ts';
import { type CallContext, write } from '../open-operation.ts';
import { noteUndone } from '../page-adds.ts';
import { pagesRemoved, writeRemoved } from '../page-effects.ts';
import type { Entries } from '../traced-function.ts';

const undoesAdd = ({ call }: CallContext): boolean => isInside(call, ({ begins }) => begins === 'arch_add_memory');

/** Functions that remove memory, outermost first. */
export const REMOVING: Entries = {
  offline_and_remove_memory: {
    signatures: [from(5, 8, 'nid', 'start', 'size'), from(5, 13, 'start', 'size')],
    begins: 'offline_and_remove_memory',
  },
  remove_memory: {
    signatures: [from(5, 2, 'nid', 'start', 'size'), from(5, 13, 'start', 'size')],
    begins: 'remove_memory',
  },
  __remove_memory: {
    signatures: [from(5, 2, 'nid', 'start', 'size'), from(5, 13, 'start', 'size')],
    begins: 'remove_memory',
  },
  try_remove_memory: {
    signatures: [from(5, 3, 'nid', 'start', 'size'), from(5, 13, 'start', 'size')],
    begins: 'remove_memory',
    returned: (context, args) => {
      if (context.call.errno !== null) return;
      blocksRemoved(context, args.span());
      pagesRemoved(context, inPages(context, args));
      write(context, 'resource.released', args.span());
    },
  },
  remove_memory_block_devices: {
    signatures: [from(5, 3, 'start', 'size')],
    returned: (context, args) => blocksRemoved(context, args.span()),
  },
  arch_remove_memory: {
    signatures: [from(5, 2, 'nid', 'start', 'size', 'altmap'), from(5, 13, 'start', 'size', 'altmap')],
    begins: 'arch_remove_memory',
    entered: deviceLeaves,
    returned: (context, args) => {
      pagesRemoved(context, inPages(context, args));
      deviceUnmapped(context, args);
    },
  },
  __remove_pages: {
    signatures: [from(5, 2, 'zone', 'pfn', 'nr_pages', 'altmap'), from(5, 5, 'pfn', 'nr_pages', 'altmap')],
    begins: 'arch_remove_memory',
    returned: (context, args) => pagesRemoved(context, args.pages()),
  },
  sparse_remove_section: {
    signatures: [from(5, 3, 'ms', 'pfn', 'nr_pages', 'map_offset', 'altmap'), from(6, 8, 'pfn', 'nr_pages', 'altmap')],
    begins: 'arch_remove_memory',
    returned: (context, args) => writeRemoved(context, args.pages()),
  },
  sparse_remove_one_section: { signatures: [from(5, 2, 'zone', 'ms', 'map_offset', 'altmap')] },
  section_deactivate: {
    signatures: [from(5, 3, 'pfn', 'nr_pages', 'altmap')],
    begins: 'arch_remove_memory',
    // Its clones leave in the register whatever was there.
    returns: 'noErrno',
    entered: (context, args) => {
      if (undoesAdd(context)) noteUndone(context, args.firstPage());
    },
    returned: (context, args) => {
      const told = isInside(context.call, ({ name }) => name === 'sparse_remove_section');
      if (!undoesAdd(context) && !told) writeRemoved(context, args.piece());
    },
  },
  vmemmap_free: { signatures: [from(5, 2, 'start', 'end', 'altmap')] },
  free_map_bootmem: { signatures: [from(5, 2, 'memmap')] },
  try_offline_node: { signatures: [from(5, 2, 'nid')] },
  acpi_memory_device_remove: { signatures: [from(5, 2, 'adev')] },
};
