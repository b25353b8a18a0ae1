import { inXml, lengthText } from '../../exports/xml.ts';
import type { Pen } from './pen.ts';

/** A pen that writes down what is drawn, as elements of SVG. */
export interface SvgPen extends Pen {
  /** What was drawn so far: what goes inside the root element. */
  readonly body: () => string;
}

type Style = Pick<
  Pen,
  'fillStyle' | 'strokeStyle' | 'lineWidth' | 'lineCap' | 'font' | 'globalAlpha' | 'textBaseline'
> & { readonly dash: readonly number[]; readonly x: number; readonly y: number };

/** One piece of a path; a rectangle can stand alone, as an element of its own. */
interface PathPart {
  readonly path: string;
  readonly rect?: string;
}

const FONT = /^(?:(\d{3}) )?([\d.]+)px (.+)$/;

/** `600 11px monospace` as attributes. */
function fontAttributes(font: string): string {
  const [, weight, size = '10', family = 'monospace'] = FONT.exec(font) ?? [];
  return `${weight === undefined ? '' : ` font-weight="${weight}"`} font-size="${size}" font-family="${inXml(family)}"`;
}

/** Letters of most faces are no wider than this share of their size. */
const LETTER = 0.61;

// A pattern of a canvas can't stand in a file: the palette of an SVG names its own, as text.
const paint = (style: Pen['fillStyle']): string => (typeof style === 'string' ? inXml(style) : 'none');

/** A pen for an SVG file. Text is measured by its letters, as no screen is there to ask. */
export function svgPen(): SvgPen {
  const kept: Style[] = [];
  let [x0, y0] = [0, 0];
  let dash: readonly number[] = [];
  let pieces: PathPart[] = [];
  const parts: string[] = [];
  let group = '';

  /** Elements that look alike and follow each other stand in one group. */
  const put = (attributes: string, element: string): void => {
    if (attributes !== group) {
      if (group !== '') parts.push('</g>');
      parts.push(`<g${attributes}>`);
      group = attributes;
    }
    parts.push(element);
  };
  const draw = (attributes: string): void => {
    const [only] = pieces;
    if (!only) return;
    const alone = pieces.length === 1 ? only.rect : undefined;
    put(attributes, alone ?? `<path d="${pieces.map(({ path }) => path).join('')}"/>`);
  };
  const box = (x: number, y: number, width: number, height: number, radius: number): Required<PathPart> => {
    const [left, top] = [lengthText(x0 + x), lengthText(y0 + y)];
    const [wide, high] = [lengthText(Math.max(0, width)), lengthText(Math.max(0, height))];
    const round = radius > 0 ? ` rx="${lengthText(radius)}"` : '';
    return {
      rect: `<rect x="${left}" y="${top}" width="${wide}" height="${high}"${round}/>`,
      path: `M${left} ${top}h${wide}v${high}h-${wide}z`,
    };
  };

  const pen: SvgPen = {
    fillStyle: '#000000',
    strokeStyle: '#000000',
    lineWidth: 1,
    lineCap: 'butt',
    font: '10px sans-serif',
    globalAlpha: 1,
    textBaseline: 'alphabetic',
    save() {
      const { fillStyle, strokeStyle, lineWidth, lineCap, font, globalAlpha, textBaseline } = pen;
      kept.push({
        fillStyle,
        strokeStyle,
        lineWidth,
        lineCap,
        font,
        globalAlpha,
        textBaseline,
        dash,
        x: x0,
        y: y0,
      });
    },
    restore() {
      const before = kept.pop();
      if (!before) return;
      const { dash: kinds, x, y, ...style } = before;
      Object.assign(pen, style);
      dash = kinds;
      [x0, y0] = [x, y];
    },
    translate(x, y) {
      x0 += x;
      y0 += y;
    },
    setLineDash(segments) {
      dash = segments;
    },
    beginPath() {
      pieces = [];
    },
    moveTo(x, y) {
      pieces.push({ path: `M${lengthText(x0 + x)} ${lengthText(y0 + y)}` });
    },
    lineTo(x, y) {
      pieces.push({ path: `L${lengthText(x0 + x)} ${lengthText(y0 + y)}` });
    },
    roundRect(x, y, width, height, radius) {
      pieces.push(box(x, y, width, height, radius));
    },
    fill: () => draw(` fill="${paint(pen.fillStyle)}"${opacity()}`),
    stroke() {
      const dashes = dash.length > 0 ? ` stroke-dasharray="${dash.map(lengthText).join(' ')}"` : '';
      const cap = pen.lineCap === 'butt' ? '' : ` stroke-linecap="${pen.lineCap}"`;
      const width = lengthText(pen.lineWidth);
      draw(` fill="none" stroke="${paint(pen.strokeStyle)}" stroke-width="${width}"${cap}${dashes}${opacity()}`);
    },
    fillRect(x, y, width, height) {
      put(` fill="${paint(pen.fillStyle)}"${opacity()}`, box(x, y, width, height, 0).rect);
    },
    fillText(text, x, y) {
      const middle = pen.textBaseline === 'middle' ? ' dominant-baseline="central"' : '';
      put(
        ` fill="${paint(pen.fillStyle)}"${fontAttributes(pen.font)}${middle}${opacity()}`,
        `<text x="${lengthText(x0 + x)}" y="${lengthText(y0 + y)}">${inXml(text)}</text>`,
      );
    },
    measureText: (text) => ({ width: text.length * LETTER * Number(FONT.exec(pen.font)?.[2] ?? 10) }),
    body: () => `${parts.join('\n')}${group === '' ? '' : '\n</g>'}`,
  };
  const opacity = (): string => (pen.globalAlpha === 1 ? '' : ` opacity="${lengthText(pen.globalAlpha)}"`);
  return pen;
}
