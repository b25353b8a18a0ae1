import { inXml, lengthText } from '../../exports/xml.ts';
import type { Appearance } from './appearance.ts';
import { type Figure, figureSize, paintFigure } from './figure.ts';
import type { Palette } from './palette.ts';
import { type Pattern, svgPattern } from './patterns.ts';
import { svgPen } from './svg-pen.ts';

/** The palette with its patterns by name, as an SVG has them. */
function namedPalette(palette: Palette): { readonly palette: Palette; readonly patterns: string } {
  const named = Object.entries(palette.patterns) as readonly (readonly [Appearance, Pattern])[];
  const fills = Object.fromEntries(named.map(([look]) => [look, `url(#${look})`]));
  return {
    palette: { ...palette, fills: { ...palette.plain, ...fills } },
    patterns: named.map(([look, pattern]) => svgPattern(look, pattern)).join(''),
  };
}

/** A figure as a file of SVG: it holds nothing but shapes and text, whatever the trace said. */
export function svgOf(figure: Figure): string {
  const { palette, patterns } = namedPalette(figure.palette);
  const { width, height } = figureSize(figure);
  const pen = svgPen();
  paintFigure(pen, { ...figure, palette });
  const [wide, high] = [lengthText(width), lengthText(height)];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${wide}" height="${high}" viewBox="0 0 ${wide} ${high}" role="img">`,
    `<title>${inXml(figure.caption.join(' · '))}</title>`,
    `<defs>${patterns}</defs>`,
    pen.body(),
    '</svg>\n',
  ].join('\n');
}

/** Pixels of a PNG for each of the page's. */
const SHARPNESS = 2;

/** A figure as PNG; null where the browser can't make one of that size. */
export async function pngOf(figure: Figure): Promise<Blob | null> {
  const { width, height } = figureSize(figure);
  const canvas = document.createElement('canvas');
  canvas.width = Math.ceil(width * SHARPNESS);
  canvas.height = Math.ceil(height * SHARPNESS);
  const pen = canvas.getContext('2d');
  if (!pen) return null;
  pen.scale(SHARPNESS, SHARPNESS);
  paintFigure(pen, figure);
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
}
