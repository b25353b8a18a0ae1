import type { MemoryState } from '../../memory/state.ts';
import { seenSection } from './scene.ts';
import { stateFilter } from './sight.ts';

/** Tells which sections step back because a filter is on and they are not in its state. */
export function isHidden(state: MemoryState): (section: number) => boolean {
  const filter = stateFilter.value;
  if (!filter) return () => false;
  return (section) => {
    const { entry, block } = seenSection(state, section);
    const { region } = filter;
    return (region === 'block' ? (block?.state ?? 'absent') : entry.facts[region]) !== filter.state;
  };
}
