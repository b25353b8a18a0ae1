import { arrowsOf } from '../arrows.ts';
import type { Chart } from '../chart.ts';
import type { DrawnRegion, LayoutOptions } from './drawn.ts';
import { layRegion } from './region.ts';

/**
 * Places for every state and arrow of a chart. States stand in a column, ends in a second one; an arrow to the next
 * state is straight, one to a farther state runs in a lane beside the column: down on the right, up on the left. The same
 * chart always comes to the same drawing. (A general layered layout draws charts as dense as these two or three times wider
 * than the inspector's panel, with lines through labels.)
 */
export function layoutOf(chart: Chart, options: LayoutOptions): readonly DrawnRegion[] {
  const arrows = arrowsOf(chart);
  return chart.regions.map((region) => layRegion(region, arrows.get(region.name) ?? [], options));
}
