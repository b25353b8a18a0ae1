import type { EventDraft } from '../../events/event.ts';
import type { Geometry } from '../../machines/kernel/geometry.ts';
import { type PageRange, partsOf, sectionsOf } from '../../machines/kernel/ranges.ts';
import { pfn, type SectionNr, sectionNr } from '../../machines/kernel/units.ts';
import { bootRuns } from './boot-sections.ts';
import { type SectionChange, type SectionWork, sectionWorkOf } from './section-change.ts';

/** A section with something that happens to it. */
export type ChangeOfSection = readonly [SectionNr, SectionChange];

/** What work on a page range is to each section of it. */
export function* changesOfRange(
  geometry: Geometry,
  range: PageRange,
  { op, nid, reach }: Pick<SectionWork, 'op' | 'nid' | 'reach'>,
): Generator<ChangeOfSection> {
  if (reach === 'sections') {
    for (const section of sectionsOf(geometry, range)) yield [section, { op, nid, subsections: 0n }];
  } else {
    for (const { section, subsections } of partsOf(geometry, range)) yield [section, { op, nid, subsections }];
  }
}

/**
 * An unaligned start taints the section of the start, an unaligned end the section of the end pfn.
 * Source: mm/memory_hotplug.c move_pfn_range_to_zone(), v5.12.
 */
function* taintedEdges(geometry: Geometry, range: PageRange): Generator<ChangeOfSection> {
  for (const edge of [range.pfn, range.pfn + range.nrPages]) {
    if (edge % geometry.pagesPerSection === 0) continue;
    yield* changesOfRange(geometry, { pfn: pfn(edge), nrPages: 1 }, { op: 'taint', nid: null, reach: 'sections' });
  }
}

/** Everything that an event about pages does to sections, in order; nothing for any other event. */
export function* sectionChangesOf(geometry: Geometry, event: EventDraft): Generator<ChangeOfSection> {
  if (event.type === 'memory.booted') {
    for (const { first, last, change } of bootRuns(geometry, event.data)) {
      for (let section: number = first; section <= last; section++) yield [sectionNr(section), change];
    }
    return;
  }
  const work = sectionWorkOf(event);
  if (!work || !('pfn' in event.data)) return;
  const range = { pfn: event.data.pfn, nrPages: 'nrPages' in event.data ? event.data.nrPages : 1 };
  yield* changesOfRange(geometry, range, work);
  if (work.taintsEdges) yield* taintedEdges(geometry, range);
}
