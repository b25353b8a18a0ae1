import { type Appearance, appearanceOfBit } from './appearance.ts';
import { CAPTION, type Layout, type Rect } from './layout.ts';
import type { Palette } from './palette.ts';
import type { Pen } from './pen.ts';
import { appearancesOf, lettersAt, majority, type Scene, type SceneSection } from './scene.ts';

/** Columns and rows of a section's sub-sections. */
export interface Grid {
  readonly columns: number;
  readonly rows: number;
}

const isDark = (look: Appearance): boolean => look === 'onlineKernel' || look === 'onlineMovable';

function rounded(pen: Pen, { x, y, width, height }: Rect, radius: number): void {
  pen.beginPath();
  pen.roundRect(x, y, width, height, radius);
}

export function fillTile(pen: Pen, rect: Rect, look: Appearance, palette: Palette): void {
  const radius = rect.width > 12 ? 3 : 1;
  rounded(pen, rect, radius);
  if (look === 'unpopulated') {
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

/** The plain ground that text stands on where a pattern would run through it. */
function plate(pen: Pen, rect: Rect, look: Appearance, height: number, palette: Palette): void {
  if (!(look in palette.patterns)) return;
  pen.fillStyle = look === 'offline' ? palette.ground : palette.plain[look];
  pen.fillRect(rect.x + 2, rect.y + 3, rect.width - 4, height);
}

const inkOn = (look: Appearance, palette: Palette): string =>
  look === 'unpopulated' || look === 'offline' ? palette.ink : isDark(look) ? palette.onTile : palette.onLightTile;

/** A tile that stands for one section by its look, its number and its letters. */
function sectionTile(pen: Pen, rect: Rect, scene: Scene, seen: SceneSection, palette: Palette): void {
  const { look, device } = lookOfMixed(seen);
  fillTile(pen, rect, look, palette);
  if (device) {
    pen.fillStyle = palette.plain.device;
    pen.fillRect(rect.x, rect.y + rect.height - 8, rect.width, 8);
  }
  plate(pen, rect, look, 30, palette);
  pen.fillStyle = inkOn(look, palette);
  pen.font = `600 11px ${palette.mono}`;
  pen.fillText(String(seen.nr), rect.x + 5, rect.y + 15);
  pen.font = `10px ${palette.mono}`;
  pen.fillText(lettersAt(scene, seen), rect.x + 5, rect.y + 28);
}

/** A tile that stands for one memory block: the look of most of its sections, a strip of the next, and its number. */
function blockTile(pen: Pen, rect: Rect, scene: Scene, first: number, last: number, palette: Palette): void {
  const [most, next] = appearancesOf(majority(scene, first, last));
  fillTile(pen, rect, most, palette);
  if (next !== null) {
    pen.fillStyle = next === 'unpopulated' ? palette.ground : palette.plain[next];
    pen.fillRect(rect.x, rect.y + rect.height - 5, rect.width, 5);
  }
  plate(pen, rect, most, 13, palette);
  pen.fillStyle = inkOn(most, palette);
  pen.font = `10px ${palette.mono}`;
  pen.fillText(String(Math.floor(first / scene.blocks.sectionsPerBlock)), rect.x + 4, rect.y + 13);
}

/** Whether device memory shares a section with other memory. */
const lookOfMixed = ({ entry, look }: SceneSection): { look: Appearance; device: boolean } => ({
  look,
  device: entry.facts.deviceMap !== 0n && look !== 'device',
});

/** A section as the bits of its map. */
function bitsTile(
  pen: Pen,
  rect: Rect,
  scene: Scene,
  seen: SceneSection,
  { columns, rows }: Grid,
  palette: Palette,
  isClose: boolean,
): void {
  const { subsectionsPerSection } = scene.profile.geometry;
  pen.font = `600 11.5px ${palette.mono}`;
  pen.fillStyle = seen.look === 'unpopulated' ? palette.inkSoft : palette.ink;
  pen.fillText(String(seen.nr), rect.x, rect.y + 11);
  const letters = lettersAt(scene, seen);
  pen.font = `11px ${palette.mono}`;
  pen.fillStyle = palette.inkSoft;
  pen.fillText(letters, rect.x + rect.width - pen.measureText(letters).width, rect.y + 11);
  const top = rect.y + CAPTION;
  const [width, height] = [rect.width / columns, (rect.height - CAPTION) / rows];
  if (seen.entry.facts.map === null && seen.look !== 'unpopulated') {
    fillTile(pen, { x: rect.x, y: top, width: rect.width - 1, height: height * rows - 1 }, seen.look, palette);
    return;
  }
  for (let bit = 0; bit < subsectionsPerSection; bit++) {
    const look = appearanceOfBit(seen.entry, seen.look, bit);
    const x = rect.x + (bit % columns) * width;
    const y = top + Math.floor(bit / columns) * height;
    if (look === 'unpopulated') {
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
      pen.fillStyle = isDark(look) ? palette.onTile : look === 'unpopulated' ? palette.inkSoft : palette.onLightTile;
      if (look !== 'unpopulated') pen.fillText(String(bit), x + 4, y + height - 7);
    }
  }
}

/** Whether tiles of a level are colour alone: no numbers, no bits. */
export const isPlain = ({ level }: Pick<Layout, 'level'>): boolean => level === 'machine';

/** A tile that stands for some sections by the looks of most of them. @param looks as `majority` packs them. */
export function plainTile(pen: Pen, rect: Rect, looks: number, palette: Palette): void {
  const [most, next] = appearancesOf(looks);
  fillTile(pen, rect, most, palette);
  if (next === null) return;
  pen.fillStyle = next === 'unpopulated' ? palette.ground : palette.plain[next];
  pen.fillRect(rect.x, rect.y + rect.height * 0.66, rect.width, rect.height * 0.34);
}

/** A tile for sections from `first` to `last`, at whatever level. */
export function paintTile(
  pen: Pen,
  layout: Layout,
  rect: Rect,
  first: number,
  last: number,
  scene: Scene,
  grid: Grid,
  palette: Palette,
): void {
  if (isPlain(layout)) plainTile(pen, rect, majority(scene, first, last), palette);
  else if (layout.level === 'blocks') blockTile(pen, rect, scene, first, last, palette);
  else if (layout.level === 'sections') sectionTile(pen, rect, scene, scene.seen(first), palette);
  else bitsTile(pen, rect, scene, scene.seen(first), grid, palette, layout.level === 'close');
}
