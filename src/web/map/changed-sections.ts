import type { MemoryEvent } from '../../../events/event.ts';
import type { MemoryState } from '../../memory/state.ts';
import { sectionRangesOf } from '../../timeline/about.ts';

/** An event about more sections than this describes the machine; nothing on the map stands out by it. */
const MOST = 4096;

/** Sections that an event is about, to be outlined; none where it is about the whole machine. */
export function subjectsChangedBy(
  machine: Pick<MemoryState, 'profile' | 'blocks'>,
  event: MemoryEvent,
): ReadonlySet<number> {
  if (event.type === 'memory.booted' || event.type === 'resources.found') return new Set();
  const sections = new Set<number>();
  for (const { first, last } of sectionRangesOf(machine, event)) {
    for (let section = first; section <= last && sections.size < MOST; section++) sections.add(section);
  }
  return sections;
}
