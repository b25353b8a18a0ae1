import type { Style } from '../action.ts';

const SHADES = ['·', '░', '▒', '▓', '█'] as const;
const CELLS_IN_A_LINE = 64;

/** What to draw of one section's map. */
export interface SubsectionMap {
  readonly map: bigint | null;
  readonly deviceMap: bigint;
  /** Sub-sections of a section. */
  readonly subsections: number;
}

/**
 * A sub-section map as cells, sub-section 0 first: full where populated, shaded where ZONE_DEVICE has it, a dot where
 * there is nothing. Maps of more than 64 sub-sections show several to a cell, by how full they are.
 */
export function drawMap({ map, deviceMap, subsections }: SubsectionMap, style: Style): string {
  if (map === null) return style.paint('(this memory model keeps no sub-section map)', 'dim');
  const per = Math.ceil(subsections / CELLS_IN_A_LINE);
  let drawn = '';
  for (let from = 0; from < subsections; from += per) {
    let set = 0;
    let device = 0;
    for (let bit = from; bit < Math.min(subsections, from + per); bit++) {
      const mask = 1n << BigInt(bit);
      if ((map & mask) !== 0n) set++;
      if ((deviceMap & mask) !== 0n) device++;
    }
    const shade = SHADES[Math.round((set / per) * 4)] ?? '·';
    if (device > 0) drawn += style.paint(per === 1 ? '▒' : shade, 'magenta');
    else drawn += set === 0 ? style.paint('·', 'dim') : shade;
  }
  return drawn;
}
