import type { Size } from '../shell/surface.tsx';
import { APPEARANCES } from './appearance.ts';
import type { Layout } from './layout.ts';
import type { Overlay, View } from './overlay.ts';
import { paintMap } from './paint.ts';
import type { Palette } from './palette.ts';
import type { Pen } from './pen.ts';
import type { Scene } from './scene.ts';
import { fillTile } from './tiles.ts';

/** One memory of a figure: the record's, or what stands beside it. */
export interface Pane {
  readonly title: string;
  readonly scene: Scene;
  readonly overlay: Overlay;
}

/** The map to be handed on: what it shows, of what, and what its colours mean. */
export interface Figure {
  /** Of which source; and below it, of which kernel and instant. */
  readonly caption: readonly [source: string, instant: string];
  readonly panes: readonly Pane[];
  readonly layout: Layout;
  /** The rows of the map that are drawn. CSS pixels. */
  readonly view: View;
  readonly palette: Palette;
}

const HEAD = 74;
const LEGEND_ROW = 20;
const SIDE = 16;
const LETTERS = 'P present · M memmap · O online · E early · D ZONE_DEVICE taint';

/** Where the pieces of the legend lie, from the left, row under row. Widths by a guess that is never too small. */
function legendPlaces(width: number): readonly { readonly x: number; readonly row: number }[] {
  let [x, row] = [SIDE, 0];
  return [...APPEARANCES.map(({ words }) => 20 + words.length * 7.2), LETTERS.length * 7.2].map((wide) => {
    if (x > SIDE && x + wide > width - SIDE) [x, row] = [SIDE, row + 1];
    const place = { x, row };
    x += wide + 14;
    return place;
  });
}

/** Size of a figure. CSS pixels. */
export function figureSize({ panes, layout, view }: Figure): Size {
  const width = layout.width * panes.length;
  const rows = (legendPlaces(width).at(-1)?.row ?? 0) + 1;
  return { width, height: HEAD + view.height + rows * LEGEND_ROW + SIDE };
}

/** Draws a figure. The screen's map and this one come from the same `paintMap`. */
export function paintFigure(pen: Pen, figure: Figure): void {
  const { caption, panes, layout, view, palette } = figure;
  const { width, height } = figureSize(figure);
  pen.fillStyle = palette.ground;
  pen.fillRect(0, 0, width, height);
  for (const [index, { scene, overlay }] of panes.entries()) {
    pen.save();
    pen.translate(index * layout.width, HEAD);
    paintMap(pen, layout, scene, overlay, view, palette);
    pen.restore();
  }
  // Rows that are cut at the edges of the view reach into the margins: those are drawn over them.
  pen.fillStyle = palette.ground;
  pen.fillRect(0, 0, width, HEAD);
  pen.fillRect(0, HEAD + view.height, width, height - HEAD - view.height);
  pen.textBaseline = 'alphabetic';
  pen.fillStyle = palette.ink;
  pen.font = `600 13px ${palette.sans}`;
  pen.fillText(fitting(pen, caption[0], width - 2 * SIDE), SIDE, 24);
  label(pen, caption[1], SIDE, 43, palette);
  for (const [index, { title }] of panes.length > 1 ? panes.entries() : []) {
    pen.font = `600 12px ${palette.mono}`;
    pen.fillText(fitting(pen, title, layout.width - 2 * SIDE), SIDE + index * layout.width, 64);
  }
  const places = legendPlaces(width);
  for (const [index, { appearance, words }] of APPEARANCES.entries()) {
    const { x, row } = places[index] ?? { x: SIDE, row: 0 };
    const y = HEAD + view.height + row * LEGEND_ROW;
    fillTile(pen, { x, y, width: 14, height: 14 }, appearance, palette);
    label(pen, words, x + 20, y + 11, palette);
  }
  const last = places.at(-1) ?? { x: SIDE, row: 0 };
  label(pen, LETTERS, last.x, HEAD + view.height + last.row * LEGEND_ROW + 11, palette);
}

/** A text cut so that it has room. */
function fitting(pen: Pen, text: string, room: number): string {
  const letters = Math.floor((room / Math.max(1, pen.measureText(text).width)) * text.length);
  return letters >= text.length ? text : `${text.slice(0, Math.max(1, letters - 1))}…`;
}

function label(pen: Pen, text: string, x: number, y: number, palette: Palette): void {
  pen.font = `12px ${palette.sans}`;
  pen.fillStyle = palette.inkSoft;
  pen.fillText(text, x, y);
}
