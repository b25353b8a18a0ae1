import type { BlockEntry, MemoryState, SectionEntry, SectionRoot } from '../state.ts';
import type { CompiledTable } from './compiled-table.ts';
import { type NumberedPages, PAGE } from './numbered-pages.ts';
import type { BlockTable, SectionTable } from './tables.ts';

type Memory = Pick<MemoryState, 'roots' | 'memoryBlocks'>;

/** Numbered pages as the records of a state. What was shown before and did not change is shown again, the same object. */
export interface Views {
  memory(sections: NumberedPages, sectionRules: SectionTable, blocks: NumberedPages, blockRules: BlockTable): Memory;
}

const sameItems = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a.length === b.length && a.every((item, index) => item === b[index]);

function entriesIn<Entry extends object>(
  record: Record<number, Entry>,
  root: number,
  page: Uint32Array,
  { entries }: CompiledTable<Entry, unknown>,
): void {
  for (let at = 0; at < PAGE; at++) {
    const entry = entries[page[at] ?? 0];
    if (entry) record[root * PAGE + at] = entry;
  }
}

/** Builds a value of pages anew only when they are not the ones of the last time. */
function remembered<T>(first: T): (pages: readonly (readonly [number, Uint32Array])[], build: () => T) => T {
  let last = first;
  let of: readonly Uint32Array[] = [];
  return (pages, build) => {
    const now = pages.map(([, page]) => page);
    if (!sameItems(now, of)) {
      last = build();
      of = now;
    }
    return last;
  };
}

export function viewsOf(): Views {
  const shown = new WeakMap<Uint32Array, SectionRoot>();
  const lastRoots = remembered<MemoryState['roots']>(Object.freeze({}));
  const lastBlocks = remembered<MemoryState['memoryBlocks']>(Object.freeze({}));
  const rootOf = (root: number, page: Uint32Array, rules: SectionTable): SectionRoot => {
    const known = shown.get(page);
    if (known) return known;
    const record: Record<number, SectionEntry> = {};
    entriesIn(record, root, page, rules);
    shown.set(page, Object.freeze(record));
    return record;
  };
  return {
    memory(sections, sectionRules, blocks, blockRules) {
      const sectionPages = [...sections.shared()];
      const blockPages = [...blocks.shared()];
      return {
        roots: lastRoots(sectionPages, () => {
          const roots: Record<number, SectionRoot> = {};
          for (const [root, page] of sectionPages) {
            const record = rootOf(root, page, sectionRules);
            // A page that was written with nothing holds no section that ever was there.
            if (Object.keys(record).length > 0) roots[root] = record;
          }
          return Object.freeze(roots);
        }),
        memoryBlocks: lastBlocks(blockPages, () => {
          const record: Record<number, BlockEntry> = {};
          for (const [root, page] of blockPages) entriesIn(record, root, page, blockRules);
          return Object.freeze(record);
        }),
      };
    },
  };
}
