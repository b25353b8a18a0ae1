import { fitsAddressSpace } from '../../../../machines/guards/checks.ts';
import { bytes } from '../../../../machines/kernel/units.ts';
import { blocksCreated } from '../block-effects.ts';
import { deviceClaimed, inPages } from '../device-effects.ts';
import { from } from '../kernel-function.ts';
import { type CallContext, write } from '../open-operation.ts';
import { addingBegins, nodeOf, pagesAdded, sparseAdded } from '../page-adds.ts';
import type { Entries } from '../traced-function.ts';

/** The System RAM line is there as soon as add_memory_resource() is entered: its caller put it there. */
function reserveLine(context: CallContext): void {
  const { operation, recorder } = context;
  if (operation?.command.type !== 'add_memory' || operation.reserved) return;
  // Up to v5.11 a range beyond all addresses gets its line before it is refused; no number here holds it.
  if (!fitsAddressSpace(recorder.state.profile, operation.command)) return;
  const { start, size, driverName, mergeResource } = operation.command;
  operation.reserved = true;
  const span = { start: bytes(Number(start)), size: bytes(Number(size)) };
  write(context, 'resource.reserved', { ...span, name: driverName ?? 'System RAM', mergeable: mergeResource });
}

/** Functions that add memory, outermost first. */
export const ADDING: Entries = {
  add_memory: {
    signatures: [from(5, 2, 'nid', 'start', 'size'), from(5, 10, 'nid', 'start', 'size', 'flags')],
    begins: 'add_memory',
  },
  __add_memory: {
    signatures: [from(5, 2, 'nid', 'start', 'size'), from(5, 10, 'nid', 'start', 'size', 'flags')],
    begins: 'add_memory',
  },
  add_memory_driver_managed: {
    signatures: [from(5, 8, 'nid', 'start', 'size', 'name'), from(5, 10, 'nid', 'start', 'size', 'name', 'flags')],
    begins: 'add_memory',
  },
  add_memory_resource: {
    signatures: [from(5, 2, 'nid', 'res'), from(5, 10, 'nid', 'res', 'flags')],
    begins: 'add_memory',
    entered: reserveLine,
    returned: (context, args) => {
      const { call } = context;
      if (call.errno !== null) return;
      pagesAdded(context, args, () => inPages(context, args));
      if (!call.effects.has('created')) blocksCreated(context, args.span(), nodeOf(context, args), false);
    },
  },
  arch_add_memory: {
    signatures: [from(5, 2, 'nid', 'start', 'size', 'params')],
    begins: 'arch_add_memory',
    entered: (context, args) => {
      addingBegins(context);
      deviceClaimed(context, args);
    },
    returned: (context, args) => pagesAdded(context, args, () => inPages(context, args)),
  },
  __add_pages: {
    signatures: [from(5, 2, 'nid', 'pfn', 'nr_pages', 'params')],
    begins: 'arch_add_memory',
    entered: addingBegins,
    returned: (context, args) => pagesAdded(context, args, args.pages),
  },
  sparse_add_section: {
    signatures: [
      from(5, 3, 'nid', 'pfn', 'nr_pages', 'altmap'),
      from(5, 19, 'nid', 'pfn', 'nr_pages', 'altmap', 'pgmap'),
    ],
    begins: 'arch_add_memory',
    returned: sparseAdded,
  },
  sparse_add_one_section: {
    signatures: [from(5, 2, 'nid', 'pfn', 'altmap')],
    begins: 'arch_add_memory',
    returned: sparseAdded,
  },
  section_activate: {
    signatures: [
      from(5, 3, 'nid', 'pfn', 'nr_pages', 'altmap'),
      from(5, 19, 'nid', 'pfn', 'nr_pages', 'altmap', 'pgmap'),
    ],
    begins: 'arch_add_memory',
    returned: sparseAdded,
  },
  populate_section_memmap: { signatures: [from(5, 3, 'pfn', 'nr_pages', 'nid', 'altmap')] },
  __populate_section_memmap: { signatures: [from(5, 3, 'pfn', 'nr_pages', 'nid', 'altmap')] },
  create_memory_block_devices: {
    signatures: [
      from(5, 3, 'start', 'size'),
      from(5, 14, 'start', 'size', 'vmemmap_pages', 'group'),
      from(6, 8, 'start', 'size', 'altmap', 'group'),
      from(7, 1, 'start', 'size', 'nid', 'altmap', 'group'),
    ],
    returned: (context, args) => {
      const own = args.isSet('vmemmap_pages') || args.isSet('altmap');
      blocksCreated(context, args.span(), nodeOf(context, args), own);
    },
  },
  acpi_memory_device_add: { signatures: [from(5, 2, 'adev')] },
};
