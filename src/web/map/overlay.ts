import type { SectionRange } from '../../timeline/about.ts';
import type { Grid } from './tiles.ts';

/** How much of a section is left to see that steps back. */
export const HIDDEN = 0.16;

/** What the map shows besides memory itself. */
export interface Overlay {
  /** Sections that the event at this instant is about. */
  readonly changed: ReadonlySet<number>;
  /** Sections that are otherwise in the memory beside this one. */
  readonly differing: ReadonlySet<number>;
  readonly selected: { readonly first: number; readonly last: number } | null;
  /** Sub-section of the selected section that the cell is on. */
  readonly bit: number | null;
  /** Sections whose last attempt was refused or failed. */
  readonly refused: readonly SectionRange[];
  /** Which sections step back; null where none does. */
  readonly hidden: ((section: number) => boolean) | null;
}

export interface View {
  readonly top: number;
  readonly height: number;
  readonly grid: Grid;
}
