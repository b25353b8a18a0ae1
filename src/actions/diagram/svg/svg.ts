import type { BothAnswers } from '../../../check/both-models/answer.ts';
import { countText } from '../arc-counts.ts';
import { spaced } from '../arrows.ts';
import { type Chart, OPERATION_CHARTS } from '../chart.ts';
import { type ChartContent, lettersBeside, textsBeside } from '../content.ts';
import { type Element, element } from '../element.ts';
import { layoutOf } from '../layout/layout.ts';
import { xmlLines } from '../xml.ts';
import { descriptionsOf, type Part, wrapped } from './descriptions.ts';
import { modelsTable } from './models.ts';
import { regionElements } from './region.ts';
import { COLOURS, RULES } from './style.ts';

/** What a picture shows beside the chart. */
export interface PictureContent extends ChartContent {
  /** What the guards of both memory models answer about the one thing; empty where there is none. */
  readonly models: readonly BothAnswers[];
  /** Pixels that the drawing may be wide. */
  readonly width: number;
}

export const USUAL_WIDTH = 1200;

const MARGIN = 20;
const BETWEEN = 28;
const TITLE = { line: 24, letter: 9.4 } as const;
const CAPTION = 18;
const CAPTION_LETTER = 6.6;
const HEADING = 22;
/** Descriptions that would be narrower stand under the chart. */
const LEAST_TEXT = 320;

const titleOf = (machine: Chart['machine']): string => {
  if (machine === 'section') return 'Statechart of a memory section';
  if (machine === 'memory-block') return 'Statechart of a memory block';
  if (machine === 'attempt') return 'Ends of operations on memory';
  return `Statechart of ${OPERATION_CHARTS[machine]}`;
};

const FILE_RULES = `
.statechart .title { font-size: 15px; font-weight: 700; }
.statechart .caption { fill: var(--ink-soft); }
.statechart .region { font-weight: 650; fill: var(--ink-soft); }
.statechart .of-state { font-size: 11px; font-weight: 650; }
.statechart .description { fill: var(--ink-soft); }
.statechart .differs { fill: var(--ink); font-weight: 700; }
.statechart .allows { fill: var(--good); }
.statechart .refuses { fill: var(--refused); font-weight: 700; }
.statechart .paper { fill: var(--ground); }
`.trim();

function style(): Element {
  const variables = (colours: Readonly<Record<string, string>>): string =>
    Object.entries(colours)
      .map(([name, value]) => `${name}: ${value};`)
      .join(' ');
  const colours = [
    `.statechart { ${variables(COLOURS.light)} }`,
    `@media (prefers-color-scheme: dark) { .statechart { ${variables(COLOURS.dark)} } }`,
  ];
  return element('style', {}, ['', ...colours, RULES, FILE_RULES, ''].join('\n'));
}

/** The regions of a chart side by side, as many as there is room for, the others under them. */
function regionParts(chart: Chart, content: PictureContent, top: number): readonly Part[] {
  const { width, arcs } = content;
  const room = width - 2 * MARGIN;
  const letters = lettersBeside(chart.regions, content);
  const regions = layoutOf(chart, { room, letters, tally: (transition) => countText(arcs, transition) });
  const heading = regions.length === 1 ? 0 : HEADING;
  const parts: Part[] = [];
  let [x, y] = [MARGIN, top];
  for (const [index, drawn] of regions.entries()) {
    const region = chart.regions[index];
    if (!region) continue;
    if (x > MARGIN && x + drawn.width > width - MARGIN)
      [x, y] = [MARGIN, Math.max(...parts.map(({ bottom }) => bottom)) + 14];
    const shown = { ...content, beside: textsBeside(region, content), pressed: null };
    parts.push({
      elements: [
        ...(heading === 0 ? [] : [element('text', { class: 'region', x, y: y + 13 }, spaced(drawn.name))]),
        element('g', { transform: `translate(${x} ${y + heading})` }, ...regionElements(drawn, shown)),
      ],
      right: x + drawn.width,
      bottom: y + heading + drawn.height,
    });
    x += drawn.width + BETWEEN;
  }
  return parts;
}

/**
 * A statechart as an SVG file that needs nothing beside it: light or dark as the reader's system is, no script, every text
 * escaped. What the machine says of its states stands beside the chart where there is room, else under it.
 */
export function* svg(chart: Chart, content: PictureContent): Generator<string> {
  const caption = content.caption.flatMap((text) => [
    ...wrapped(text, Math.floor((content.width - 2 * MARGIN) / CAPTION_LETTER)),
  ]);
  const titles = [...wrapped(titleOf(chart.machine), Math.floor((content.width - 2 * MARGIN) / TITLE.letter))];
  const underTitle = MARGIN + titles.length * TITLE.line;
  const top = underTitle + caption.length * CAPTION + 8;
  const regions = regionParts(chart, content, top);
  const [right, bottom] = [
    Math.max(...regions.map((part) => part.right)),
    Math.max(...regions.map((part) => part.bottom)),
  ];
  const room = content.width - MARGIN - (right + BETWEEN);
  const descriptions =
    room >= LEAST_TEXT
      ? descriptionsOf(chart, { x: right + BETWEEN, y: top + 4, width: room })
      : descriptionsOf(chart, { x: MARGIN, y: bottom + 14, width: content.width - 2 * MARGIN });
  const under = Math.max(bottom, descriptions.right > 0 ? descriptions.bottom : 0);
  const models =
    content.models.length === 0
      ? []
      : [modelsTable(content.models, { x: MARGIN, y: under + MARGIN, width: content.width - 2 * MARGIN })];
  const parts = [...regions, descriptions, ...models];
  const texts = [
    ...titles.map((text) => text.length * TITLE.letter + MARGIN),
    ...caption.map((text) => text.length * CAPTION_LETTER + MARGIN),
  ];
  const width = Math.ceil(Math.max(...parts.map((part) => part.right), ...texts)) + MARGIN;
  const height = Math.ceil(Math.max(under, ...models.map((part) => part.bottom))) + MARGIN;
  const described = [
    ...content.caption,
    ...chart.regions.map(({ name, states }) => `${spaced(name)}: ${states.map((one) => spaced(one.name)).join(', ')}.`),
  ];
  const root = element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      class: 'statechart',
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      role: 'img',
      'aria-labelledby': 'chart-title chart-desc',
    },
    element('title', { id: 'chart-title' }, titleOf(chart.machine)),
    element('desc', { id: 'chart-desc' }, described.join(' ')),
    style(),
    element('rect', { class: 'paper', width, height }),
    ...titles.map((text, index) =>
      element('text', { class: 'title', x: MARGIN, y: MARGIN + index * TITLE.line + 12 }, text),
    ),
    ...caption.map((text, index) =>
      element('text', { class: 'caption', x: MARGIN, y: underTitle + index * CAPTION + 10 }, text),
    ),
    ...parts.flatMap(({ elements }) => elements),
  );
  yield* xmlLines(root);
}
