import type { Arrow } from '../arrows.ts';
import type { Label, TallyText } from './label.ts';
import type { Box } from './measure.ts';
import type { ArrowPath } from './paths.ts';

export interface LayoutOptions {
  /** Pixels that a region's drawing may be wide. A state's name is never broken: one that needs more makes it wider. */
  readonly room: number;
  /** Letters of the longest count or time that a state's box has to hold; 0 where nothing is told beside the names. */
  readonly letters: number;
  readonly tally: TallyText;
}

export interface DrawnState {
  readonly name: string;
  readonly final: boolean;
  readonly box: Box;
  /** Height of the middle of a count or time: that of the name, or under it. */
  readonly beside: number;
  /** `calls arch_add_memory`, under the name; null for a state that calls no other operation. */
  readonly calls: Label | null;
  /** Transitions on which the state stays as it is, inside the box. */
  readonly inner: { readonly arrow: Arrow; readonly label: Label } | null;
}

export interface DrawnArrow extends ArrowPath {
  readonly arrow: Arrow;
  readonly label: Label;
}

/** One region with places for everything in it, in pixels from its own top left corner. */
export interface DrawnRegion {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly states: readonly DrawnState[];
  readonly arrows: readonly DrawnArrow[];
  /** The dot and arrow that lead to the initial state. */
  readonly start: ArrowPath & { readonly x: number; readonly y: number };
}
