import { describe, expect, test } from 'vitest';
import { arrowsOf, spaced } from '../../src/actions/diagram/arrows.ts';
import { CHART_NAMES, type Chart, chartOf } from '../../src/actions/diagram/chart.ts';
import { CHART_ALONE } from '../../src/actions/diagram/content.ts';
import type { Counts } from '../../src/actions/diagram/counts.ts';
import { mermaid } from '../../src/actions/diagram/mermaid.ts';
import { procedureChart } from '../support/procedure.ts';
import { hasReaders, readers } from '../support/readers.ts';
import { hasBrowser, startBrowser } from './chromium.ts';

interface MermaidNode {
  readonly id: string;
  readonly parentId?: string;
  readonly label: string;
  readonly shape: string;
}
interface MermaidData {
  readonly nodes: readonly MermaidNode[];
  readonly edges: readonly { readonly start: string; readonly end: string; readonly label: string }[];
}
interface Mermaid {
  initialize(options: { readonly startOnLoad: boolean }): void;
  readonly mermaidAPI: { getDiagramFromText(text: string): Promise<{ readonly db: { getData(): MermaidData } }> };
  render(id: string, text: string): Promise<{ readonly svg: string }>;
}

/** What Mermaid reads in a text, in its own database, and the states that it then draws. */
const asMermaidReads = (text: string): Promise<MermaidData & { readonly drawn: readonly string[] }> =>
  page.evaluate(async (source) => {
    const { mermaid: reader } = globalThis as typeof globalThis & { readonly mermaid: Mermaid };
    reader.initialize({ startOnLoad: false });
    const { nodes, edges } = (await reader.mermaidAPI.getDiagramFromText(source)).db.getData();
    document.body.innerHTML = (await reader.render('chart', source)).svg;
    const drawn = Array.from(document.querySelectorAll('.node .nodeLabel'), (label) => label.textContent ?? '');
    return { nodes, edges, drawn };
  }, text);

const isThere = hasBrowser('reading Mermaid with Mermaid') && hasReaders('reading Mermaid with Mermaid');
const browser = isThere ? await startBrowser() : null;
const page = (await browser?.newPage())!;
await page?.addScriptTag({ path: readers.resolve('mermaid/dist/mermaid.min.js') });

const COUNTS: Counts = { lifecycle: { online: 12 }, origin: { none: 3 }, device: { none: 7 } };

describe.skipIf(!isThere)('Mermaid, read by Mermaid', () => {
  test('draws every state of a section once, in three regions side by side, each with its own counts', async () => {
    const chart = chartOf('section');
    const { nodes, edges, drawn } = await asMermaidReads(
      [...mermaid(chart, { ...CHART_ALONE, counts: COUNTS })].join('\n'),
    );
    const dividers = nodes.filter(({ shape }) => shape === 'divider');
    expect(dividers.map(({ parentId }) => parentId)).toEqual(['section', 'section', 'section']);
    for (const [index, region] of chart.regions.entries()) {
      const inside = nodes.filter(({ parentId }) => parentId === dividers[index]!.id);
      expect(inside).toHaveLength(region.states.length + 1);
      expect(inside.filter(({ shape }) => shape === 'stateStart')).toHaveLength(1);
      const ids = new Set(inside.map(({ id }) => id));
      const arrows = edges.filter(({ start }) => ids.has(start));
      expect(arrows).toHaveLength(arrowsOf(region).length + 1);
      for (const { end } of arrows) expect(ids).toContain(end);
    }
    expect(drawn).toEqual(expect.arrayContaining(['online (12)', 'none (3)', 'none (7)']));
    expect(drawn).toHaveLength(12);
  });

  const flat: readonly (readonly [string, Chart])[] = [
    ...CHART_NAMES.filter((name) => name !== 'section').map((name) => [name, chartOf(name)] as const),
    ['procedure', procedureChart()],
  ];
  test.each(flat)('draws every state and arrow of the %s chart once', async (_, chart) => {
    const [region] = chart.regions;
    const { nodes, edges, drawn } = await asMermaidReads([...mermaid(chart, CHART_ALONE)].join('\n'));
    const { states, initial } = region!;
    const titles = states.map(({ name, calls }) => `${spaced(name)}${calls === null ? '' : `calls ${calls}`}`);
    expect(drawn.toSorted()).toEqual(titles.toSorted());
    const named = new Set(states.map(({ name }) => name));
    const ids = nodes.map(({ id }) => id).filter((id) => named.has(id));
    expect(ids.toSorted()).toEqual([...named].toSorted());
    const between = edges.filter(({ start, end }) => named.has(start) && named.has(end));
    expect(between.map(({ start, end }) => `${start} ${end}`).toSorted()).toEqual(
      arrowsOf(region!)
        .map(({ from, to }) => `${from} ${to}`)
        .toSorted(),
    );
    expect(edges.find(({ start }) => !named.has(start))!.end).toBe(initial);
    const ends = states.filter(({ final }) => final).map(({ name }) => name);
    expect(edges.filter(({ end }) => !named.has(end)).map(({ start }) => start)).toEqual(ends);
  });

  test('tells what was taken with a dot', async () => {
    const [region] = procedureChart().regions;
    const isolate = { region: region!.name, ...region!.transitions.find(({ to }) => to === 'isolating')! };
    const lit = { active: { [region!.name]: 'isolating' }, last: [isolate], before: [] };
    const { edges, drawn } = await asMermaidReads([...mermaid(procedureChart(), { ...CHART_ALONE, lit })].join('\n'));
    expect(drawn).toContain('● isolating');
    expect(edges.filter(({ label }) => label.includes('●')).map(({ label }) => label)).toEqual(['● proceed']);
  });
});
