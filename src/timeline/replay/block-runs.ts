import type { BlockWork } from '../../memory/block-change.ts';
import type { MemoryState } from '../../memory/state.ts';
import type { Bounds } from './compiled-table.ts';
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
  /** `take` of one block, for a shape that was taken before and makes no block; false where it was not, or does. */
  takeOne(shape: number, block: number): boolean;
  /** Leaves a table that outgrew its bounds for a new one, as sections do. */
  rebuild(): void;
  image(): BlocksImage;
  restore(image: BlocksImage): void;
}

export function blockRuns(initial: MemoryState, bounds: Bounds): BlockRuns {
  const pages = new NumberedPages();
  let table = blockTable(bounds);
  /** Numbers of changes in the present table, by shape. */
  let changes: number[] = [];
  /** The same, of shapes whose blocks' sections keep their owner. */
  let plain: number[] = [];
  for (const [block, entry] of Object.entries(initial.memoryBlocks)) pages.set(Number(block), table.numberOf(entry));
  const changeOf = (shape: number, work: BlockWork): number => {
    let change = changes[shape];
    if (change === undefined) {
      change = table.changeOf(work);
      changes[shape] = change;
      if (!work.adopts) plain[shape] = change;
    }
    return change;
  };
  return {
    pages,
    get table() {
      return table;
    },
    take(shape, work, first, last) {
      pages.run(first, last, table, changeOf(shape, work));
    },
    takeOne(shape, block) {
      const change = plain[shape];
      if (change === undefined) return false;
      pages.runOne(block, table, change);
      return true;
    },
    rebuild() {
      const left = table;
      const live = new Set([...pages.shared()].flatMap(([, page]) => [...page])).size;
      table = blockTable({ ...bounds, entries: Math.max(bounds.entries, 2 * live) });
      pages.renumber((number) => table.numberOf(left.entries[number]));
      changes = [];
      plain = [];
    },
    image: () => ({ pages: pages.image(), table }),
    restore(image) {
      pages.restore(image.pages, image.table.entries.length);
      if (table === image.table) return;
      table = image.table;
      changes = [];
      plain = [];
    },
  };
}
