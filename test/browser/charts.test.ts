import { afterAll, describe, expect, test } from 'vitest';
import { ArcTally, wentAlong } from '../../src/actions/diagram/arc-counts.ts';
import { CHART_NAMES, type Chart, chartOf } from '../../src/actions/diagram/chart.ts';
import { CHART_ALONE } from '../../src/actions/diagram/content.ts';
import { svg } from '../../src/actions/diagram/svg/svg.ts';
import { procedureChart } from '../support/procedure.ts';
import { hasBrowser, startBrowser } from './chromium.ts';

const isThere = hasBrowser('charts in a real font');
const browser = isThere ? await startBrowser() : null;
const page = (await browser?.newPage())!;
afterAll(() => browser?.close());

const CHARTS: readonly (readonly [string, Chart])[] = [
  ...CHART_NAMES.map((name) => [name, chartOf(name)] as const),
  ['procedure', procedureChart()],
];

/** A chart with all that can stand in it: every state lit, every arc taken, long counts, a caption, both models' answers. */
function fullest(chart: Chart, width: number): string {
  const { transitions } = chart.regions[0]!;
  const tally = new ArcTally();
  for (let index = 0; index < 1234; index++)
    tally.count(wentAlong({ phases: [], arcs: transitions }, index < 1200 ? 'EBUSY' : null), 1);
  const refusal = { ok: false, word: 'EOPNOTSUPP', reason: 'no', source: 'mm/memremap.c' };
  return [
    ...svg(chart, {
      ...CHART_ALONE,
      counts: Object.fromEntries(chart.regions.map(({ name }) => [name, { online: 123_456 }])),
      arcs: tally.with([]),
      lit: {
        active: Object.fromEntries(chart.regions.map(({ name, initial }) => [name, initial])),
        last: chart.regions.flatMap((region) => region.transitions.map((one) => ({ region: region.name, ...one }))),
        before: [],
      },
      caption: ['counts: operations, after event 42 of 6.1.192-debian-generic-vmemmap--s4-e820-pmem-subsection.tar.gz'],
      models: [
        {
          guard: 'pfnToOnlinePage',
          question: 'pfn_to_online_page() of a page in sub-section 0',
          vmemmap: refusal,
          classic: refusal,
        },
        { guard: 'mayFill', question: 'add the whole section', vmemmap: refusal, classic: refusal },
      ],
      width,
    }),
  ].join('\n');
}

describe.skipIf(!isThere).each(CHARTS)('the picture of the %s chart, as Chromium draws it', (_, chart) => {
  test.each([300, 500, 1200])('is no wider than %i pixels, no text lies on another, and none is cut', async (width) => {
    await page.setContent(`<body style="margin: 0">${fullest(chart, width)}</body>`);
    const found = await page.evaluate(() => {
      const drawing = document.querySelector('svg')!.getBoundingClientRect();
      const texts = Array.from(document.querySelectorAll('svg text'), (text) => ({
        what: text.textContent,
        box: text.getBoundingClientRect(),
      }));
      const lying = texts.flatMap(({ what, box }, index) =>
        texts
          .slice(index + 1)
          .filter(({ box: other }) => {
            const beside = box.left + 1 >= other.right || other.left + 1 >= box.right;
            return !beside && box.top + 3 < other.bottom && other.top + 3 < box.bottom;
          })
          .map((other) => `${what} on ${other.what}`),
      );
      const cut = texts.filter(({ box }) => box.left < 0 || box.right > drawing.right || box.bottom > drawing.bottom);
      return { width: drawing.width, lying, cut: cut.map(({ what }) => what) };
    });
    expect(found.lying).toEqual([]);
    expect(found.cut).toEqual([]);
    expect(found.width).toBeLessThanOrEqual(width);
  });
});
