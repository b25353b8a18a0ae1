import { current, type Draft, isDraft } from 'immer';
import { type PageRange, piecesOf, sectionsOf } from '../../machines/kernel/ranges.ts';
import { pfn, type SectionNr } from '../../machines/kernel/units.ts';
import type { SectionEvent } from '../../machines/section.ts';
import { isPresent } from '../../machines/section-facts.ts';
import { stepSection } from '../../machines/section-step.ts';
import { holdPages } from './attempt-holdings.ts';
import type { Evolver } from './evolver.ts';
import { ABSENT_ENTRY, rootOf, sectionEntry } from './sections.ts';
import type { MemoryState, SectionEntry } from './state.ts';

type Extra = Partial<Omit<SectionEntry, 'facts'>>;

/** What changes beside the facts; where it depends on the entry before, as a function of it. */
type Extras = Extra | ((entry: SectionEntry) => Extra);

/**
 * Lets the section machine take one event and stores what it makes of it. What passes over a section that never was
 * there leaves no entry: the table holds the sections that once were present, as the kernel's word does (spec 2.2).
 */
function step(
  draft: Draft<MemoryState>,
  before: MemoryState,
  section: SectionNr,
  event: SectionEvent,
  extra: Extras = {},
) {
  const found = sectionEntry(draft, section);
  const entry: SectionEntry = isDraft(found) ? current(found) : found;
  const facts = stepSection(before.profile, entry.facts, event);
  if (entry === ABSENT_ENTRY && !isPresent(facts)) return;
  draft.roots[rootOf(section)] ??= {};
  const root = draft.roots[rootOf(section)];
  if (root) {
    const changed = { ...entry, ...(typeof extra === 'function' ? extra(entry) : extra), facts };
    // Nobody's section is only one that is there.
    root[section] = isPresent(facts) ? changed : { ...changed, orphan: false };
  }
  if (isPresent(facts)) draft.highestPresentSection = Math.max(draft.highestPresentSection, section);
}

function eachPiece(
  draft: Draft<MemoryState>,
  before: MemoryState,
  range: PageRange,
  event: (subsections: bigint) => SectionEvent,
  extra: Extras = {},
): void {
  for (const piece of piecesOf(before.profile.geometry, range)) {
    step(draft, before, piece.section, event(piece.subsections), extra);
  }
}

function eachSection(draft: Draft<MemoryState>, before: MemoryState, range: PageRange, event: SectionEvent): void {
  for (const section of sectionsOf(before.profile.geometry, range)) step(draft, before, section, event);
}

/** Several RAM ranges may lie in one early section: it is one boot event with the bits of all. */
function boot(
  draft: Draft<MemoryState>,
  before: MemoryState,
  ram: readonly (PageRange & { nid: number | null })[],
  early: 'known' | 'assumed',
) {
  const found = new Map<SectionNr, { ram: bigint; nid: number | null }>();
  for (const range of ram) {
    for (const piece of piecesOf(before.profile.geometry, range)) {
      const known = found.get(piece.section);
      found.set(piece.section, { ram: (known?.ram ?? 0n) | piece.subsections, nid: known?.nid ?? range.nid });
    }
  }
  for (const [section, { ram: bits, nid }] of found) {
    step(draft, before, section, { type: 'boot', ram: bits, nid }, { nid, earlyAssumed: early === 'assumed' });
  }
}

const isDevice = (zone: string): boolean => zone === 'Device';

/** Events about pages: what they do to sections. */
export const evolvePages: Evolver = (draft, before, event) => {
  switch (event.type) {
    case 'memory.booted':
      boot(draft, before, event.data.ram, event.data.early);
      return true;
    case 'memory.found':
    case 'pages.added': {
      const altmap = event.type === 'pages.added' && event.data.altmap;
      const add = (subsections: bigint): SectionEvent => ({ type: 'add', subsections, altmap, observed: true });
      // A section that was there already keeps its owner: a new piece of it makes it nobody's no more than before.
      const orphan = ({ orphan: already, facts }: SectionEntry): boolean =>
        event.type === 'pages.added' && (already || !isPresent(facts));
      eachPiece(draft, before, event.data, add, (entry) => ({ nid: event.data.nid, orphan: orphan(entry) }));
      if (event.type === 'pages.added') holdPages(draft, event.data.operation, event.data);
      return true;
    }
    case 'pages.removed':
      eachPiece(draft, before, event.data, (subsections) => ({ type: 'remove', subsections, observed: true }));
      return true;
    case 'sections.onlined':
      eachSection(draft, before, event.data, { type: 'online' });
      return true;
    case 'sections.offlined':
      eachSection(draft, before, event.data, { type: 'offline' });
      return true;
    case 'section.tainted':
      eachSection(draft, before, { pfn: event.data.pfn, nrPages: 1 }, { type: 'taint' });
      return true;
    case 'zone.joined':
    case 'zone.left': {
      if (!isDevice(event.data.zone)) return true;
      const type = event.type === 'zone.joined' ? 'deviceMap' : 'deviceUnmap';
      eachPiece(draft, before, event.data, (subsections) => ({ type, subsections }), { orphan: false });
      if (event.type === 'zone.joined') taintEdges(draft, before, event.data);
      return true;
    }
    default:
      return false;
  }
};

/**
 * An unaligned start taints the section of the start, an unaligned end the section of the end pfn.
 * Source: mm/memory_hotplug.c move_pfn_range_to_zone(), v5.12.
 */
function taintEdges(draft: Draft<MemoryState>, before: MemoryState, range: PageRange): void {
  const { pagesPerSection } = before.profile.geometry;
  for (const edge of [range.pfn, range.pfn + range.nrPages]) {
    if (edge % pagesPerSection !== 0) {
      eachSection(draft, before, { pfn: pfn(edge), nrPages: 1 }, { type: 'taint' });
    }
  }
}
