import type { Extent } from '../log/extent.ts';

/** How near the map is; each shows more of fewer sections. */
export const LEVELS = ['machine', 'blocks', 'sections', 'bits', 'close'] as const;
export type Level = (typeof LEVELS)[number];

/** What is drawn for some sections side by side: one tile stands for `per` of them. Lengths in CSS pixels. */
export interface TileSize {
  readonly width: number;
  readonly height: number;
  readonly gap: number;
  /** Below each row: the zones of its tiles; 0 where there is no room for them. */
  readonly rail: number;
}

/** A run of tiles on one node, row under row. */
export interface Band {
  readonly nid: number | null;
  readonly first: number;
  readonly last: number;
  /** Section that the first tile begins with: a tile begins at a multiple of `per`. */
  readonly origin: number;
  readonly tiles: number;
  readonly top: number;
  readonly bottom: number;
  /** Whether a heading with the node stands above. */
  readonly titled: boolean;
}

export interface Layout {
  readonly level: Level;
  readonly per: number;
  readonly tile: TileSize;
  readonly columns: number;
  readonly bands: readonly Band[];
  /** Where rows begin: further right where the names of nodes stand beside them. */
  readonly left: number;
  readonly width: number;
  readonly height: number;
}

export interface MapRoom {
  readonly sectionsPerBlock: number;
  /** Sub-sections in one row of a section's grid, and rows. */
  readonly grid: { readonly columns: number; readonly rows: number };
  readonly width: number;
  readonly height: number;
}

/** Of the widths above, the one that is easy to read, for a map that scrolls anyway. */
const COMFORTABLE = 2;

export const TITLE = 26;
export const PADDING = 16;
/** Left of the rows, where the names of nodes stand beside them. */
const GUTTER = 70;
/** Between two nodes whose names stand beside them. */
const BETWEEN = 8;
/** Above the bits of a section: its number and flags. */
export const CAPTION = 17;

/** Columns and rows of a section's sub-sections: 8 × 8 on x86_64, up to 32 × 16 elsewhere. */
export function gridOf(subsections: number): { readonly columns: number; readonly rows: number } {
  const columns = 2 ** Math.ceil(Math.log2(Math.max(1, subsections)) / 2);
  return { columns, rows: Math.ceil(subsections / columns) };
}

/** Widths of a section that is drawn as bits, largest first: the largest with which all fits is taken. */
const BIT_WIDTHS: Readonly<Record<'bits' | 'close', readonly number[]>> = {
  bits: [152, 128, 104, 88, 72, 56],
  close: [320],
};

const bitTile = ({ columns, rows }: MapRoom['grid'], width: number): TileSize => {
  const bit = Math.max(3, Math.round(width / columns));
  return { width: bit * columns, height: CAPTION + Math.max(3, Math.round(bit * 0.72)) * rows, gap: 10, rail: 16 };
};

/** Tiles of a level, largest first: the largest with which all fits is taken. */
function tilesOf(level: Exclude<Level, 'machine'>, grid: MapRoom['grid']): readonly TileSize[] {
  switch (level) {
    case 'blocks':
      return [
        { width: 64, height: 36, gap: 4, rail: 14 },
        { width: 46, height: 28, gap: 3, rail: 13 },
        { width: 34, height: 22, gap: 3, rail: 13 },
      ];
    case 'sections':
      return [
        { width: 92, height: 52, gap: 5, rail: 14 },
        { width: 58, height: 40, gap: 4, rail: 14 },
      ];
    case 'bits':
    case 'close':
      return BIT_WIDTHS[level].map((width) => bitTile(grid, width));
  }
}

interface PlacedBands {
  readonly left: number;
  readonly columns: number;
  readonly bands: readonly Band[];
  readonly height: number;
}

function place(list: readonly Extent[], per: number, tile: TileSize, width: number, left = PADDING): PlacedBands {
  const inner = Math.max(tile.width, width - left - PADDING);
  const fit = Math.max(1, Math.floor((inner + tile.gap) / (tile.width + tile.gap)));
  // A row that holds a power of two of small tiles makes addresses line up.
  const columns = fit >= 16 && tile.rail === 0 ? 2 ** Math.floor(Math.log2(fit)) : fit;
  const usable = tile.rail === 0 && fit < columns * 1.25 ? columns : fit;
  const bands: Band[] = [];
  let top = 0;
  let before: Extent | undefined;
  for (const { first, last, nid } of list) {
    const titled = !before || before.nid !== nid;
    top += left > PADDING ? BETWEEN : titled ? TITLE : 10;
    const origin = Math.floor(first / per) * per;
    const tiles = Math.floor(last / per) - Math.floor(first / per) + 1;
    const rows = Math.ceil(tiles / usable);
    const bottom = top + rows * (tile.height + tile.gap + tile.rail);
    bands.push({ nid, first, last, origin, tiles, top, bottom, titled });
    top = bottom;
    before = { first, last, nid };
  }
  return { left, columns: usable, bands, height: top + PADDING };
}

/**
 * Extents of one node as one, with the holes between them, where these are no larger than the memory around them: from far
 * away a hole is a blank place among its neighbours.
 */
function spanned(list: readonly Extent[]): readonly Extent[] {
  const result: Extent[] = [];
  for (const one of list) {
    const before = result.at(-1);
    const hole = before ? one.first - before.last - 1 : Number.POSITIVE_INFINITY;
    const around = before ? before.last - before.first + one.last - one.first + 2 : 0;
    if (before && before.nid === one.nid && hole <= around) result[result.length - 1] = { ...before, last: one.last };
    else result.push(one);
  }
  return result;
}

