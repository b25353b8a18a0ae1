import { type Layout, rectOf, rowsIn, sectionsOfTile } from './layout.ts';
import { HIDDEN } from './overlay.ts';
import type { PaintTiles } from './paint.ts';
import type { Palette } from './palette.ts';
import { majority } from './scene.ts';
import { plainTile } from './tiles.ts';

/** Packed looks are below it; added where a tile steps back. */
const STEPS_BACK = 128;

/** The pixels of one kind of tile, row by row. */
interface Stamp {
  readonly width: number;
  readonly rows: readonly Uint32Array[];
}

/** What all stamps of a sheet have in common. */
interface Sheet {
  readonly palette: Palette;
  readonly width: number;
  readonly height: number;
  readonly ratio: number;
  readonly stamps: (Stamp | undefined)[];
}

function stampOf({ palette, width, height, ratio }: Sheet, code: number): Stamp {
  const [wide, high] = [Math.max(1, Math.round(width * ratio)), Math.max(1, Math.round(height * ratio))];
  const pen = new OffscreenCanvas(wide, high).getContext('2d', { willReadFrequently: true });
  if (!pen) return { width: 0, rows: [] };
  pen.scale(ratio, ratio);
  pen.globalAlpha = code >= STEPS_BACK ? HIDDEN : 1;
  plainTile(pen, { x: 0, y: 0, width, height }, code % STEPS_BACK, palette);
  const pixels = new Uint32Array(pen.getImageData(0, 0, wide, high).data.buffer);
  return { width: wide, rows: Array.from({ length: high }, (_, row) => pixels.slice(row * wide, (row + 1) * wide)) };
}

/**
 * Draws plain tiles by copying the pixels of one of each kind: tens of thousands of them between two frames. They look as
 * any other pen draws them. The canvas must have been scaled by `ratio`; what was on it is gone.
 */
export function tileStamps(pen: CanvasRenderingContext2D): PaintTiles {
  let sheet: Sheet | undefined;
  let image: ImageData | undefined;
  let pixels = new Uint32Array(0);

  const sheetFor = ({ tile: { width, height } }: Layout, palette: Palette, ratio: number): Sheet => {
    const same = sheet && sheet.palette === palette && sheet.width === width && sheet.height === height;
    if (sheet && same && sheet.ratio === ratio) return sheet;
    sheet = { palette, width, height, ratio, stamps: [] };
    return sheet;
  };

  return (scene, layout, hidden, view, palette) => {
    const { width, height } = pen.canvas;
    const ratio = pen.getTransform().a;
    if (image?.width !== width || image.height !== height) {
      image = new ImageData(width, height);
      pixels = new Uint32Array(image.data.buffer);
    } else pixels.fill(0);
    const kinds = sheetFor(layout, palette, ratio);
    for (const [band, row] of rowsIn(layout, view)) {
      const end = Math.min(band.tiles, (row + 1) * layout.columns);
      for (let index = row * layout.columns; index < end; index++) {
        const { first, last } = sectionsOfTile(layout, band, index);
        const code = majority(scene, first, last) + (hidden?.(first) ? STEPS_BACK : 0);
        const stamp = kinds.stamps[code] ?? stampOf(kinds, code);
        kinds.stamps[code] = stamp;
        const rect = rectOf(layout, band, index);
        const left = Math.round(rect.x * ratio);
        const top = Math.round((rect.y - view.top) * ratio);
        if (left + stamp.width > width) continue;
        for (let line = 0; line < stamp.rows.length; line++) {
          const at = top + line;
          const from = stamp.rows[line];
          if (at >= 0 && at < height && from) pixels.set(from, at * width + left);
        }
      }
    }
    pen.putImageData(image, 0, 0);
  };
}
