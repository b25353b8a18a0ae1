import type { MemoryState } from '../../memory/state.ts';
import { visibleDiff } from '../../timeline/visible-diff.ts';

/**
 * Sections that a person would see differ between two memories, or whose block does. Whether a sub-section map is kept at
 * all is the memory models' own difference, the same for every section, and counts for none.
 */
export function differingSections(one: MemoryState, other: MemoryState): ReadonlySet<number> {
  const { sections, blocks } = visibleDiff(one, other);
  const differing = new Set<number>();
  for (const { nr, from, to } of sections) {
    const keepsNone = from?.subsectionMap === null || to?.subsectionMap === null;
    const mapped = (map: string | null | undefined): string | null => (keepsNone ? null : (map ?? null));
    const same =
      from?.lifecycle === to?.lifecycle &&
      from?.flags.join() === to?.flags.join() &&
      mapped(from?.subsectionMap) === mapped(to?.subsectionMap);
    if (!same) differing.add(nr);
  }
  const { sectionsPerBlock } = one.blocks;
  for (const { block } of blocks) {
    for (let index = 0; index < sectionsPerBlock; index++) differing.add(block * sectionsPerBlock + index);
  }
  return differing;
}
