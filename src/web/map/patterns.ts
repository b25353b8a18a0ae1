import { lengthText } from '../../exports/xml.ts';

/** A pattern that goes with a colour: lines or dots on a ground, so that colour never carries meaning alone. */
export type Pattern =
  | { readonly kind: 'hatch'; readonly ground: string; readonly line: string; readonly width: number }
  | { readonly kind: 'dots'; readonly ground: string; readonly dot: string };

/** Side of the square that repeats, in CSS pixels. */
const SIZE = 8;
const DOT = 1.3;
/** Diagonals of the square, by where they begin at its foot: they meet at its edges. */
const STARTS = [-SIZE, 0, SIZE] as const;

/** A pattern for a canvas; its ground alone where the browser makes none. */
export function canvasPattern(pattern: Pattern): CanvasPattern | string {
  const canvas = document.createElement('canvas');
  canvas.width = SIZE;
  canvas.height = SIZE;
  const context = canvas.getContext('2d');
  if (!context) return pattern.ground;
  context.fillStyle = pattern.ground;
  context.fillRect(0, 0, SIZE, SIZE);
  context.beginPath();
  if (pattern.kind === 'dots') {
    context.fillStyle = pattern.dot;
    context.arc(SIZE / 2, SIZE / 2, DOT, 0, 2 * Math.PI);
    context.fill();
  } else {
    context.strokeStyle = pattern.line;
    context.lineWidth = pattern.width;
    for (const from of STARTS) {
      context.moveTo(from - 1, SIZE + 1);
      context.lineTo(from + SIZE + 1, -1);
    }
    context.stroke();
  }
  return context.createPattern(canvas, 'repeat') ?? pattern.ground;
}

/** The same pattern as an element of SVG, to be named by `url(#id)`. Colours come from the style sheet. */
export function svgPattern(id: string, pattern: Pattern): string {
  const marks =
    pattern.kind === 'dots'
      ? `<circle cx="${SIZE / 2}" cy="${SIZE / 2}" r="${DOT}" fill="${pattern.dot}"/>`
      : `<path d="${STARTS.map((from) => `M${from - 1} ${SIZE + 1}L${from + SIZE + 1} -1`).join('')}" stroke="${pattern.line}" stroke-width="${lengthText(pattern.width)}"/>`;
  return `<pattern id="${id}" width="${SIZE}" height="${SIZE}" patternUnits="userSpaceOnUse"><rect width="${SIZE}" height="${SIZE}" fill="${pattern.ground}"/>${marks}</pattern>`;
}
