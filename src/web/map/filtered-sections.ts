import type { Scene } from './scene.ts';
import { stateFilter } from './view-options.ts';

/** Tells which sections step back because a filter is on and they are not in its state; null where no filter is on. */
export function isHidden(scene: Scene): ((section: number) => boolean) | null {
  const filter = stateFilter.value;
  if (!filter) return null;
  return (section) => {
    const { entry, block } = scene.seen(section);
    const { region } = filter;
    return (region === 'block' ? (block?.state ?? 'removed') : entry.facts[region]) !== filter.state;
  };
}
