import type { MemoryState } from '../../memory/state.ts';
import { type Band, bandOf, CAPTION, type Layout, type Rect, rectOf, sectionsOfTile, tileIndex } from './layout.ts';
import { type Look, lookOfBit } from './look.ts';
import type { Palette } from './palette.ts';
import type { Pen } from './pen.ts';
import { lettersAt, majority, type SeenSection, seenSection, zoneOf } from './scene.ts';

/** What the map shows besides memory itself. */
export interface Overlay {
  /** Sections that the event at this instant is about. */
  readonly changed: ReadonlySet<number>;
  /** Sections that are otherwise in the memory beside this one. */
  readonly differing: ReadonlySet<number>;
  readonly selected: { readonly first: number; readonly last: number } | null;
  /** Sub-section of the selected section that the cell is on. */
  readonly bit: number | null;
  readonly refused: (section: number) => boolean;
  readonly hidden: (section: number) => boolean;
}

export interface View {
  readonly top: number;
  readonly height: number;
  readonly grid: { readonly columns: number; readonly rows: number };
}

const isDark = (look: Look): boolean => look === 'onlineKernel' || look === 'onlineMovable';

function rounded(pen: Pen, { x, y, width, height }: Rect, radius: number): void {
  pen.beginPath();
  pen.roundRect(x, y, width, height, radius);
}

function cross(pen: Pen, { x, y, width, height }: Rect, palette: Palette): void {
  const size = Math.min(width, height, 22) * 0.62;
  const [cx, cy] = [x + width / 2, y + height / 2];
  pen.lineCap = 'round';
  for (const [color, line] of [
    [palette.ground, size > 9 ? 5 : 3],
    [palette.refused, size > 9 ? 2.6 : 1.6],
  ] as const) {
    pen.strokeStyle = color;
    pen.lineWidth = line;
    pen.beginPath();
    pen.moveTo(cx - size / 2, cy - size / 2);
    pen.lineTo(cx + size / 2, cy + size / 2);
    pen.moveTo(cx + size / 2, cy - size / 2);
    pen.lineTo(cx - size / 2, cy + size / 2);
    pen.stroke();
  }
}

export function fillTile(pen: Pen, rect: Rect, look: Look, palette: Palette): void {
  const radius = rect.width > 12 ? 3 : 1;
  rounded(pen, rect, radius);
  if (look === 'absent') {
    if (rect.width < 8) return;
    pen.strokeStyle = palette.hole;
    pen.lineWidth = 1;
    pen.setLineDash([2, 2]);
    pen.stroke();
    pen.setLineDash([]);
    return;
  }
  pen.fillStyle = rect.width >= 8 ? palette.fills[look] : palette.plain[look];
  pen.fill();
  if (look === 'offline') {
    pen.strokeStyle = palette.plain.offline;
    pen.lineWidth = 1;
    pen.stroke();
  }
}

/** A tile that stands for one section by its look, its number and its letters. */
function sectionTile(pen: Pen, rect: Rect, state: MemoryState, seen: SeenSection, palette: Palette): void {
  const whole = lookOfMixed(seen, state.profile.geometry.subsectionsPerSection);
  fillTile(pen, rect, whole.look, palette);
  if (whole.device) {
    pen.fillStyle = palette.plain.device;
    pen.fillRect(rect.x, rect.y + rect.height - 8, rect.width, 8);
  }
  const onLook = whole.look === 'absent' || whole.look === 'offline' ? palette.ink : palette.onTile;
  pen.fillStyle = isDark(whole.look) || whole.look === 'absent' ? onLook : palette.onLightTile;
  if (whole.look === 'offline') {
    pen.fillStyle = palette.ground;
    pen.fillRect(rect.x + 3, rect.y + 4, rect.width - 6, 28);
    pen.fillStyle = palette.ink;
  }
  pen.font = `600 11px ${palette.mono}`;
  pen.fillText(String(seen.nr), rect.x + 5, rect.y + 15);
  pen.font = `10px ${palette.mono}`;
  pen.fillText(lettersAt(state, seen), rect.x + 5, rect.y + 28);
}

/** Whether device memory shares a section with other memory. */
const lookOfMixed = ({ entry, look }: SeenSection, _subsections: number): { look: Look; device: boolean } => ({
  look,
  device: entry.facts.deviceMap !== 0n && look !== 'device',
});

