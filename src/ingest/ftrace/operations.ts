import type { OperationName } from '../../../events/catalogue.ts';
import { blockOf, sectionOf } from '../../../machines/kernel/ranges.ts';
import { sectionNr } from '../../../machines/kernel/units.ts';
import type { Command } from '../../memory/commands.ts';
import type { MemoryState } from '../../memory/state.ts';
import { type Call, isInside } from './call.ts';
import type { Arguments } from './read-args.ts';

const ADD = new Set(['add_memory', '__add_memory', 'add_memory_driver_managed', 'add_memory_resource']);
const ADD_PAGES = new Set(['arch_add_memory', '__add_pages', 'sparse_add_section', 'section_activate']);
const REMOVE = new Set(['remove_memory', '__remove_memory', 'try_remove_memory']);
const REMOVE_PAGES = new Set(['arch_remove_memory', '__remove_pages', 'sparse_remove_section', 'section_deactivate']);
const ONLINE = new Set(['memory_subsys_online', 'memory_block_online', 'online_pages']);
const OFFLINE = new Set(['memory_subsys_offline', 'memory_block_offline', 'offline_pages']);
const OFFLINE_AND_REMOVE = new Set(['offline_and_remove_memory']);
const MAP = new Set(['memremap_pages']);
const UNMAP = new Set(['memunmap_pages']);

/** Functions that begin an operation, unless they are called by one that is the same operation from further out. */
const ENTRIES: readonly {
  readonly name: OperationName;
  readonly functions: ReadonlySet<string>;
  readonly within: readonly ReadonlySet<string>[];
}[] = [
  { name: 'add_memory', functions: ADD, within: [ADD] },
  { name: 'arch_add_memory', functions: ADD_PAGES, within: [ADD, ADD_PAGES, MAP] },
  { name: 'offline_and_remove_memory', functions: OFFLINE_AND_REMOVE, within: [] },
  { name: 'remove_memory', functions: REMOVE, within: [REMOVE, OFFLINE_AND_REMOVE] },
  {
    name: 'arch_remove_memory',
    functions: REMOVE_PAGES,
    within: [REMOVE, REMOVE_PAGES, OFFLINE_AND_REMOVE, ADD, ADD_PAGES, MAP, UNMAP],
  },
  { name: 'online', functions: ONLINE, within: [ONLINE] },
  { name: 'offline', functions: OFFLINE, within: [OFFLINE] },
  { name: 'memremap_pages', functions: MAP, within: [] },
  { name: 'memunmap_pages', functions: UNMAP, within: [MAP] },
];

/** The operation that a call begins, or undefined for a call inside one. */
export function operationBegunBy(call: Call): OperationName | undefined {
  const entry = ENTRIES.find(({ functions }) => functions.has(call.function));
  return entry && !entry.within.some((outer) => isInside(call, outer)) ? entry.name : undefined;
}

const MHP_MERGE_RESOURCE = 1n;
const MHP_MEMMAP_ON_MEMORY = 2n;
const MHP_NID_IS_MGID = 4n;

/** The block that an online or offline call is about. */
export function blockOfCall(state: MemoryState, args: Arguments): number {
  if (args.has('start_section_nr')) {
    const section = args.number('start_section_nr');
    return Math.floor(Number(section) / state.blocks.sectionsPerBlock);
  }
  return blockOf(state.blocks, sectionNr(sectionOf(state.profile.geometry, args.pages().pfn)));
}

/** A span named in bytes or in pages, whichever the probe has. */
function spanOf(state: MemoryState, args: Arguments): { start: bigint; size: bigint } {
  if (args.has('start')) return args.wildSpan();
  const shift = BigInt(state.profile.geometry.pageShift);
  const size = args.has('nr_pages') ? args.number('nr_pages') : args.number('end_pfn') - args.number('pfn');
  return { start: args.number('pfn') << shift, size: size << shift };
}

const isSet = (pointer: bigint | null): boolean => pointer !== null && pointer !== 0n;

/** What was asked of the kernel, read from the call that began the operation. */
export function commandOf(state: MemoryState, name: OperationName, args: Arguments): Command {
  switch (name) {
    case 'add_memory': {
      const flags = args.optional('flags') ?? 0n;
      return {
        type: 'addMemory',
        ...spanOf(state, args),
        nid: Number(args.optional('nid') ?? 0n),
        ownMemmap: (flags & MHP_MEMMAP_ON_MEMORY) !== 0n,
        mergeResource: (flags & MHP_MERGE_RESOURCE) !== 0n,
        nidIsGroup: (flags & MHP_NID_IS_MGID) !== 0n,
        driverName: args.text('name'),
        autoOnline: null,
      };
    }
    case 'arch_add_memory':
      return {
        type: 'archAddMemory',
        ...spanOf(state, args),
        nid: Number(args.optional('nid') ?? 0n),
        altmap: isSet(args.optional('altmap')),
      };
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
      return { type: 'memremapPages', ...spanOf(state, args), nid: Number(args.optional('nid') ?? 0n), altmap: false };
    case 'memunmap_pages':
      return { type: 'memunmapPages', ...spanOf(state, args) };
  }
}
