import type { EventData } from '../../../events/catalogue.ts';
import type { Profile } from '../../../machines/kernel/profile.ts';
import { subsectionMask } from '../../../machines/kernel/ranges.ts';
import { pfn } from '../../../machines/kernel/units.ts';
import { isPresent } from '../../../machines/section-facts.ts';
import { bootRuns } from '../../memory/boot-sections.ts';
import type { SectionChange, SectionWork } from '../../memory/section-change.ts';
import type { MemoryState } from '../../memory/state.ts';
import type { Bounds } from './compiled-table.ts';
import { NumberedPages, type PageImage } from './numbered-pages.ts';
import { ABANDONMENT, ADOPTION, type SectionTable, sectionTable } from './tables.ts';

/** Sections at one position. */
export interface SectionsImage {
  readonly pages: PageImage;
  readonly table: SectionTable;
  readonly highestPresent: number;
}

/** Sections while a log is replayed: numbers of entries, and the table that says what changes make of them. */
export interface SectionRuns {
  readonly pages: NumberedPages;
  readonly table: SectionTable;
  readonly highestPresent: number;
  /** What an event of a shape does to whole sections from one to another, both included; false: ask `pagesTake` first. */
  wholeTake(shape: number, first: number, last: number): boolean;
  /** What an event of a shape does to its pages; `work` is the same for every event of the shape. */
  pagesTake(shape: number, work: SectionWork, start: number, nrPages: number): void;
  /** The sections of some pages belong to somebody. */
  adoptPages(start: number, nrPages: number): void;
  /** The sections of some pages belong to nobody, but for those that somebody owned before. */
  abandonPages(start: number, nrPages: number): void;
  /** Sections from one to another, both included, belong to somebody. */
  adopt(first: number, last: number): void;
  boot(data: EventData<'memory.booted'>): void;
  /** Leaves a table that outgrew its bounds for a new one that holds only what is there now, and as much room again. */
  rebuild(): void;
  image(): SectionsImage;
  restore(image: SectionsImage): void;
}

/** Numbers of changes in the present table, by shape; `partial` by shape, and then by first and last sub-section. */
interface Changes {
  readonly whole: number[];
  readonly partial: Map<number, number>[];
  readonly adoption: number;
  readonly abandonment: number;
  readonly taint: number;
}

const TAINT: SectionChange = { op: 'taint', subsections: 0n, nid: null };

const changesOf = (table: SectionTable): Changes => ({
  whole: [],
  partial: [],
  adoption: table.changeOf(ADOPTION),
  abandonment: table.changeOf(ABANDONMENT),
  taint: table.changeOf(TAINT),
});

export function sectionRuns(profile: Profile, initial: MemoryState, bounds: Bounds): SectionRuns {
  const { geometry } = profile;
  const { pagesPerSection, pagesPerSubsection, subsectionsPerSection } = geometry;
  const lastSubsection = subsectionsPerSection - 1;
  const pages = new NumberedPages();
  let table = sectionTable(profile, bounds);
  let changes = changesOf(table);
  let highestPresent = initial.highestPresentSection;

  for (const root of Object.values(initial.roots)) {
    for (const [section, entry] of Object.entries(root)) pages.set(Number(section), table.numberOf(entry));
  }

  const isThere = (section: number): boolean => {
    const entry = table.entries[pages.get(section)];
    return entry !== undefined && isPresent(entry.facts);
  };

  const lookForHighest = (first: number, last: number): void => {
    for (let at = last; at >= first && at > highestPresent; at--) if (isThere(at)) highestPresent = at;
  };

  const run = (first: number, last: number, change: number): void => {
    pages.run(first, last, table, change);
    if (last > highestPresent) lookForHighest(first, last);
  };

  const wholeChange = (shape: number, { op, nid, reach }: SectionWork): number => {
    const known = changes.whole[shape];
    if (known !== undefined) return known;
    const all = subsectionMask(geometry, { pfn: pfn(0), nrPages: pagesPerSection });
    const change = table.changeOf({ op, nid, subsections: reach === 'pieces' ? all : 0n });
    changes.whole[shape] = change;
    return change;
  };

  const pieceChange = (shape: number, work: SectionWork, from: number, to: number): number => {
    if (from === 0 && to === lastSubsection) return wholeChange(shape, work);
    const key = from * subsectionsPerSection + to;
    const known = changes.partial[shape]?.get(key);
    if (known !== undefined) return known;
    const frames = { pfn: pfn(from * pagesPerSubsection), nrPages: (to - from + 1) * pagesPerSubsection };
    const { op, nid } = work;
    const change = table.changeOf({ op, nid, subsections: subsectionMask(geometry, frames) });
    changes.partial[shape] ??= new Map();
    changes.partial[shape].set(key, change);
    return change;
  };

  const sectionOf = (frame: number): number => Math.floor(frame / pagesPerSection);
  const subsectionOf = (frame: number, section: number): number =>
    Math.floor((frame - section * pagesPerSection) / pagesPerSubsection);

  /** The sub-sections of the first and last section of some pages, and whole sections between them. */
  const runPieces = (shape: number, work: SectionWork, start: number, end: number): void => {
    let first = sectionOf(start);
    let last = sectionOf(end - 1);
    const from = subsectionOf(start, first);
    const to = subsectionOf(end - 1, last);
    if (first === last) {
      run(first, last, pieceChange(shape, work, from, to));
      return;
    }
    if (from !== 0) {
      run(first, first, pieceChange(shape, work, from, lastSubsection));
      first++;
    }
    if (to !== lastSubsection) {
      run(last, last, pieceChange(shape, work, 0, to));
      last--;
    }
    if (first <= last) run(first, last, wholeChange(shape, work));
  };

  const taintEdge = (frame: number): void => {
    if (frame % pagesPerSection !== 0) run(sectionOf(frame), sectionOf(frame), changes.taint);
  };

  const adopt = (first: number, last: number): void => pages.settle(first, last, table, changes.adoption);

  return {
    pages,
    get table() {
      return table;
    },
    get highestPresent() {
      return highestPresent;
    },
    wholeTake(shape, first, last) {
      const change = changes.whole[shape];
      if (change === undefined) return false;
      run(first, last, change);
      return true;
    },
    pagesTake(shape, work, start, nrPages) {
      const end = start + nrPages;
      if (nrPages > 0) {
        if (work.reach === 'pieces') runPieces(shape, work, start, end);
        else run(sectionOf(start), sectionOf(end - 1), wholeChange(shape, work));
      }
      if (!work.taintsEdges) return;
      taintEdge(start);
      taintEdge(end);
    },
    adoptPages(start, nrPages) {
      if (nrPages > 0) adopt(sectionOf(start), sectionOf(start + nrPages - 1));
    },
    abandonPages(start, nrPages) {
      if (nrPages > 0) run(sectionOf(start), sectionOf(start + nrPages - 1), changes.abandonment);
    },
    adopt,
    boot(data) {
      for (const { first, last, change } of bootRuns(geometry, data)) run(first, last, table.changeOf(change));
    },
    rebuild() {
      const left = table;
      const live = new Set([...pages.shared()].flatMap(([, page]) => [...page])).size;
      table = sectionTable(profile, { ...bounds, entries: Math.max(bounds.entries, 2 * live) });
      pages.renumber((number) => table.numberOf(left.entries[number]));
      changes = changesOf(table);
    },
    image: () => ({ pages: pages.image(), table, highestPresent }),
    restore(image) {
      pages.restore(image.pages, image.table.entries.length);
      highestPresent = image.highestPresent;
      if (table === image.table) return;
      table = image.table;
      changes = changesOf(table);
    },
  };
}