/** A section as the bits of its map. */
function bitsTile(
  pen: Pen,
  rect: Rect,
  state: MemoryState,
  seen: SeenSection,
  { columns, rows }: View['grid'],
  palette: Palette,
  isClose: boolean,
): void {
  const { subsectionsPerSection } = state.profile.geometry;
  pen.font = `600 11.5px ${palette.mono}`;
  pen.fillStyle = seen.look === 'absent' ? palette.inkSoft : palette.ink;
  pen.fillText(String(seen.nr), rect.x, rect.y + 11);
  const letters = lettersAt(state, seen);
  pen.font = `11px ${palette.mono}`;
  pen.fillStyle = palette.inkSoft;
  pen.fillText(letters, rect.x + rect.width - pen.measureText(letters).width, rect.y + 11);
  const top = rect.y + CAPTION;
  const [width, height] = [rect.width / columns, (rect.height - CAPTION) / rows];
  if (seen.entry.facts.map === null && seen.look !== 'absent') {
    fillTile(pen, { x: rect.x, y: top, width: rect.width - 1, height: height * rows - 1 }, seen.look, palette);
    return;
  }
  for (let bit = 0; bit < subsectionsPerSection; bit++) {
    const look = lookOfBit(seen.entry, seen.look, bit);
    const x = rect.x + (bit % columns) * width;
    const y = top + Math.floor(bit / columns) * height;
    if (look === 'absent') {
      pen.fillStyle = palette.hole;
      pen.fillRect(x + width / 2 - 1, y + height / 2 - 1, 1.5, 1.5);
    } else {
      pen.fillStyle = palette.fills[look];
      pen.beginPath();
      pen.roundRect(x, y, width - 1.5, height - 1.5, Math.min(2, width / 5));
      pen.fill();
    }
    if (isClose) {
      pen.font = `10px ${palette.mono}`;
      pen.fillStyle = isDark(look) ? palette.onTile : look === 'absent' ? palette.inkSoft : palette.onLightTile;
      if (look !== 'absent') pen.fillText(String(bit), x + 4, y + height - 7);
    }
  }
}

/** The zone below each run of tiles that share it. */
function rail(pen: Pen, layout: Layout, band: Band, row: number, state: MemoryState, palette: Palette): void {
  const { columns, tile } = layout;
  let run: { zone: string; from: Rect; to: Rect } | null = null;
  const flush = (): void => {
    if (!run) return;
    const y = run.from.y + tile.height + 4.5;
    const right = run.to.x + run.to.width;
    pen.font = `10px ${palette.mono}`;
    const label = pen.measureText(run.zone).width;
    pen.fillStyle = palette.inkSoft;
    pen.fillText(run.zone, run.from.x, y + 6);
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
    const zone = zoneOf(seenSection(state, first));
    const rect = rectOf(layout, band, index);
    if (zone !== null && run !== null && (run as { zone: string }).zone === zone) (run as { to: Rect }).to = rect;
    else {
      flush();
      if (zone !== null) run = { zone, from: rect, to: rect };
    }
  }
  flush();
}

function ring(pen: Pen, { x, y, width, height }: Rect, color: string, out: number, line: number): void {
  pen.strokeStyle = color;
  pen.lineWidth = line;
  pen.beginPath();
  pen.roundRect(x - out, y - out, width + 2 * out, height + 2 * out, 4);
  pen.stroke();
}

function tileAt(
  pen: Pen,
  layout: Layout,
  band: Band,
  index: number,
  state: MemoryState,
  overlay: Overlay,
  view: View,
  palette: Palette,
): void {
  const rect = rectOf(layout, band, index);
  const { first, last } = sectionsOfTile(layout, band, index);
  pen.globalAlpha = overlay.hidden(first) ? 0.16 : 1;
  if (layout.level === 'bits' || layout.level === 'close') {
    bitsTile(pen, rect, state, seenSection(state, first), view.grid, palette, layout.level === 'close');
  } else if (layout.level === 'sections') sectionTile(pen, rect, state, seenSection(state, first), palette);
  else {
    const [most, next] = majority(state, first, last);
    fillTile(pen, rect, most, palette);
    if (next !== null) {
      pen.fillStyle = next === 'absent' ? palette.ground : palette.plain[next];
      pen.fillRect(rect.x, rect.y + rect.height * 0.66, rect.width, rect.height * 0.34);
    }
  }
  pen.globalAlpha = 1;
  let [changed, refused, differs] = [false, false, false];
  for (let nr = first; nr <= last && !(changed && refused && differs); nr++) {
    changed ||= overlay.changed.has(nr);
    refused ||= overlay.refused(nr);
    differs ||= overlay.differing.has(nr);
  }
  if (refused) cross(pen, rect, palette);
  if (differs) {
    pen.setLineDash([4, 3]);
    ring(pen, rect, palette.refused, Math.min(4, layout.tile.gap / 2), 2);
    pen.setLineDash([]);
  }
  if (changed) ring(pen, rect, palette.accent, Math.min(3, layout.tile.gap / 2), rect.width > 12 ? 2 : 1);
}

