import type { Style } from '../action.ts';

const SHADES = ['·', '░', '▒', '▓', '█'] as const;
const CELLS_IN_A_LINE = 64;

export const CELL_LEGEND = '█ populated   ▒ ZONE_DEVICE   · nothing';

/** What to draw of one section's map. */
export interface SubsectionMap {
  readonly map: bigint | null;
  readonly deviceMap: bigint;
  /** Sub-sections of a section. */
  readonly subsections: number;
}

/** One sub-section as a cell. */
function cell(map: bigint, deviceMap: bigint, bit: number, style: Style): string {
  const mask = 1n << BigInt(bit);
  if ((deviceMap & mask) !== 0n) return style.paint('▒', 'magenta');
  return (map & mask) === 0n ? style.paint('·', 'dim') : '█';
}

/**
 * A sub-section map in rows, each cell one sub-section: as many in a row as fit, a power of two, so that rows stand for
 * round addresses. @param room columns that a row may take.
 */
export function* mapRows(
  { map, deviceMap, subsections }: SubsectionMap,
  room: number,
  style: Style,
): Generator<string> {
  if (map === null) return yield style.paint(NO_MAP, 'dim');
  const inRow = 2 ** Math.floor(Math.log2(Math.max(8, room)));
  for (let from = 0; from < subsections; from += inRow) {
    let row = '';
    for (let bit = from; bit < Math.min(subsections, from + inRow); bit++) row += cell(map, deviceMap, bit, style);
    yield row;
  }
}

const NO_MAP = '(this memory model keeps no sub-section map)';

/**
 * A sub-section map as cells, sub-section 0 first: full where populated, shaded where ZONE_DEVICE has it, a dot where
 * there is nothing. Maps of more sub-sections than cells show several to a cell, by how full they are; `▚` where
 * ZONE_DEVICE has one of them.
 */
export function drawMap(
  { map, deviceMap, subsections }: SubsectionMap,
  style: Style,
  cells: number = CELLS_IN_A_LINE,
): string {
  if (map === null) return style.paint(NO_MAP, 'dim');
  const per = Math.ceil(subsections / cells);
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
    if (device > 0) drawn += style.paint(per === 1 ? '▒' : '▚', 'magenta');
    else drawn += set === 0 ? style.paint('·', 'dim') : shade;
  }
  return drawn;
}
