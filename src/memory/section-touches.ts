import type { EventDraft } from '../../events/event.ts';
import type { Geometry } from '../../machines/kernel/geometry.ts';
import { type PageRange, piecesOf, sectionsOf } from '../../machines/kernel/ranges.ts';
import { pfn, type SectionNr, sectionNr } from '../../machines/kernel/units.ts';
import { bootRuns } from './boot-sections.ts';
import { type SectionChange, type SectionWork, sectionWorkOf } from './section-change.ts';

/** One section that an event is about, and what happens to it. */
export interface SectionTouch {
  readonly section: SectionNr;
  readonly change: SectionChange;
}

const WHOLE = { subsections: 0n } as const;

/** What a work does to each section of a range. */
export function* touchesOfRange(
  geometry: Geometry,
  range: PageRange,
  { op, nid, reach }: Pick<SectionWork, 'op' | 'nid' | 'reach'>,
): Generator<SectionTouch> {
  if (reach === 'sections') {
    for (const section of sectionsOf(geometry, range)) yield { section, change: { op, nid, ...WHOLE } };
  } else {
    for (const { section, subsections } of piecesOf(geometry, range))
      yield { section, change: { op, nid, subsections } };
  }
}

/**
 * An unaligned start taints the section of the start, an unaligned end the section of the end pfn.
 * Source: mm/memory_hotplug.c move_pfn_range_to_zone(), v5.12.
 */
function* taintedEdges(geometry: Geometry, range: PageRange): Generator<SectionTouch> {
  for (const edge of [range.pfn, range.pfn + range.nrPages]) {
    if (edge % geometry.pagesPerSection === 0) continue;
    yield* touchesOfRange(geometry, { pfn: pfn(edge), nrPages: 1 }, { op: 'taint', nid: null, reach: 'sections' });
  }
}

/** Every section that an event about pages touches, in the order in which it does. */
export function* sectionTouches(geometry: Geometry, event: EventDraft): Generator<SectionTouch> {
  if (event.type === 'memory.booted') {
    for (const { first, last, change } of bootRuns(geometry, event.data)) {
      for (let section: number = first; section <= last; section++) yield { section: sectionNr(section), change };
    }
    return;
  }
  const work = sectionWorkOf(event);
  if (!work || !('pfn' in event.data)) return;
  const range = { pfn: event.data.pfn, nrPages: 'nrPages' in event.data ? event.data.nrPages : 1 };
  yield* touchesOfRange(geometry, range, work);
  if (work.taintsEdges) yield* taintedEdges(geometry, range);
}