const nodeName = (nid: number | null): string => (nid === null ? 'node unknown' : `node ${nid}`);

const bytesInWords = (bytes: number): string => {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
  const unit = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10));
  const value = bytes / 1024 ** unit;
  return `${Number.isInteger(value) ? value : value.toFixed(1)} ${units[unit]}`;
};

/** Draws the part of the map that is in view. */
export function paintMap(
  pen: Pen,
  layout: Layout,
  state: MemoryState,
  overlay: Overlay,
  view: View,
  palette: Palette,
): void {
  const { bands, columns, tile } = layout;
  const pitch = tile.height + tile.gap + tile.rail;
  const { sectionBytes } = state.profile.geometry;
  pen.save();
  pen.translate(0, -view.top);
  pen.textBaseline = 'alphabetic';
  for (const band of bands) {
    if (band.bottom < view.top || band.top - 30 > view.top + view.height) continue;
    if (band.titled) {
      pen.font = `600 11px ${palette.sans}`;
      pen.fillStyle = palette.ink;
      const title = nodeName(band.nid);
      pen.fillText(title, 16, band.top - 9);
      const from = `0x${(band.first * sectionBytes).toString(16)}`;
      const all = bands.filter(({ nid, top }) => nid === band.nid && top >= band.top);
      const size = all.reduce((sum, { first, last }) => sum + (last - first + 1) * sectionBytes, 0);
      pen.font = `11px ${palette.mono}`;
      pen.fillStyle = palette.inkSoft;
      pen.fillText(`${from}  ${bytesInWords(size)} of addresses`, 16 + pen.measureText(title).width + 16, band.top - 9);
    }
    const firstRow = Math.max(0, Math.floor((view.top - band.top) / pitch));
    const lastRow = Math.min(
      Math.ceil(band.tiles / columns) - 1,
      Math.floor((view.top + view.height - band.top) / pitch),
    );
    for (let row = firstRow; row <= lastRow; row++) {
      for (let index = row * columns; index < Math.min(band.tiles, (row + 1) * columns); index++) {
        tileAt(pen, layout, band, index, state, overlay, view, palette);
      }
      if (tile.rail > 0) rail(pen, layout, band, row, state, palette);
    }
  }
  paintSelection(pen, layout, overlay, view, palette);
  pen.restore();
}

function paintSelection(pen: Pen, layout: Layout, { selected, bit }: Overlay, { grid }: View, palette: Palette): void {
  if (!selected) return;
  const last = Math.min(selected.last, selected.first + 4095);
  let drawn = -1;
  for (let nr = selected.first; nr <= last; nr++) {
    const band = bandOf(layout, nr);
    if (!band) continue;
    const index = tileIndex(layout, band, nr);
    const rect = rectOf(layout, band, index);
    if (rect.y * 1e5 + rect.x === drawn) continue;
    drawn = rect.y * 1e5 + rect.x;
    ring(pen, rect, palette.ink, Math.min(4, layout.tile.gap / 2 + 1), rect.width > 12 ? 2 : 1.5);
    if (bit === null || (layout.level !== 'bits' && layout.level !== 'close')) continue;
    const [width, height] = [rect.width / grid.columns, (rect.height - CAPTION) / grid.rows];
    const x = rect.x + (bit % grid.columns) * width;
    const y = rect.y + CAPTION + Math.floor(bit / grid.columns) * height;
    ring(pen, { x, y, width: width - 1.5, height: height - 1.5 }, palette.ink, 1.5, 2);
  }
}
