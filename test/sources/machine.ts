import { hex } from '../../machines/kernel/units.ts';
import { flagsOf } from '../../machines/section-facts.ts';
import { check } from '../../src/check/check.ts';
import { presentSections } from '../../src/memory/sections.ts';
import type { MemoryState } from '../../src/memory/state.ts';
import type { OpenedSource } from '../../src/sources/opened-source.ts';
import { openRecording } from '../../src/sources/recording.ts';
import { filesOf } from './trace-text.ts';

const MIB = 2 ** 20;

/** Functions that the shipped recordings probe on the stock Debian 6.1, and those that only other kernels allow. */
const STOCK = [
  ...['add_memory', '__add_memory', 'add_memory_driver_managed', 'add_memory_resource', 'arch_add_memory'],
  ...['__add_pages', 'section_deactivate', 'vmemmap_free', 'sparse_remove_section', '__remove_pages'],
  ...['arch_remove_memory', 'try_remove_memory', 'remove_memory', '__remove_memory', 'offline_and_remove_memory'],
  ...['create_memory_block_devices', 'remove_memory_block_devices', 'memory_subsys_online', 'memory_subsys_offline'],
  ...['online_pages', 'offline_pages', 'online_mem_sections', 'offline_mem_sections', '__offline_isolated_pages'],
  ...['memory_notify', 'move_pfn_range_to_zone', 'remove_pfn_range_from_zone', 'start_isolate_page_range'],
  ...['memremap_pages', 'memunmap_pages', 'memmap_init_zone_device', 'acpi_memory_device_add'],
];
const INNER = ['sparse_add_section', '__populate_section_memmap'];

export const STOCK_6_1 = { kernelRelease: '6.1.0-56-amd64', kernelVersion: '#1 SMP Debian 6.1.192-2', probesOk: STOCK };
export const PROBED_6_1 = { kernelRelease: '6.1.192-kt-vmemmap', probesOk: [...STOCK, ...INNER] };
export const CLASSIC_6_1 = {
  kernelRelease: '6.1.192-kt-classic',
  probesOk: [
    ...STOCK.filter((name) => name !== 'section_deactivate'),
    ...INNER,
    'section_deactivate.isra.0 (args may be shifted)',
  ],
  config: { CONFIG_SPARSEMEM_VMEMMAP: 'n' },
};
export const DEBIAN_6_12 = { kernelRelease: '6.12.117+deb12-cloud-amd64', probesOk: [...STOCK, ...INNER] };

export interface Machine {
  readonly kernel?: Readonly<Record<string, unknown>>;
  /** MiB of RAM from address 0, all of it in the boot listing and online. */
  readonly ramMib?: number;
  readonly blockMib?: number;
  readonly cmdline?: string;
  readonly nodes?: number;
  /** Further lines of /proc/iomem. */
  readonly iomem?: readonly string[];
}

const address = (value: number): string => value.toString(16).padStart(8, '0');

/** A recording of a machine whose boot RAM is a round number of memory blocks, with this trace. */
export function recordingFiles(trace: string, machine: Machine = {}): Record<string, string> {
  const { kernel = STOCK_6_1, ramMib = 1024, blockMib = 128, cmdline = '', nodes = 2, iomem = [] } = machine;
  const end = ramMib * MIB;
  const rows = Array.from(
    { length: ramMib / blockMib },
    (_, block) => `memory${block}\t0x0\tonline\t1\t1\t${block === 0 ? 'none' : 'Normal'}\tnode0\t0`,
  );
  return {
    'meta.json': JSON.stringify({
      config: {},
      memoryBlockSizeBytes: blockMib * MIB,
      cmdline: `no5lvl ${cmdline}`,
      ...kernel,
    }),
    'dmesg.txt':
      `[    0.000000] Early memory node ranges\n[    0.000000]   node   0: [mem 0x0000000000000000-0x${end.toString(16)}]\n[    0.000000] setup_percpu: NR_CPUS:8 nr_cpu_ids:2 nr_node_ids:${nodes}\n`.replace(
        `0x${end.toString(16)}]`,
        `0x${(end - 1).toString(16).padStart(16, '0')}]`,
      ),
    'steps/00-boot/iomem.txt': [`00000000-${address(end - 1)} : System RAM`, ...iomem, ''].join('\n'),
    'steps/00-boot/memory-blocks.tsv': [
      `#block_size_bytes\t0x${(blockMib * MIB).toString(16)}`,
      '#auto_online_blocks\toffline',
      'block\tphys_index\tstate\tonline\tremovable\tvalid_zones\tnode\tphys_device',
      ...rows,
      '',
    ].join('\n'),
    'trace.txt': trace,
  };
}

export const openMachine = (trace: string, machine: Machine = {}): OpenedSource =>
  openRecording(filesOf(recordingFiles(trace, machine)));

/** Sections outside boot RAM: number, flags in short, map. `P` present, `O` online, `E` early, `T` tainted. */
export function sectionsAbove(state: MemoryState, first = 0): Record<number, string> {
  const short = { MARKED_PRESENT: 'P', HAS_MEM_MAP: '', IS_ONLINE: 'O', IS_EARLY: 'E', TAINT_ZONE_DEVICE: 'T' };
  return Object.fromEntries(
    [...presentSections(state)]
      .filter(([nr]) => nr >= first)
      .map(([nr, { facts }]) => {
        const flags = flagsOf(state.profile, facts)
          .map((flag) => short[flag])
          .join('');
        const whole = facts.map === (1n << BigInt(state.profile.geometry.subsectionsPerSection)) - 1n;
        return [nr, facts.map === null ? flags : `${flags} ${whole ? 'all' : hex(facts.map)}`];
      }),
  );
}

/** Memory blocks outside boot RAM: number and state. */
export const blocksAbove = (state: MemoryState, first = 0): Record<number, string> =>
  Object.fromEntries(
    Object.entries(state.memoryBlocks)
      .filter(([nr]) => Number(nr) >= first)
      .map(([nr, { state: word }]) => [nr, word]),
  );

/** What `check` says of the operations, and what was not understood, in short. */
export function verdict(source: OpenedSource) {
  const { operations, notUnderstood } = check(source);
  return {
    total: operations.total,
    agreed: operations.agreed,
    environment: Object.fromEntries(operations.environment.map(({ reason, count }) => [reason, count])),
    divergences: operations.divergences.map(
      ({ operation, kernel, model }) => `${operation}: kernel ${kernel}, model ${model}`,
    ),
    notUnderstood: notUnderstood.map(({ line, text }) => `${line}: ${text}`),
  };
}

/** How operations ended, in order: name and errno. */
export function endings(source: OpenedSource): string[] {
  const names = new Map<number, string>();
  const ended: string[] = [];
  for (const event of source.log.read()) {
    if (event.type === 'operation.started') names.set(event.data.operation, event.data.name);
    if (event.type === 'operation.finished') ended.push(`${names.get(event.data.operation)} ok`);
    if (event.type === 'operation.unreturned') ended.push(`${names.get(event.data.operation)} unreturned`);
    if (event.type === 'operation.refused' || event.type === 'operation.failed') {
      ended.push(`${names.get(event.data.operation)} ${event.data.errno}`);
    }
  }
  return ended;
}
