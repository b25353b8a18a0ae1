import { atLeast, type Release } from '../../../machines/kernel/release.ts';

/** Parameters of one kernel function, from a release on; a probe that names its arguments arg1, arg2, … is read by them. */
interface Signature {
  readonly since: readonly [number, number];
  readonly parameters: readonly string[];
}

const from = (major: number, minor: number, ...parameters: string[]): Signature => ({
  since: [major, minor],
  parameters,
});

/** Every function that is understood, with its parameters by release (docs/kernel.md §5.6). A name that is not here is unknown. */
const SIGNATURES: Readonly<Record<string, readonly Signature[]>> = {
  add_memory: [from(5, 2, 'nid', 'start', 'size'), from(5, 10, 'nid', 'start', 'size', 'flags')],
  __add_memory: [from(5, 2, 'nid', 'start', 'size'), from(5, 10, 'nid', 'start', 'size', 'flags')],
  add_memory_driver_managed: [
    from(5, 8, 'nid', 'start', 'size', 'name'),
    from(5, 10, 'nid', 'start', 'size', 'name', 'flags'),
  ],
  add_memory_resource: [from(5, 2, 'nid', 'res'), from(5, 10, 'nid', 'res', 'flags')],
  arch_add_memory: [from(5, 2, 'nid', 'start', 'size', 'params')],
  __add_pages: [from(5, 2, 'nid', 'pfn', 'nr_pages', 'params')],
  sparse_add_section: [
    from(5, 3, 'nid', 'pfn', 'nr_pages', 'altmap'),
    from(5, 19, 'nid', 'pfn', 'nr_pages', 'altmap', 'pgmap'),
  ],
  sparse_add_one_section: [from(5, 2, 'nid', 'pfn', 'altmap')],
  section_activate: [
    from(5, 3, 'nid', 'pfn', 'nr_pages', 'altmap'),
    from(5, 19, 'nid', 'pfn', 'nr_pages', 'altmap', 'pgmap'),
  ],
  __populate_section_memmap: [from(5, 3, 'pfn', 'nr_pages', 'nid', 'altmap')],
  populate_section_memmap: [from(5, 3, 'pfn', 'nr_pages', 'nid', 'altmap')],
  section_deactivate: [from(5, 3, 'pfn', 'nr_pages', 'altmap')],
  vmemmap_free: [from(5, 2, 'start', 'end', 'altmap')],
  free_map_bootmem: [from(5, 2, 'memmap')],
  sparse_remove_one_section: [from(5, 2, 'zone', 'ms', 'map_offset', 'altmap')],
  sparse_remove_section: [
    from(5, 3, 'ms', 'pfn', 'nr_pages', 'map_offset', 'altmap'),
    from(6, 8, 'pfn', 'nr_pages', 'altmap'),
  ],
  __remove_pages: [from(5, 2, 'zone', 'pfn', 'nr_pages', 'altmap'), from(5, 5, 'pfn', 'nr_pages', 'altmap')],
  arch_remove_memory: [from(5, 2, 'nid', 'start', 'size', 'altmap'), from(5, 13, 'start', 'size', 'altmap')],
  try_remove_memory: [from(5, 3, 'nid', 'start', 'size'), from(5, 13, 'start', 'size')],
  remove_memory: [from(5, 2, 'nid', 'start', 'size'), from(5, 13, 'start', 'size')],
  __remove_memory: [from(5, 2, 'nid', 'start', 'size'), from(5, 13, 'start', 'size')],
  offline_and_remove_memory: [from(5, 8, 'nid', 'start', 'size'), from(5, 13, 'start', 'size')],
  create_memory_block_devices: [
    from(5, 3, 'start', 'size'),
    from(5, 14, 'start', 'size', 'vmemmap_pages', 'group'),
    from(6, 8, 'start', 'size', 'altmap', 'group'),
    from(7, 1, 'start', 'size', 'nid', 'altmap', 'group'),
  ],
  remove_memory_block_devices: [from(5, 3, 'start', 'size')],
  memory_subsys_online: [from(5, 2, 'dev')],
  memory_subsys_offline: [from(5, 2, 'dev')],
  memory_block_change_state: [from(5, 2, 'mem', 'to', 'from_req')],
  memory_block_online: [from(5, 14, 'mem')],
  memory_block_offline: [from(5, 14, 'mem')],
  device_online: [from(5, 2, 'dev')],
  device_offline: [from(5, 2, 'dev')],
  online_pages: [
    from(5, 2, 'pfn', 'nr_pages', 'online_type'),
    from(5, 6, 'pfn', 'nr_pages', 'online_type', 'nid'),
    from(5, 13, 'pfn', 'nr_pages', 'zone', 'group'),
  ],
  offline_pages: [
    from(5, 2, 'pfn', 'nr_pages'),
    from(5, 15, 'pfn', 'nr_pages', 'group'),
    from(5, 19, 'pfn', 'nr_pages', 'zone', 'group'),
  ],
  online_mem_sections: [from(5, 2, 'start_pfn', 'end_pfn')],
  offline_mem_sections: [from(5, 2, 'start_pfn', 'end_pfn')],
  __offline_isolated_pages: [from(5, 2, 'start_pfn', 'end_pfn')],
  memory_notify: [from(5, 2, 'action', 'arg')],
  move_pfn_range_to_zone: [
    from(5, 2, 'zone', 'pfn', 'nr_pages', 'altmap'),
    from(5, 10, 'zone', 'pfn', 'nr_pages', 'altmap', 'migratetype'),
  ],
  remove_pfn_range_from_zone: [from(5, 5, 'zone', 'pfn', 'nr_pages')],
  start_isolate_page_range: [from(5, 2, 'start_pfn', 'end_pfn', 'migratetype', 'flags')],
  undo_isolate_page_range: [from(5, 2, 'start_pfn', 'end_pfn', 'migratetype')],
  test_pages_isolated: [from(5, 2, 'start_pfn', 'end_pfn', 'flags')],
  mhp_init_memmap_on_memory: [from(5, 14, 'pfn', 'nr_pages', 'zone')],
  mhp_deinit_memmap_on_memory: [from(5, 14, 'pfn', 'nr_pages')],
  memremap_pages: [from(5, 2, 'pgmap', 'nid')],
  memunmap_pages: [from(5, 2, 'pgmap')],
  pagemap_range: [from(5, 10, 'pgmap', 'params', 'range_id', 'nid')],
  memmap_init_zone_device: [from(5, 2, 'zone', 'pfn', 'nr_pages', 'pgmap')],
  alloc_contig_range: [from(5, 2, 'start_pfn', 'end_pfn', 'migratetype')],
  alloc_contig_range_noprof: [from(6, 10, 'start_pfn', 'end_pfn', 'migratetype')],
  try_offline_node: [from(5, 2, 'nid')],
  acpi_memory_device_add: [from(5, 2, 'adev')],
  acpi_memory_device_remove: [from(5, 2, 'adev')],
  zone_for_pfn_range: [
    from(5, 2, 'online_type', 'nid', 'pfn', 'nr_pages'),
    from(5, 15, 'online_type', 'nid', 'group', 'pfn', 'nr_pages'),
  ],
};

