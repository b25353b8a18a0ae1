import { sizeInWords } from '../../../machines/kernel/units.ts';
import { type Band, type Layout, PADDING, type Rect, rectOf, rowsIn, sectionsOfTile } from './layout.ts';
import { paintMarks } from './marks.ts';
import { HIDDEN, type Overlay, type View } from './overlay.ts';
import type { Palette } from './palette.ts';
import type { Pen } from './pen.ts';
import { type Scene, zoneOf } from './scene.ts';
import { paintTile } from './tiles.ts';

/** The zone below each run of tiles that share it. */
function rail(pen: Pen, layout: Layout, band: Band, row: number, scene: Scene, palette: Palette): void {
  const { columns, tile } = layout;
  let run: { zone: string; from: Rect; to: Rect } | null = null;
  const flush = (): void => {
    if (!run) return;
    const y = run.from.y + tile.height + (tile.gap > 5 ? 7.5 : 4.5);
    const right = run.to.x + run.to.width;
    pen.font = `10px ${palette.mono}`;
    // Where a zone has less room than its name, its first letters stand for it.
    const letters = Math.max(1, Math.floor((right - run.from.x + layout.tile.gap) / pen.measureText('0').width));
    const name = run.zone.slice(0, letters);
    const label = pen.measureText(name).width;
    pen.fillStyle = palette.inkSoft;
    pen.fillText(name, run.from.x, y + 6);
    pen.strokeStyle = palette.lineStrong;
    pen.lineWidth = 1;
    pen.beginPath();
    pen.moveTo(Math.min(right, run.from.x + label + 5), y + 2.5);
    pen.lineTo(right, y + 2.5);
    pen.stroke();
    run = null;
  };
  for (let index = row * columns; index < Math.min(band.tiles, (row + 1) * columns); index++) {
    const { first } = sectionsOfTile(layout, band, index);
    const zone = zoneOf(scene.seen(first));
    const rect = rectOf(layout, band, index);
    if (zone !== null && run !== null && (run as { zone: string }).zone === zone) (run as { to: Rect }).to = rect;
    else {
      flush();
      if (zone !== null) run = { zone, from: rect, to: rect };
    }
  }
  flush();
}

const nodeName = (nid: number | null): string => (nid === null ? 'node unknown' : `node ${nid}`);

/** Draws the tiles of a layout that are in view; on a screen there is a faster way than one by one. */
export type PaintTiles = (
  scene: Scene,
  layout: Layout,
  hidden: Overlay['hidden'],
  view: View,
  palette: Palette,
) => void;

/** Tiles one by one, with any pen. */
const tilesWith =
  (pen: Pen): PaintTiles =>
  (scene, layout, hidden, view, palette) => {
    for (const [band, row] of rowsIn(layout, view)) {
      const end = Math.min(band.tiles, (row + 1) * layout.columns);
      for (let index = row * layout.columns; index < end; index++) {
        const { first, last } = sectionsOfTile(layout, band, index);
        pen.globalAlpha = hidden?.(first) ? HIDDEN : 1;
        paintTile(pen, layout, rectOf(layout, band, index), first, last, scene, view.grid, palette);
      }
    }
    pen.globalAlpha = 1;
  };

/** Draws the part of the map that is in view. */
export function paintMap(
  pen: Pen,
  layout: Layout,
  scene: Scene,
  overlay: Overlay,
  view: View,
  palette: Palette,
  paintTiles: PaintTiles = tilesWith(pen),
): void {
  const { bands, tile } = layout;
  const { sectionBytes } = scene.profile.geometry;
  pen.save();
  pen.translate(0, -view.top);
  pen.textBaseline = 'alphabetic';
  paintTiles(scene, layout, overlay.hidden, view, palette);
  for (const band of bands) {
    if (band.bottom < view.top || band.top - 30 > view.top + view.height) continue;
    if (band.titled) {
      pen.font = `600 11px ${palette.sans}`;
      pen.fillStyle = palette.ink;
      const title = nodeName(band.nid);
      if (layout.left > PADDING) {
        pen.fillText(title, PADDING, band.top + 9);
        continue;
      }
      pen.fillText(title, PADDING, band.top - 9);
      const from = `0x${(band.first * sectionBytes).toString(16)}`;
      const all = bands.filter(({ nid, top }) => nid === band.nid && top >= band.top);
      const size = all.reduce((sum, { first, last }) => sum + (last - first + 1) * sectionBytes, 0);
      pen.font = `11px ${palette.mono}`;
      pen.fillStyle = palette.inkSoft;
      pen.fillText(`${from}  ${sizeInWords(size)} of addresses`, 16 + pen.measureText(title).width + 16, band.top - 9);
    }
  }
  if (tile.rail > 0) for (const [band, row] of rowsIn(layout, view)) rail(pen, layout, band, row, scene, palette);
  paintMarks(pen, layout, overlay, view, palette);
  pen.restore();
}
