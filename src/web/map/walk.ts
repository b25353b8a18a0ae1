import { type Band, bandOf, type Layout, sectionsOfTile, tileIndex } from './layout.ts';

export type Direction = 'left' | 'right' | 'up' | 'down' | 'first' | 'last';

/** The section that an arrow leads to from another: the next tile, or the one below it; over gaps to the next band. */
export function walk(layout: Layout, section: number, direction: Direction): number {
  const { bands, columns } = layout;
  const band = bandOf(layout, section);
  const first = bands[0];
  const last = bands.at(-1);
  if (!first || !last) return section;
  if (direction === 'first' || !band) return first.first;
  if (direction === 'last') return last.last;
  const index = tileIndex(layout, band, section);
  const place = bands.indexOf(band);
  const at = (other: Band, tile: number): number => sectionsOfTile(layout, other, tile).first;
  switch (direction) {
    case 'left': {
      const before = bands[place - 1];
      if (index > 0) return at(band, index - 1);
      return before ? at(before, before.tiles - 1) : section;
    }
    case 'right': {
      const next = bands[place + 1];
      if (index < band.tiles - 1) return at(band, index + 1);
      return next ? at(next, 0) : section;
    }
    case 'up': {
      const before = bands[place - 1];
      if (index >= columns) return at(band, index - columns);
      if (!before) return section;
      const row = Math.floor((before.tiles - 1) / columns) * columns;
      return at(before, Math.min(before.tiles - 1, row + (index % columns)));
    }
    case 'down': {
      const next = bands[place + 1];
      if (index + columns < band.tiles) return at(band, index + columns);
      if (Math.floor(index / columns) < Math.floor((band.tiles - 1) / columns)) return at(band, band.tiles - 1);
      return next ? at(next, Math.min(next.tiles - 1, index % columns)) : section;
    }
  }
}

/** The sub-section that an arrow leads to within a section; null at its edge. */
export function walkBits(
  grid: { readonly columns: number },
  subsections: number,
  bit: number,
  direction: Direction,
): number {
  const to = {
    left: bit - 1,
    right: bit + 1,
    up: bit - grid.columns,
    down: bit + grid.columns,
    first: 0,
    last: subsections - 1,
  }[direction];
  return to >= 0 && to < subsections ? to : bit;
}
