import type { SectionRange } from '../../timeline/about.ts';
import { type Band, bandOf, CAPTION, type Layout, type Rect, rectOf, tileIndex } from './layout.ts';
import type { Overlay, View } from './overlay.ts';
import type { Palette } from './palette.ts';
import type { Pen } from './pen.ts';

/** Crosses over some tiles, in two strokes: there may be thousands of them. */
function crosses(pen: Pen, rects: readonly Rect[], palette: Palette): void {
  const [first] = rects;
  if (!first) return;
  const size = Math.min(first.width, first.height, 22) * 0.62;
  pen.lineCap = 'round';
  for (const [color, line] of [
    [palette.ground, size > 9 ? 5 : 3],
    [palette.refused, size > 9 ? 2.6 : 1.6],
  ] as const) {
    pen.strokeStyle = color;
    pen.lineWidth = line;
    pen.beginPath();
    for (const { x, y, width, height } of rects) {
      const [cx, cy] = [x + width / 2, y + height / 2];
      pen.moveTo(cx - size / 2, cy - size / 2);
      pen.lineTo(cx + size / 2, cy + size / 2);
      pen.moveTo(cx + size / 2, cy - size / 2);
      pen.lineTo(cx - size / 2, cy + size / 2);
    }
    pen.stroke();
  }
}

/** The right end of a tile that has text on its left. */
const rightOfText = ({ x, y, width, height }: Rect): Rect => ({ x: x + width - 22, y, width: 22, height });

/** Where the cross of a tile lies. */
const crossIn = ({ level }: Layout): ((tile: Rect) => Rect) =>
  level === 'blocks' || level === 'sections' ? rightOfText : (tile) => tile;

/** Rings around some tiles, in one stroke. */
function rings(pen: Pen, rects: readonly Rect[], color: string, out: number, line: number): void {
  if (rects.length === 0) return;
  pen.strokeStyle = color;
  pen.lineWidth = line;
  pen.beginPath();
  for (const { x, y, width, height } of rects) {
    pen.roundRect(x - out, y - out, width + 2 * out, height + 2 * out, 4);
  }
  pen.stroke();
}

/** Tiles of some sections that are in view, each once. */
function* tilesIn(layout: Layout, { top, height }: View, ranges: Iterable<SectionRange>): Generator<Rect> {
  const drawn = new Map<Band, Set<number>>();
  for (const { first, last } of ranges) {
    for (let nr = first; nr <= last; ) {
      const band = bandOf(layout, nr);
      if (!band) {
        nr++;
        continue;
      }
      const index = tileIndex(layout, band, nr);
      nr = band.origin + (index + 1) * layout.per;
      const known = drawn.get(band) ?? new Set<number>();
      drawn.set(band, known);
      if (known.has(index)) continue;
      known.add(index);
      const rect = rectOf(layout, band, index);
      if (rect.y + rect.height >= top && rect.y <= top + height) yield rect;
    }
  }
}

function* single(sections: Iterable<number>): Generator<SectionRange> {
  for (const nr of sections) yield { first: nr, last: nr };
}

/** What lies over the tiles: crosses, rings, and the cell. */
export function paintMarks(pen: Pen, layout: Layout, overlay: Overlay, view: View, palette: Palette): void {
  const { gap, width } = layout.tile;
  crosses(pen, [...tilesIn(layout, view, overlay.refused)].map(crossIn(layout)), palette);
  pen.setLineDash([4, 3]);
  rings(pen, [...tilesIn(layout, view, single(overlay.differing))], palette.refused, Math.min(4, gap / 2), 2);
  pen.setLineDash([]);
  const changed = [...tilesIn(layout, view, single(overlay.changed))];
  rings(pen, changed, palette.accent, Math.min(3, gap / 2), width > 12 ? 2 : 1);
  paintSelection(pen, layout, overlay, view, palette);
}

function paintSelection(pen: Pen, layout: Layout, { selected, bit }: Overlay, view: View, palette: Palette): void {
  if (!selected) return;
  const { grid } = view;
  for (const rect of tilesIn(layout, view, [selected])) {
    rings(pen, [rect], palette.ink, Math.min(4, layout.tile.gap / 2 + 1), rect.width > 12 ? 2 : 1.5);
    if (bit === null || (layout.level !== 'bits' && layout.level !== 'close')) continue;
    const [width, height] = [rect.width / grid.columns, (rect.height - CAPTION) / grid.rows];
    const x = rect.x + (bit % grid.columns) * width;
    const y = rect.y + CAPTION + Math.floor(bit / grid.columns) * height;
    rings(pen, [{ x, y, width: width - 1.5, height: height - 1.5 }], palette.ink, 1.5, 2);
  }
}
