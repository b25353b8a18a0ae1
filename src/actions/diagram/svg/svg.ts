import type { BothAnswers } from '../../../check/both-models/answer.ts';
import { arrowsOf, spaced } from '../arrows.ts';
import type { Chart } from '../chart.ts';
import type { Counts } from '../counts.ts';
import { type Element, element } from '../element.ts';
import type { DrawnRegion } from '../layout/drawn.ts';
import { layoutOf } from '../layout/layout.ts';
import type { Lit } from '../lit.ts';
import { xmlLines } from '../xml.ts';
import { legendOf } from './legend.ts';
import { modelsTable } from './models.ts';
import { regionElements } from './region.ts';
import { COLOURS, RULES } from './style.ts';

/** What a drawing shows beside the chart itself. */
export interface Shown {
  readonly counts: Counts | null;
  readonly lit: Lit | null;
  /** Where and when, in words; what is about one thing after it. Empty for the machine alone. */
  readonly caption: readonly string[];
  /** What the guards of both memory models answer about the one thing; empty where there is none. */
  readonly models: readonly BothAnswers[];
}

const MARGIN = 20;
const BETWEEN = 28;
const TITLE = 24;
const CAPTION = 18;
const HEADING = 22;

const CHART_TITLES: Readonly<Record<Chart['machine'], string>> = {
  section: 'Statechart of a memory section',
  'memory-block': 'Statechart of a memory block',
  attempt: 'Statechart of an operation on memory',
};

const FILE_RULES = `
.statechart .title { font-size: 15px; font-weight: 700; }
.statechart .caption { fill: var(--ink-soft); }
.statechart .region { font-weight: 650; fill: var(--ink-soft); }
.statechart .legend-from { font-size: 11px; font-weight: 650; }
.statechart .legend-way { fill: var(--ink-soft); }
.statechart .legend-way.last { fill: var(--accent); font-weight: 700; }
.statechart .differs { fill: var(--ink); font-weight: 700; }
.statechart .allows { fill: var(--good); }
.statechart .refuses { fill: var(--refused); font-weight: 700; }
.statechart .paper { fill: var(--ground); }
`.trim();

function style(): Element {
  const told = (colours: Readonly<Record<string, string>>): string =>
    Object.entries(colours)
      .map(([name, value]) => `${name}: ${value};`)
      .join(' ');
  const colours = [
    `.statechart { ${told(COLOURS.light)} }`,
    `@media (prefers-color-scheme: dark) { .statechart { ${told(COLOURS.dark)} } }`,
  ];
  return element('style', {}, ['', ...colours, RULES, FILE_RULES, ''].join('\n'));
}

/** Most digits of any count, with the commas that they are written with. */
export const digitsOf = (counts: Counts | null): number =>
  counts === null
    ? 0
    : Math.max(
        1,
        ...Object.values(counts).flatMap((region) =>
          Object.values(region).map((count) => count.toLocaleString('en').length),
        ),
      );

interface Column {
  readonly elements: readonly Element[];
  readonly right: number;
  readonly bottom: number;
}

/** A region and its transitions in words: under it where regions stand side by side, else beside it. */
function columnOf(
  chart: Chart,
  drawn: DrawnRegion,
  { counts, lit }: Shown,
  { x, top, tallest }: { readonly x: number; readonly top: number; readonly tallest: number },
): Column {
  const isAlone = chart.regions.length === 1;
  const y = top + (isAlone ? 0 : HEADING);
  const legend = legendOf(
    { region: drawn.name, arrows: arrowsOf(chart).get(drawn.name) ?? [], lit },
    isAlone ? { x: x + drawn.width + BETWEEN, y: y + 4 } : { x, y: y + tallest + 14 },
  );
  const told = { counts: counts && (counts[drawn.name] ?? {}), lit, pressed: null };
  const heading = element('text', { class: 'region', x, y: top + 13 }, spaced(drawn.name));
  return {
    elements: [
      ...(isAlone ? [] : [heading]),
      element('g', { transform: `translate(${x} ${y})` }, ...regionElements(drawn, told)),
      ...legend.elements,
    ],
    right: Math.ceil(Math.max(x + drawn.width, legend.right)),
    bottom: Math.ceil(Math.max(y + drawn.height, legend.bottom)),
  };
}

/**
 * A statechart as an SVG file that needs nothing beside it: light or dark as the reader's system is, no script, every text
 * escaped. Regions stand side by side, each with its transitions in words.
 */
export function* svg(chart: Chart, shown: Shown): Generator<string> {
  const regions = layoutOf(chart, { labels: 'names', digits: digitsOf(shown.counts) });
  const top = MARGIN + TITLE + shown.caption.length * CAPTION + 8;
  const tallest = Math.max(...regions.map(({ height }) => height));
  const columns: Column[] = [];
  for (const drawn of regions) {
    const x = (columns.at(-1)?.right ?? MARGIN - BETWEEN) + BETWEEN;
    columns.push(columnOf(chart, drawn, shown, { x, top, tallest }));
  }
  const texts = shown.caption.map((text) => text.length * 6.6 + MARGIN);
  const bottom = Math.max(...columns.map((column) => column.bottom));
  const models = shown.models.length === 0 ? null : modelsTable(shown.models, { x: MARGIN, y: bottom + MARGIN });
  const rights = [...columns, ...(models ? [models] : [])].map(({ right }) => right);
  const width = Math.ceil(Math.max(MARGIN, ...rights, ...texts)) + MARGIN;
  const height = Math.ceil(models?.bottom ?? bottom) + MARGIN;
  const title = CHART_TITLES[chart.machine];
  const described = [
    ...shown.caption,
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
    element('title', { id: 'chart-title' }, title),
    element('desc', { id: 'chart-desc' }, described.join(' ')),
    style(),
    element('rect', { class: 'paper', width, height }),
    element('text', { class: 'title', x: MARGIN, y: MARGIN + 12 }, title),
    ...shown.caption.map((text, index) =>
      element('text', { class: 'caption', x: MARGIN, y: MARGIN + TITLE + index * CAPTION + 10 }, text),
    ),
    ...columns.flatMap(({ elements }) => elements),
    ...(models?.elements ?? []),
  );
  yield* xmlLines(root);
}
