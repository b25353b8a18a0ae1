import type { OperationName } from '../../../events/catalogue.ts';
import { blockOf, sectionOf } from '../../../machines/kernel/ranges.ts';
import type { Command } from '../../memory/commands.ts';
import type { MemoryState } from '../../memory/state.ts';
import type { Arguments } from './read-args.ts';

/** Functions that begin an operation, outermost first, unless they are called inside one that they are a part of. */
const KINDS: readonly {
  readonly name: OperationName;
  readonly functions: ReadonlySet<string>;
  readonly partOf: ReadonlySet<OperationName>;
}[] = [
  {
    name: 'add_memory',
    functions: new Set(['add_memory', '__add_memory', 'add_memory_driver_managed', 'add_memory_resource']),
    partOf: new Set(['add_memory']),
  },
  {
    name: 'arch_add_memory',
    functions: new Set([
      'arch_add_memory',
      '__add_pages',
      'sparse_add_section',
      'sparse_add_one_section',
      'section_activate',
    ]),
    partOf: new Set(['add_memory', 'arch_add_memory', 'memremap_pages']),
  },
  {
    name: 'offline_and_remove_memory',
    functions: new Set(['offline_and_remove_memory']),
    partOf: new Set(),
  },
  {
    name: 'remove_memory',
    functions: new Set(['remove_memory', '__remove_memory', 'try_remove_memory']),
    partOf: new Set(['remove_memory', 'offline_and_remove_memory']),
  },
  {
    name: 'arch_remove_memory',
    functions: new Set(['arch_remove_memory', '__remove_pages', 'sparse_remove_section', 'section_deactivate']),
    partOf: new Set([
      'add_memory',
      'arch_add_memory',
      'remove_memory',
      'arch_remove_memory',
      'offline_and_remove_memory',
      'memremap_pages',
      'memunmap_pages',
    ]),
  },
  {
    name: 'online',
    functions: new Set(['memory_subsys_online', 'memory_block_online', 'online_pages']),
    partOf: new Set(['online']),
  },
  {
    name: 'offline',
    functions: new Set(['memory_subsys_offline', 'memory_block_offline', 'offline_pages']),
    partOf: new Set(['offline']),
  },
  { name: 'memremap_pages', functions: new Set(['memremap_pages']), partOf: new Set() },
  { name: 'memunmap_pages', functions: new Set(['memunmap_pages']), partOf: new Set(['memremap_pages']) },
];

/** The operation that a function begins, or undefined for a function that is none, or is part of the operations around it. */
export function operationBegunBy(functionName: string, around: Iterable<OperationName>): OperationName | undefined {
  const kind = KINDS.find(({ functions }) => functions.has(functionName));
  if (!kind) return undefined;
  for (const name of around) if (kind.partOf.has(name)) return undefined;
  return kind.name;
}

/** Whether a record whose probes are known can show memory being added. */
export const showsAdds = (wasProbed: (functionName: string) => boolean): boolean =>
  KINDS.some(({ name, functions }) => /add_memory$/.test(name) && [...functions].some(wasProbed));

const MHP_MERGE_RESOURCE = 1n;
const MHP_MEMMAP_ON_MEMORY = 2n;
const MHP_NID_IS_MGID = 4n;

/** The block that an online or offline call is about. */
export function blockOfCall(state: MemoryState, args: Arguments): number {
  const named = args.has('start_section_nr');
  return blockOf(state.blocks, named ? args.section() : sectionOf(state.profile.geometry, args.firstPage()));
}

/** A span named in bytes or in pages, whichever the probe has. */
function spanOf(state: MemoryState, args: Arguments): { start: bigint; size: bigint } {
  if (!args.has('pfn')) return args.wildSpan();
  const { pageShift, pagesPerSection } = state.profile.geometry;
  const first = args.number('pfn');
  const size = args.has('nr_pages')
    ? args.number('nr_pages')
    : args.has('end_pfn')
      ? args.number('end_pfn') - first
      : BigInt(pagesPerSection) - (first % BigInt(pagesPerSection));
  return { start: first << BigInt(pageShift), size: size << BigInt(pageShift) };
}

/** What was asked of the kernel, read from the call that began the operation. */
export function commandOf(state: MemoryState, name: OperationName, args: Arguments): Command {
  switch (name) {
    case 'add_memory': {
      const flags = args.optional('flags') ?? 0n;
      return {
        type: 'addMemory',
        ...spanOf(state, args),
        nid: args.nid(),
        ownMemmap: (flags & MHP_MEMMAP_ON_MEMORY) !== 0n,
        mergeResource: (flags & MHP_MERGE_RESOURCE) !== 0n,
        nidIsGroup: (flags & MHP_NID_IS_MGID) !== 0n,
        driverName: args.word('name'),
        autoOnline: null,
      };
    }
    case 'arch_add_memory':
      return { type: 'archAddMemory', ...spanOf(state, args), nid: args.nid(), altmap: args.isSet('altmap') };
    case 'arch_remove_memory':
      return { type: 'archRemoveMemory', ...spanOf(state, args) };
    case 'remove_memory':
      return { type: 'removeMemory', ...spanOf(state, args) };
    case 'offline_and_remove_memory':
      return { type: 'offlineAndRemoveMemory', ...spanOf(state, args) };
    case 'online':
      return { type: 'onlineBlock', block: blockOfCall(state, args), kind: 'online' };
    case 'offline':
      return { type: 'offlineBlock', block: blockOfCall(state, args) };
    case 'memremap_pages':
      return { type: 'memremapPages', ...spanOf(state, args), nid: args.nid(), altmap: false };
    case 'memunmap_pages':
      return { type: 'memunmapPages', ...spanOf(state, args) };
  }
}
