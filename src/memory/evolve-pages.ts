import { current, type Draft, isDraft } from 'immer';
import { type PageRange, piecesOf, sectionsOf } from '../../machines/kernel/ranges.ts';
import { pfn, type SectionNr, sectionNr } from '../../machines/kernel/units.ts';
import { isPresent } from '../../machines/section-facts.ts';
import { bootRuns } from './boot-sections.ts';
import type { Evolver } from './evolver.ts';
import { changedSection, type SectionChange, type SectionWork, sectionWorkOf } from './section-change.ts';
import { rootOf } from './sections.ts';
import type { MemoryState, SectionEntry } from './state.ts';

/** Lets one section take one change. */
function step(draft: Draft<MemoryState>, before: MemoryState, section: SectionNr, change: SectionChange): void {
  const found = draft.roots[rootOf(section)]?.[section];
  const entry: SectionEntry | undefined = isDraft(found) ? current(found) : found;
  const changed = changedSection(before.profile, entry, change);
  if (!changed) return;
  draft.roots[rootOf(section)] ??= {};
  const root = draft.roots[rootOf(section)];
  if (root) root[section] = changed;
  if (isPresent(changed.facts)) draft.highestPresentSection = Math.max(draft.highestPresentSection, section);
}

function stepRange(draft: Draft<MemoryState>, before: MemoryState, range: PageRange, { op, nid, reach }: SectionWork) {
  const { geometry } = before.profile;
  if (reach === 'sections') {
    for (const section of sectionsOf(geometry, range)) step(draft, before, section, { op, nid, subsections: 0n });
  } else {
    for (const { section, subsections } of piecesOf(geometry, range)) {
      step(draft, before, section, { op, nid, subsections });
    }
  }
}

/** The sections of a range belong to somebody. */
export function adopt(draft: Draft<MemoryState>, before: MemoryState, range: PageRange): void {
  stepRange(draft, before, range, { op: 'adopt', nid: null, reach: 'sections', taintsEdges: false });
}

/** Events about pages: what they do to sections. */
export const evolvePages: Evolver = (draft, before, event) => {
  if (event.type === 'memory.booted') {
    for (const { first, last, change } of bootRuns(before.profile.geometry, event.data)) {
      for (let section: number = first; section <= last; section++) step(draft, before, sectionNr(section), change);
    }
    return;
  }
  const work = sectionWorkOf(event);
  if (!work || !('pfn' in event.data)) return;
  const range = { pfn: event.data.pfn, nrPages: 'nrPages' in event.data ? event.data.nrPages : 1 };
  stepRange(draft, before, range, work);
  if (work.taintsEdges) taintEdges(draft, before, range);
};

/**
 * An unaligned start taints the section of the start, an unaligned end the section of the end pfn.
 * Source: mm/memory_hotplug.c move_pfn_range_to_zone(), v5.12.
 */
function taintEdges(draft: Draft<MemoryState>, before: MemoryState, range: PageRange): void {
  const { pagesPerSection } = before.profile.geometry;
  for (const edge of [range.pfn, range.pfn + range.nrPages]) {
    if (edge % pagesPerSection === 0) continue;
    const taint = { op: 'taint', nid: null, reach: 'sections', taintsEdges: false } as const;
    stepRange(draft, before, { pfn: pfn(edge), nrPages: 1 }, taint);
  }
}