/** How a function is declared, oldest release first; none for one that is not understood. */
export const signaturesOf = (name: string): readonly Signature[] => SIGNATURES[name] ?? [];

/** Functions that are understood. */
export const KNOWN_FUNCTIONS: readonly string[] = Object.keys(SIGNATURES);
export const isKnownFunction = (name: string): boolean => Object.hasOwn(SIGNATURES, name);

/** The names of a function's parameters, first to last, in a release; the oldest known ones for an older release. */
export function parametersOf(name: string, release: Release): readonly string[] {
  const signatures = signaturesOf(name);
  const fitting = signatures.findLast(({ since: [major, minor] }) => atLeast(release, major, minor));
  return (fitting ?? signatures[0])?.parameters ?? [];
}

/** Other names that people give to an argument, by the name used here. */
const ALIASES: Readonly<Record<string, readonly string[]>> = {
  pfn: ['pfn', 'start_pfn', 'phys_start_pfn'],
  nr_pages: ['nr_pages', 'nr', 'n'],
  start_pfn: ['start_pfn', 'pfn', 's'],
  end_pfn: ['end_pfn', 'e'],
  action: ['action', 'val'],
  flags: ['flags', 'mhp_flags'],
  name: ['name', 'resource_name'],
  start_section_nr: ['start_section_nr'],
  ret: ['ret', 'retval'],
};

/** Names under which an argument may stand in a probe of this function: its own, its aliases, and its position. */
export function namesOf(argument: string, functionName: string, release: Release): readonly string[] {
  const names = ALIASES[argument] ?? [argument];
  const position = parametersOf(functionName, release).findIndex((parameter) => names.includes(parameter));
  return position < 0 ? names : [...names, `arg${position + 1}`];
}
