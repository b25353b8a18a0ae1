import { decided } from '../../events/event.ts';
import type { Profile } from '../../machines/kernel/profile.ts';
import { sectionOf } from '../../machines/kernel/ranges.ts';
import { blockNr, bytes, pfn } from '../../machines/kernel/units.ts';
import { decider } from '../memory/decider.ts';
import type { MemoryState } from '../memory/state.ts';

/** Pages of boot RAM: first page frame, count, NUMA node (0 when left out). */
export interface RamRange {
  readonly pfn: number;
  readonly nrPages: number;
  readonly nid?: number;
}

/**
 * Memory as a boot leaves it: early sections, a System RAM line for each range, and every block that has a section
 * online in zone Normal. `blockBytes` is the size of a memory block, one section when left out.
 */
export function booted(profile: Profile, ram: readonly RamRange[], blockBytes?: number): MemoryState {
  const empty = decider.initialState(profile, blockBytes);
  const { geometry } = profile;
  const blocks = new Set<number>();
  for (const range of ram) {
    const first = sectionOf(geometry, pfn(range.pfn));
    const last = sectionOf(geometry, pfn(range.pfn + range.nrPages - 1));
    for (let section: number = first; section <= last; section++) {
      blocks.add(Math.floor(section / empty.blocks.sectionsPerBlock));
    }
  }
  return [
    decided('resources.found', {
      lines: ram.map((range) => ({
        start: bytes(range.pfn * geometry.pageBytes),
        size: bytes(range.nrPages * geometry.pageBytes),
        name: 'System RAM',
        depth: 0,
      })),
    }),
    decided('memory.booted', {
      ram: ram.map((range) => ({ pfn: pfn(range.pfn), nrPages: range.nrPages, nid: range.nid ?? 0 })),
      early: 'known',
    }),
    ...[...blocks].map((block) =>
      decided('block.found', { block: blockNr(block), state: 'online', zone: 'Normal', oneZone: true, nid: 0 }),
    ),
  ].reduce(decider.evolve, empty);
}
