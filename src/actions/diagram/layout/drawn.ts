import type { Arrow } from '../arrows.ts';
import type { Box, Label } from './measure.ts';
import type { ArrowPath } from './paths.ts';

export interface LayoutOptions {
  /** Arrows are called by their events, or only by their numbers, which needs less room and a legend. */
  readonly labels: 'names' | 'numbers';
  /** Digits of the largest count that a state's box has to hold; 0 where nothing is counted. */
  readonly digits: number;
}

export interface DrawnState {
  readonly name: string;
  readonly final: boolean;
  readonly box: Box;
  /** Events on which the state stays as it is, with the arrow that stands for them. */
  readonly inner: { readonly text: string; readonly arrow: Arrow } | null;
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
