import { expect, test } from 'vitest';
import { positionOf } from '../../src/timeline/instant.ts';
import { timelineOf } from '../../src/timeline/timeline.ts';
import { extents } from '../../src/web/log/extent.ts';
import type { Appearance } from '../../src/web/map/appearance.ts';
import type { Figure } from '../../src/web/map/figure.ts';
import { CAPTION, gridOf, layoutOf, rectOf, tileIndex } from '../../src/web/map/layout.ts';
import type { Palette } from '../../src/web/map/palette.ts';
import { svgOf } from '../../src/web/map/picture.ts';
import { sceneOfState } from '../../src/web/map/scene.ts';
import { openShipped } from '../support/recordings.ts';

const source = openShipped('6.1.192-debian-generic-vmemmap--s4-e820-pmem-subsection');
const timeline = timelineOf(source);
const step = positionOf(source.log, source.baseline, { kind: 'step', step: 6 });
if (!step.ok) throw new Error(step.reason);
const state = timeline.stateAt(step.seq);
const grid = gridOf(state.profile.geometry.subsectionsPerSection);

const plain: Readonly<Record<Appearance, string>> = {
  unpopulated: 'transparent',
  offline: '#0f0f01',
  onlineKernel: '#0f0f02',
  onlineMovable: '#0f0f03',
  goingOnline: '#0f0f04',
  goingOffline: '#0f0f05',
  device: '#0f0f06',
};
const palette: Palette = {
  plain,
  fills: plain,
  patterns: { offline: { kind: 'hatch', ground: '#fff', line: plain.offline, width: 2 } },
  ...{ ink: '#010101', inkSoft: '#020202', ground: '#ffffff', line: '#030303', lineStrong: '#040404' },
  ...{ accent: '#050505', focus: '#060606', refused: '#070707', hole: '#080808', onTile: '#090909' },
  ...{ onLightTile: '#0a0a0a', mono: '"A & B", monospace', sans: 'sans-serif' },
};

const known = extents(state.profile.geometry);
for (const event of source.log.read()) known.take(event);
const layout = layoutOf(known.list(), 'bits', { sectionsPerBlock: 1, grid, width: 900, height: 500 });

function figure(caption: string, refused: readonly number[] = []): Figure {
  const overlay = {
    changed: new Set<number>(),
    differing: new Set<number>(),
    selected: null,
    bit: null,
    refused: refused.map((nr) => ({ first: nr, last: nr })),
    hidden: null,
  };
  return {
    caption: [caption, 'an instant'],
    panes: [{ title: 'the record', scene: sceneOfState(state), overlay }],
    layout,
    view: { top: 0, height: layout.height, grid },
    palette,
  };
}

interface Drawn {
  readonly x: number;
  readonly y: number;
  readonly fill: string;
}

/** Rectangles of an SVG with their fill, which stands on the group around them. */
function rectsOf(svg: string): readonly Drawn[] {
  return svg.split('<g').flatMap((group) => {
    const fill = /^[^>]* fill="([^"]*)"/.exec(group)?.[1] ?? '';
    return [...group.matchAll(/<rect x="([\d.]+)" y="([\d.]+)"/g)].map(([, x, y]) => ({
      x: Number(x),
      y: Number(y),
      fill,
    }));
  });
}

test('the saved map has a mark for every sub-section that the kernel had there, in the colour of its look', () => {
  const rects = rectsOf(svgOf(figure('step 6')));
  const band = layout.bands.find(({ first, last }) => first <= 14 && 14 <= last)!;
  const tile = rectOf(layout, band, tileIndex(layout, band, 14));
  const head = 74;
  const inTile = rects.filter(
    ({ x, y }) =>
      x >= tile.x && x < tile.x + tile.width && y >= head + tile.y + CAPTION && y < head + tile.y + tile.height,
  );
  const bits = state.roots[0]?.[14]?.facts;
  const count = (map: bigint): number => map.toString(2).replaceAll('0', '').length;
  expect(inTile.filter(({ fill }) => fill === plain.device)).toHaveLength(count(bits!.deviceMap));
  expect(inTile.filter(({ fill }) => fill !== palette.hole)).toHaveLength(count(bits!.map!));
});

test('a pattern stands in the file under its name, and is what an offline section is filled with', () => {
  const svg = svgOf(figure('step 6'));
  expect(svg).toContain('<pattern id="offline"');
  expect(svg).toContain('fill="url(#offline)"');
  expect(svg).not.toContain('[object');
});

test('whatever a source is called, the picture holds only shapes and text', () => {
  const svg = svgOf(figure('<script>alert(1)</script> "&\u0000\ud800'));
  for (const raw of ['<script', '\u0000', '\ud800']) expect(svg).not.toContain(raw);
  expect(svg).toContain('&lt;script&gt;alert(1)&lt;/script&gt; &quot;&amp;');
  expect(svg).not.toMatch(/(?:href|on[a-z]+|style)\s*=/);
});

test('a refusal is crossed out in the file as on the screen', () => {
  const crosses = (svg: string): number => svg.split(`stroke="${palette.refused}"`).length - 1;
  expect(crosses(svgOf(figure('none')))).toBe(0);
  expect(crosses(svgOf(figure('one', [10])))).toBe(1);
});
