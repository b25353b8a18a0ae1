import type { Profile } from '../../../machines/kernel/profile.ts';
import type { BlockWork } from '../block-change.ts';
import type { MemoryState } from '../state.ts';
import { NumberedPages, type PageImage } from './numbered-pages.ts';
import { type BlockTable, blockTable } from './tables.ts';

/** Memory blocks at one position. */
export interface BlocksImage {
  readonly pages: PageImage;
  readonly table: BlockTable;
}

/** Memory blocks while a log is replayed. */
export interface BlockRuns {
  readonly pages: NumberedPages;
  readonly table: BlockTable;
  /** What an event of a shape does to blocks from one to another, both included. */
  take(shape: number, work: BlockWork, first: number, last: number): void;
  /** Leaves a table that outgrew its bounds for a new one, as sections do. */
  rebuild(): void;
  image(): BlocksImage;
  restore(image: BlocksImage): void;
}

export function blockRuns(profile: Profile, initial: MemoryState, entries: number, cells: number): BlockRuns {
  const pages = new NumberedPages();
  let table = blockTable(profile, { entries, cells });
  /** Numbers of changes in the present table, by shape. */
  let changes: number[] = [];
  for (const [block, entry] of Object.entries(initial.memoryBlocks)) pages.set(Number(block), table.numberOf(entry));
  return {
    pages,
    get table() {
      return table;
    },
    take(shape, work, first, last) {
      let change = changes[shape];
      if (change === undefined) {
        change = table.changeOf(work);
        changes[shape] = change;
      }
      pages.run(first, last, table, change);
    },
    rebuild() {
      if (!table.crowded) return;
      const left = table;
      const live = new Set([...pages.shared()].flatMap(([, page]) => [...page])).size;
      table = blockTable(profile, { entries: Math.max(entries, 2 * live), cells });
      pages.renumber((number) => table.numberOf(left.entries[number]));
      changes = [];
    },
    image: () => ({ pages: pages.image(), table }),
    restore(image) {
      pages.restore(image.pages);
      if (table === image.table) return;
      table = image.table;
      changes = [];
    },
  };
}
