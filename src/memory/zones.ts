import { pagesOfBlock } from '../../machines/kernel/ranges.ts';
import { blockNr } from '../../machines/kernel/units.ts';
import type { OnlineKind } from '../../machines/operations/memory.ts';
import type { MemoryState } from './state.ts';

interface Span {
  readonly first: number;
  readonly end: number;
}

/**
 * Where a zone's blocks begin and end, as far as online blocks show it. Each node has zones of its own; a block whose node
 * is not known may lie in any.
 */
export function zoneSpan(state: MemoryState, zone: string, nid: number | null = null): Span | undefined {
  let span: Span | undefined;
  for (const [number, block] of Object.entries(state.memoryBlocks)) {
    if (block.zone !== zone || (nid !== null && block.nid !== null && block.nid !== nid)) continue;
    const range = pagesOfBlock(state.profile.geometry, state.blocks, blockNr(Number(number)));
    span = {
      first: Math.min(span?.first ?? range.pfn, range.pfn),
      end: Math.max(span?.end ?? 0, range.pfn + range.nrPages),
    };
  }
  return span;
}

const KERNEL_ZONES = ['DMA', 'DMA32', 'Normal'] as const;
const TWO_TO_32 = 2 ** 32;

/**
 * The zone that onlining a block chooses under the default policy, contig-zones (docs/kernel.md §4.11; mm/memory_hotplug.c
 * zone_for_pfn_range(), v5.2 … v7.1). Up to v5.14 the pfn was cut to 32 bits on the way.
 */
export function zoneForBlock(state: MemoryState, block: number, kind: OnlineKind): string {
  if (kind === 'online_movable') return 'Movable';
  const range = pagesOfBlock(state.profile.geometry, state.blocks, blockNr(block));
  const first = state.profile.traits.zoneLookupCutsPfn ? range.pfn % TWO_TO_32 : range.pfn;
  const nid = state.memoryBlocks[block]?.nid ?? null;
  const meets = (zone: string): boolean => {
    const span = zoneSpan(state, zone, nid);
    return span !== undefined && first < span.end && first + range.nrPages > span.first;
  };
  const kernelZone = KERNEL_ZONES.find(meets) ?? 'Normal';
  if (kind === 'online_kernel') return kernelZone;
  return meets('Movable') && !meets(kernelZone) ? 'Movable' : kernelZone;
}

/**
 * The zones that an offline block may join, the one that a plain `online` chooses first (drivers/base/memory.c
 * valid_zones_show(), v5.2 … v7.1), under the default policy. Null where the zones of memory that was there before the
 * record are not known.
 */
export function zonesOpenTo(state: MemoryState, block: number): readonly string[] | null {
  const hidden = Object.values(state.memoryBlocks).some(
    ({ state: is, zone, oneZone }) => is === 'online' && zone === null && oneZone !== false,
  );
  if (!state.resourcesKnown || hidden) return null;
  const kinds: readonly OnlineKind[] = ['online', 'online_kernel', 'online_movable'];
  return [...new Set(kinds.map((kind) => zoneForBlock(state, block, kind)))];
}
