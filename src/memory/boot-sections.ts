import type { EventData } from '../../events/catalogue.ts';
import type { Geometry } from '../../machines/kernel/geometry.ts';
import { piecesOf } from '../../machines/kernel/ranges.ts';
import type { SectionNr } from '../../machines/kernel/units.ts';
import type { SectionChange } from './section-change.ts';

/** What boot does to each section: several RAM ranges may lie in one, which is one change with the bits of all. */
export function bootChanges(
  geometry: Geometry,
  { ram, early }: EventData<'memory.booted'>,
): ReadonlyMap<SectionNr, SectionChange> {
  const op = early === 'assumed' ? 'bootAssumed' : 'boot';
  const changes = new Map<SectionNr, SectionChange>();
  for (const range of ram) {
    for (const { section, subsections } of piecesOf(geometry, range)) {
      const known = changes.get(section);
      changes.set(section, {
        op,
        subsections: (known?.subsections ?? 0n) | subsections,
        nid: known?.nid ?? range.nid,
      });
    }
  }
  return changes;
}
