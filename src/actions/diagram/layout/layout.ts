import type { Chart } from '../chart.ts';
import type { DrawnRegion, LayoutOptions } from './drawn.ts';
import { placeRegion } from './region.ts';

/**
 * Places for every state and arrow of a chart. States stand in a column in the machine's order. What leads out of one stands
 * under it, a label a row: the arrow to the next state goes straight down, every other turns into the lane of its target.
 * Nothing can lie on anything else, because each box and each label has its own rows. The same chart always comes to the
 * same drawing. (A general layered layout draws charts as dense as these wider than the inspector's panel, and elkjs alone
 * is three times as large as the page.)
 */
export const layoutOf = (chart: Chart, options: LayoutOptions): readonly DrawnRegion[] =>
  chart.regions.map((region) => placeRegion(region, options));
