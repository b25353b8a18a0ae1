import type { BlockEntry, SectionEntry } from '../../memory/state.ts';
import { NOTHING } from './compiled-table.ts';
import { PAGE, type Page } from './numbered-pages.ts';

/** Things of one kind at an instant: numbers in pages of 256, and the entry that each number stands for. */
export interface Numbered<Entry> {
  /** By number of the thing divided by 256. A page never changes: where nothing changed, the next picture has the same one. */
  readonly pages: ReadonlyMap<number, Page>;
  /** What is not there has number 0, and no entry. */
  readonly entries: readonly (Entry | undefined)[];
}

/**
 * Sections and blocks at an instant, without an object for each: what is asked for hundreds of thousands at a time, as
 * by a map.
 */
export interface Picture {
  readonly sections: Numbered<SectionEntry>;
  readonly blocks: Numbered<BlockEntry>;
}

/** The number of the entry of one thing. */
export const numberAt = <Entry>({ pages }: Numbered<Entry>, at: number): number =>
  pages.get(Math.floor(at / PAGE))?.[at % PAGE] ?? NOTHING;
