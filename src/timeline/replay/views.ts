import type { BlockEntry, MemoryState, SectionEntry, SectionRoot } from '../../memory/state.ts';
import { NOTHING } from './compiled-table.ts';
import { type NumberedPages, PAGE, type Page } from './numbered-pages.ts';
import type { BlockTable, SectionTable } from './tables.ts';

/** The records of a state. They are built when somebody reads them: who asks for one section pays for its root only. */
type Memory = Pick<MemoryState, 'roots' | 'memoryBlocks'>;

/** Numbered pages as the records of a state. What was shown before and did not change is shown again, the same object. */
export interface Views {
  memory(
    sections: { readonly pages: NumberedPages; readonly table: SectionTable },
    blocks: { readonly pages: NumberedPages; readonly table: BlockTable },
  ): Memory;
}

type Pages = readonly (readonly [root: number, page: Page])[];

const samePages = (a: Pages, b: Pages): boolean =>
  a.length === b.length && a.every(([, page], index) => page === b[index]?.[1]);

function entriesIn<Entry extends object>(
  record: Record<number, Entry>,
  root: number,
  page: Page,
  entries: readonly (Entry | undefined)[],
): void {
  for (let at = 0; at < PAGE; at++) {
    const entry = entries[page[at] ?? NOTHING];
    if (entry) record[root * PAGE + at] = entry;
  }
}

/** Builds a value of pages anew only when they are not the ones of the last time. */
function remembered<T>(first: T): (pages: Pages, build: () => T) => T {
  let last = first;
  let of: Pages = [];
  return (pages, build) => {
    if (!samePages(pages, of)) {
      last = build();
      of = pages;
    }
    return last;
  };
}

/** A value that is made the first time it is asked for. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

const holdsSomething = (page: Page): boolean => page.some((entry) => entry !== NOTHING);

export function viewsOf(): Views {
  const shown = new WeakMap<Page, SectionRoot>();
  const lastRoots = remembered<MemoryState['roots']>(Object.freeze({}));
  const lastBlocks = remembered<() => MemoryState['memoryBlocks']>(() => Object.freeze({}));
  const rootOf = (root: number, page: Page, entries: SectionTable['entries']): SectionRoot => {
    const known = shown.get(page);
    if (known) return known;
    const record: Record<number, SectionEntry> = {};
    entriesIn(record, root, page, entries);
    shown.set(page, Object.freeze(record));
    return record;
  };
  const rootsOf = (pages: Pages, entries: SectionTable['entries']): MemoryState['roots'] => {
    const roots: Record<number, SectionRoot> = {};
    for (const [root, page] of pages) {
      // A page that was written with nothing holds no section that ever was there.
      if (!holdsSomething(page)) continue;
      Object.defineProperty(roots, root, { enumerable: true, get: () => rootOf(root, page, entries) });
    }
    return Object.freeze(roots);
  };
  const blocksOf = (pages: Pages, entries: BlockTable['entries']): MemoryState['memoryBlocks'] => {
    const record: Record<number, BlockEntry> = {};
    for (const [root, page] of pages) entriesIn(record, root, page, entries);
    return Object.freeze(record);
  };
  return {
    memory(sections, blocks) {
      const sectionPages = [...sections.pages.shared()];
      const blockPages = [...blocks.pages.shared()];
      const { entries } = sections.table;
      const { entries: blockEntries } = blocks.table;
      const roots = lastRoots(sectionPages, () => rootsOf(sectionPages, entries));
      const memoryBlocks = lastBlocks(blockPages, () => once(() => blocksOf(blockPages, blockEntries)));
      return {
        roots,
        get memoryBlocks() {
          return memoryBlocks();
        },
      };
    },
  };
}