/** More nodes than this have their names beside their rows: above them, they would take the room of the rows. */
const FEW_NODES = 2;

/** The smallest power of two of sections a tile, and the largest tile, with which all of memory fits into the view. */
function wholeMachine(all: readonly Extent[], { width, height }: MapRoom): readonly [number, TileSize, PlacedBands] {
  const sizes = [22, 16, 12, 9, 7, 5, 4];
  const list = spanned(all);
  const left = list.length > FEW_NODES ? GUTTER : PADDING;
  for (let per = 1; ; per *= 2) {
    for (const size of sizes) {
      const gap = size >= 9 ? 2 : 1;
      const tile = { width: size - gap, height: size - gap, gap, rail: 0 };
      const pieces = place(list, per, tile, width, left);
      if (pieces.height <= height || per >= 4096) return [per, tile, pieces];
    }
  }
}

/** Where every tile of the map lies at a level. */
export function layoutOf(list: readonly Extent[], level: Level, around: MapRoom): Layout {
  if (level === 'machine') {
    const [per, tile, pieces] = wholeMachine(list, around);
    return { level, per, tile, width: around.width, ...pieces };
  }
  const per = level === 'blocks' ? around.sectionsPerBlock : 1;
  const comfortable = level === 'bits' ? COMFORTABLE : -1;
  const placed = tilesOf(level, around.grid).map((tile) => ({ tile, pieces: place(list, per, tile, around.width) }));
  const fitting =
    placed.find(({ pieces }) => pieces.height <= around.height) ?? placed.at(comfortable) ?? placed.at(-1);
  if (!fitting) throw new Error(`no tile for ${level}`);
  return { level, per, tile: fitting.tile, width: around.width, ...fitting.pieces };
}

/** The nearest level at which all of memory can be seen at once; the whole machine where there is none. */
export function levelThatFits(list: readonly Extent[], around: MapRoom): Level {
  const near: readonly Level[] = ['bits', 'sections', 'blocks'];
  return near.find((level) => layoutOf(list, level, around).height <= around.height) ?? 'machine';
}

export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where the tile number `index` of a band lies. */
export function rectOf({ columns, tile, left }: Layout, band: Band, index: number): Rect {
  const x = left + (index % columns) * (tile.width + tile.gap);
  const y = band.top + Math.floor(index / columns) * (tile.height + tile.gap + tile.rail);
  return { x, y, width: tile.width, height: tile.height };
}

/** The band that a section lies in; undefined for one that the map does not show. */
export function bandOf({ bands }: Layout, section: number): Band | undefined {
  let low = 0;
  let high = bands.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((bands[middle]?.first ?? 0) <= section) low = middle + 1;
    else high = middle;
  }
  const band = bands[low - 1];
  return band && section <= band.last ? band : undefined;
}

export const tileIndex = ({ per }: Layout, { origin }: Band, section: number): number =>
  Math.floor((section - origin) / per);

/** Sections of a tile that the band really has. */
export function sectionsOfTile({ per }: Layout, band: Band, index: number): { first: number; last: number } {
  const first = band.origin + index * per;
  return { first: Math.max(first, band.first), last: Math.min(first + per - 1, band.last) };
}

export interface Hit {
  readonly band: Band;
  readonly index: number;
  /** Where in the tile, in pixels from its corner. */
  readonly dx: number;
  readonly dy: number;
}

/** The tile at a point of the map; undefined between tiles. */
export function hitAt(layout: Layout, x: number, y: number): Hit | undefined {
  const { tile, columns, bands, left } = layout;
  const band = bands.find(({ top, bottom }) => top <= y && y < bottom);
  if (!band || x < left) return undefined;
  const pitch = tile.height + tile.gap + tile.rail;
  const column = Math.floor((x - left) / (tile.width + tile.gap));
  const index = Math.floor((y - band.top) / pitch) * columns + column;
  if (column >= columns || index >= band.tiles) return undefined;
  const dx = (x - left) % (tile.width + tile.gap);
  const dy = (y - band.top) % pitch;
  return dx < tile.width && dy < tile.height ? { band, index, dx, dy } : undefined;
}

/** The sub-section under a point of a tile that shows bits; null over its caption. */
export function bitAt({ tile }: Layout, grid: MapRoom['grid'], { dx, dy }: Pick<Hit, 'dx' | 'dy'>): number | null {
  if (dy < CAPTION) return null;
  const column = Math.floor((dx / tile.width) * grid.columns);
  const row = Math.floor(((dy - CAPTION) / (tile.height - CAPTION)) * grid.rows);
  return row * grid.columns + column;
}

/** Rows of tiles that are in view, band by band. */
export function* rowsIn(
  { bands, columns, tile }: Layout,
  { top, height }: { readonly top: number; readonly height: number },
): Generator<readonly [band: Band, row: number]> {
  const pitch = tile.height + tile.gap + tile.rail;
  for (const band of bands) {
    if (band.bottom < top || band.top > top + height) continue;
    const first = Math.max(0, Math.floor((top - band.top) / pitch));
    const last = Math.min(Math.ceil(band.tiles / columns) - 1, Math.floor((top + height - band.top) / pitch));
    for (let row = first; row <= last; row++) yield [band, row];
  }
}
