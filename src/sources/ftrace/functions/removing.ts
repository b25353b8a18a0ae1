import { blocksRemoved } from '../block-effects.ts';
import { isInside } from '../call.ts';
import { deviceLeaves, deviceUnmapped, inPages } from '../device-effects.ts';
import { from } from '../kernel-function.ts';
import { type Scene, tell } from '../open-operation.ts';
import { noteUndone } from '../page-adds.ts';
import { pagesRemoved, tellRemoved } from '../page-effects.ts';
import type { Entries } from '../traced-function.ts';

const undoesAdd = ({ call }: Scene): boolean => isInside(call, ({ begins }) => begins === 'arch_add_memory');

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
    returned: (scene, args) => {
      if (scene.call.errno !== null) return;
      blocksRemoved(scene, args.span());
      pagesRemoved(scene, inPages(scene, args));
      tell(scene, 'resource.released', args.span());
    },
  },
  remove_memory_block_devices: {
    signatures: [from(5, 3, 'start', 'size')],
    returned: (scene, args) => blocksRemoved(scene, args.span()),
  },
  arch_remove_memory: {
    signatures: [from(5, 2, 'nid', 'start', 'size', 'altmap'), from(5, 13, 'start', 'size', 'altmap')],
    begins: 'arch_remove_memory',
    entered: deviceLeaves,
    returned: (scene, args) => {
      pagesRemoved(scene, inPages(scene, args));
      deviceUnmapped(scene, args);
    },
  },
  __remove_pages: {
    signatures: [from(5, 2, 'zone', 'pfn', 'nr_pages', 'altmap'), from(5, 5, 'pfn', 'nr_pages', 'altmap')],
    begins: 'arch_remove_memory',
    returned: (scene, args) => pagesRemoved(scene, args.pages()),
  },
  sparse_remove_section: {
    signatures: [from(5, 3, 'ms', 'pfn', 'nr_pages', 'map_offset', 'altmap'), from(6, 8, 'pfn', 'nr_pages', 'altmap')],
    begins: 'arch_remove_memory',
    returned: (scene, args) => tellRemoved(scene, args.pages()),
  },
  sparse_remove_one_section: { signatures: [from(5, 2, 'zone', 'ms', 'map_offset', 'altmap')] },
  section_deactivate: {
    signatures: [from(5, 3, 'pfn', 'nr_pages', 'altmap')],
    begins: 'arch_remove_memory',
    // Its clones leave in the register whatever was there.
    returns: 'noErrno',
    entered: (scene, args) => {
      if (undoesAdd(scene)) noteUndone(scene, args.firstPage());
    },
    returned: (scene, args) => {
      const told = isInside(scene.call, ({ name }) => name === 'sparse_remove_section');
      if (!undoesAdd(scene) && !told) tellRemoved(scene, args.piece());
    },
  },
  vmemmap_free: { signatures: [from(5, 2, 'start', 'end', 'altmap')] },
  free_map_bootmem: { signatures: [from(5, 2, 'memmap')] },
  try_offline_node: { signatures: [from(5, 2, 'nid')] },
  acpi_memory_device_remove: { signatures: [from(5, 2, 'adev')] },
};
