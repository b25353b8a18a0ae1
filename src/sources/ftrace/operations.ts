import type { OperationName } from '../../../events/catalogue.ts';
import { blockOf, sectionOf } from '../../../machines/kernel/ranges.ts';
import type { Command } from '../../memory/commands.ts';
import type { MemoryState } from '../../memory/state.ts';
import { FUNCTIONS } from './functions.ts';
import type { KernelFunction } from './kernel-function.ts';
import type { Arguments } from './read-args.ts';

/** Operations inside which a call that would begin one is a part of theirs. */
const PART_OF: Readonly<Record<OperationName, readonly OperationName[]>> = {
  add_memory: ['add_memory'],
  arch_add_memory: ['add_memory', 'arch_add_memory', 'memremap_pages'],
  offline_and_remove_memory: [],
  remove_memory: ['remove_memory', 'offline_and_remove_memory'],
  arch_remove_memory: [
    'add_memory',
    'arch_add_memory',
    'remove_memory',
    'arch_remove_memory',
    'offline_and_remove_memory',
    'memremap_pages',
    'memunmap_pages',
  ],
  online: ['online'],
  offline: ['offline'],
  memremap_pages: [],
  memunmap_pages: ['memremap_pages'],
};

/** The operation that a call begins, or undefined for a function that begins none, or is part of the operations around it. */
export function operationBegunBy(
  { begins }: KernelFunction,
  around: readonly OperationName[],
): OperationName | undefined {
  return begins && !around.some((name) => PART_OF[begins].includes(name)) ? begins : undefined;
}

/** Whether a record whose probes are known can show memory being added. */
export const showsAdds = (wasProbed: (functionName: string) => boolean): boolean =>
  ADDS.some(({ name }) => wasProbed(name));

const ADDS = [...FUNCTIONS.values()].filter(({ begins }) => begins === 'add_memory' || begins === 'arch_add_memory');

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
        type: 'add_memory',
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
      return { type: 'arch_add_memory', ...spanOf(state, args), nid: args.nid(), altmap: args.isSet('altmap') };
    case 'arch_remove_memory':
      return { type: 'arch_remove_memory', ...spanOf(state, args) };
    case 'remove_memory':
      return { type: 'remove_memory', ...spanOf(state, args) };
    case 'offline_and_remove_memory':
      return { type: 'offline_and_remove_memory', ...spanOf(state, args) };
    case 'online':
      return { type: 'online', block: blockOfCall(state, args), kind: 'online' };
    case 'offline':
      return { type: 'offline', block: blockOfCall(state, args) };
    case 'memremap_pages':
      return { type: 'memremap_pages', ...spanOf(state, args), nid: args.nid(), altmap: false };
    case 'memunmap_pages':
      return { type: 'memunmap_pages', ...spanOf(state, args) };
  }
}
