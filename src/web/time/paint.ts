import type { Palette } from '../map/palette.ts';
import type { Size } from '../shell/surface.tsx';
import { firstSeqIn, seqAt, ticksOf, valueAtSeq, type Window } from './axis.ts';
import { LANES, type Mark } from './lanes.ts';
import { laneIn, markIn, type Track } from './track.ts';

export const LEFT = 126;
export const RIGHT = 20;
const TOP = 6;
const FOOT = 28;

export const xOf = ({ from, to }: Window, width: number, value: number): number =>
  LEFT + ((value - from) / (to - from)) * (width - LEFT - RIGHT);
export const valueAtX = ({ from, to }: Window, width: number, x: number): number =>
  from + ((x - LEFT) / (width - LEFT - RIGHT)) * (to - from);

const laneHeight = (height: number): number => (height - TOP - FOOT) / LANES.length;

function glyph(pen: CanvasRenderingContext2D, mark: Mark, x: number, y: number, color: string, palette: Palette): void {
  pen.lineWidth = 1.8;
  switch (mark) {
    case 'came':
      pen.fillStyle = color;
      pen.beginPath();
      pen.roundRect(x - 2.5, y - 6, 5, 12, 1.5);
      pen.fill();
      return;
    case 'went':
      pen.strokeStyle = color;
      pen.fillStyle = palette.ground;
      pen.beginPath();
      pen.roundRect(x - 2, y - 5.2, 4, 10.4, 1.5);
      pen.fill();
      pen.stroke();
      return;
    case 'refused':
      pen.strokeStyle = color;
      pen.beginPath();
      pen.moveTo(x - 3.6, y - 3.6);
      pen.lineTo(x + 3.6, y + 3.6);
      pen.moveTo(x + 3.6, y - 3.6);
      pen.lineTo(x - 3.6, y + 3.6);
      pen.stroke();
  }
}

const secondsText = (seconds: number, step: number): string => {
  const digits = Math.max(0, Math.min(6, -Math.floor(Math.log10(step) + 1e-9)));
  return `${seconds.toFixed(digits)} s`;
};

/** Marks that are drawn one by one; more of them are drawn as how dense they are. */
const MOST_GLYPHS = 1500;
/** Width of a column of the density. CSS pixels. */
const COLUMN = 4;

/** Events in each column of each lane: all, and those where something came. */
interface Density {
  readonly all: readonly Uint32Array[];
  readonly came: readonly Uint32Array[];
}

/** Counts the events of a stretch of the track: one look at each, however many there are. */
function countsIn(
  { axis, seqs, codes }: Track,
  window: Window,
  [from, to]: readonly [from: number, to: number],
  width: number,
): Density {
  const columns = Math.ceil(width / COLUMN) + 1;
  const all = LANES.map(() => new Uint32Array(columns));
  const came = LANES.map(() => new Uint32Array(columns));
  const scale = width / COLUMN / (window.to - window.from);
  for (let index = from; index < to; index++) {
    const code = codes.at(index);
    const row = laneIn(code);
    const column = Math.floor((valueAtSeq(axis, seqs.at(index)) - window.from) * scale);
    const counts = all[row];
    if (counts) counts[column] = (counts[column] ?? 0) + 1;
    const coming = came[row];
    if (coming && markIn(code) === 'came') coming[column] = (coming[column] ?? 0) + 1;
  }
  return { all, came };
}

function paintDensity(
  pen: CanvasRenderingContext2D,
  { all, came }: Density,
  lane: number,
  colors: readonly string[],
): void {
  for (const [row, counts] of all.entries()) {
    const most = counts.reduce((max, count) => Math.max(max, count), 1);
    const base = TOP + (row + 1) * lane - 2;
    pen.fillStyle = colors[row] ?? '';
    for (const [column, count] of counts.entries()) {
      if (count === 0) continue;
      const tall = Math.max(2, (Math.log1p(count) / Math.log1p(most)) * (lane - 4));
      pen.globalAlpha = (came[row]?.[column] ?? 0) * 2 >= count || row === 3 ? 1 : 0.55;
      pen.fillRect(LEFT + column * COLUMN, base - tall, COLUMN - 1, tall);
    }
  }
  pen.globalAlpha = 1;
}

/** Lanes with their events: as many marks as fit, and where they are denser than that, how dense. */
export function paintTrack(
  pen: CanvasRenderingContext2D,
  { width, height }: Size,
  { axis, seqs, codes, steps }: Track,
  window: Window,
  palette: Palette,
): void {
  const lane = laneHeight(height);
  const colors = [palette.ink, palette.plain.onlineKernel, palette.plain.device, palette.refused];
  pen.textBaseline = 'middle';
  for (const [index, name] of LANES.entries()) {
    const y = TOP + (index + 0.5) * lane;
    pen.strokeStyle = palette.line;
    pen.lineWidth = 1;
    pen.beginPath();
    pen.moveTo(LEFT, Math.round(y) + 0.5);
    pen.lineTo(width - RIGHT, Math.round(y) + 0.5);
    pen.stroke();
    pen.font = `11.5px ${palette.sans}`;
    pen.fillStyle = palette.inkSoft;
    pen.fillText(name, 16, y);
  }
  const columns = Math.max(1, width - LEFT - RIGHT);
  const from = seqs.countUpTo(firstSeqIn(axis, window.from) - 1);
  const to = seqs.countUpTo(seqAt(axis, window.to));
  if (to - from <= MOST_GLYPHS) {
    for (let index = from; index < to; index++) {
      const code = codes.at(index);
      const row = laneIn(code);
      const x = xOf(window, width, valueAtSeq(axis, seqs.at(index)));
      glyph(pen, markIn(code), x, TOP + (row + 0.5) * lane, colors[row] ?? palette.ink, palette);
    }
  } else paintDensity(pen, countsIn({ axis, seqs, codes, steps }, window, [from, to], columns), lane, colors);
  const foot = height - FOOT + 12;
  pen.font = `10.5px ${palette.mono}`;
  pen.textAlign = 'center';
  const { step, at } = ticksOf(window, columns / 110);
  for (const tick of at) {
    const x = xOf(window, width, tick);
    if (x < LEFT || x > width - RIGHT - 20) continue;
    if (axis.rhythm === 'events' && !(Number.isInteger(tick) && tick >= 0 && tick <= axis.length)) continue;
    pen.fillStyle = palette.lineStrong;
    pen.fillRect(Math.round(x), height - FOOT, 1, 4);
    pen.fillStyle = palette.inkSoft;
    const zero = Number(axis.zero) / 1e9;
    pen.fillText(axis.rhythm === 'time' ? secondsText(zero + tick, step) : String(tick), x, foot + 2);
  }
  pen.textAlign = 'start';
  if (steps.length > 0 && steps.length <= columns / 6) {
    pen.fillStyle = palette.lineStrong;
    for (let index = 0; index < steps.length; index++) {
      const x = xOf(window, width, valueAtSeq(axis, steps.at(index)));
      if (x >= LEFT && x <= width - RIGHT) pen.fillRect(Math.round(x), TOP - 4, 1, height - FOOT - TOP + 4);
    }
  }
}
