import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CHART_NAMES, chartOf } from '../../../src/actions/diagram/chart.ts';
import { CHART_ALONE } from '../../../src/actions/diagram/content.ts';
import { dot } from '../../../src/actions/diagram/dot.ts';
import { element } from '../../../src/actions/diagram/element.ts';
import { scxml } from '../../../src/actions/diagram/scxml.ts';
import { COLOURS, RULES } from '../../../src/actions/diagram/svg/style.ts';
import { svg } from '../../../src/actions/diagram/svg/svg.ts';
import { xmlLines } from '../../../src/actions/diagram/xml.ts';
import { everyElement, hasXmlParser, readXml, type XmlElement } from '../../support/xml.ts';

const NOTHING = { ...CHART_ALONE, models: [], width: 1200 };
const text = (lines: Iterable<string>): string => `${[...lines].join('\n')}\n`;

const SVG = '{http://www.w3.org/2000/svg}';
const SCXML = '{http://www.w3.org/2005/07/scxml}';
const children = ({ children }: XmlElement, tag: string) => children.filter((child) => child.tag === SCXML + tag);

describe.skipIf(!hasXmlParser('reading SVG and SCXML with another parser'))('read by another parser of XML', () => {
  test.each(CHART_NAMES)('the SVG of the %s machine has a title, a description, every state, and no script', (name) => {
    const root = readXml(text(svg(chartOf(name), NOTHING)));
    const all = [...everyElement(root)];
    expect(root.tag).toBe(`${SVG}svg`);
    expect(root.children.slice(0, 2).map(({ tag }) => tag)).toEqual([`${SVG}title`, `${SVG}desc`]);
    expect(all.filter(({ tag }) => /script|foreignObject|image|use$/.test(tag))).toEqual([]);
    expect(
      all.flatMap(({ attributes }) => Object.keys(attributes)).filter((key) => /^on|href|style/.test(key)),
    ).toEqual([]);
    const shown = all
      .filter(({ attributes }) => attributes['class'] === 'name')
      .map(({ text }) => text.replaceAll(' ', ''));
    const states = chartOf(name).regions.flatMap((region) => region.states.map((state) => state.name.toLowerCase()));
    expect(shown.sort()).toEqual(states.sort());
  });

  test.each(CHART_NAMES)(
    'the SCXML of the %s machine has its regions, states and transitions, and nothing else',
    (name) => {
      const chart = chartOf(name);
      const root = readXml(text(scxml(chart, CHART_ALONE)));
      expect([root.tag, root.attributes['version']]).toEqual([`${SCXML}scxml`, '1.0']);
      const all = [...everyElement(root)];
      const ids = all.flatMap(({ tag, attributes }) => (tag === `${SCXML}data` ? [] : (attributes['id'] ?? [])));
      expect(new Set(ids).size).toBe(ids.length);
      const [parallel] = children(root, 'parallel');
      const regions = parallel ? children(parallel, 'state') : [root];
      expect(regions).toHaveLength(chart.regions.length);
      const guards = new Set(
        children(root, 'datamodel')
          .flatMap((model) => children(model, 'data'))
          .map(({ attributes }) => attributes['id']),
      );
      for (const [index, region] of chart.regions.entries()) {
        const id = (state: string) => (parallel ? `${region.name}_${state}` : state);
        const states = [...children(regions[index]!, 'state'), ...children(regions[index]!, 'final')];
        expect(states.map(({ attributes }) => attributes['id']).sort()).toEqual(
          region.states.map((one) => id(one.name)).sort(),
        );
        expect(regions[index]!.attributes['initial']).toBe(id(region.initial));
        const transitions = states.flatMap((state) =>
          children(state, 'transition').map(({ attributes }) => ({ from: state.attributes['id'], ...attributes })),
        );
        expect(new Set(transitions.map((one) => JSON.stringify(one)))).toEqual(
          new Set(
            region.transitions.map(({ from, to, event, guard }) =>
              JSON.stringify({
                from: id(from),
                event,
                ...(guard === null
                  ? {}
                  : { cond: guard.replaceAll('not ', '!').replaceAll(' and ', ' && ').replaceAll(' or ', ' || ') }),
                target: id(to),
              }),
            ),
          ),
        );
        for (const one of region.transitions)
          for (const name of one.guard?.match(/\b(?!not\b|and\b|or\b)\w+/g) ?? []) expect(guards).toContain(name);
      }
    },
  );

  test('whatever a text says, it is text in the XML and nothing else', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('<script>alert(1)</script>', ']]>', '" onload="x', '&lt;', '\u0000\u0008\ufffe\uffff', '--><!--'),
    );
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 80, maxLength: 80 }), (texts) => {
        const root = readXml(text(xmlLines(element('a', {}, ...texts.map((one) => element('b', { c: one }, one))))));
        expect(root.children.map(({ tag, children }) => [tag, children.length])).toEqual(texts.map(() => ['b', 0]));
        for (const [index, one] of texts.entries()) {
          if (!/^[ -~]*$/.test(one)) continue;
          expect([root.children[index]!.text, root.children[index]!.attributes['c']]).toEqual([one, one]);
        }
      }),
      { numRuns: 4 },
    );
  });

  test('a caption that is markup shows as text', () => {
    const MARKUP = '<img src=x onerror="alert(1)"><script>alert(1)</script>';
    const root = readXml(text(svg(chartOf('attempt'), { ...NOTHING, caption: [MARKUP] })));
    const captions = [...everyElement(root)].filter(({ attributes }) => attributes['class'] === 'caption');
    expect(captions.map(({ text }) => text)).toEqual([MARKUP]);
  });
});

describe('the colours of a drawing', () => {
  const theme = readFileSync(join(import.meta.dirname, '../../../src/web/styles/theme.css'), 'utf8');
  const [light = '', dark = ''] = theme.split(':root[data-theme="dark"]');

  test.each([
    ['light', light],
    ['dark', dark],
  ] as const)('are those of the %s inspector', (name, css) => {
    for (const [variable, value] of Object.entries(COLOURS[name])) expect(css).toContain(`${variable}: ${value};`);
  });

  test('are all named: no rule asks for one that a file would not have', () => {
    const asked = [...RULES.matchAll(/var\((--[a-z-]+)\)/g)].map(([, name]) => name!);
    expect(Object.keys(COLOURS.light)).toEqual(expect.arrayContaining(asked));
    expect(Object.keys(COLOURS.dark)).toEqual(Object.keys(COLOURS.light));
  });
});

const hasDot = spawnSync('dot', ['-V']).status === 0;
if (!hasDot) console.log('left out: drawing DOT with Graphviz: no dot on this machine');

describe.each(CHART_NAMES)('the DOT of the %s machine', (name) => {
  const lines = [...dot(chartOf(name), { ...CHART_ALONE, counts: { attempt: { asked: 3 } } })];

  test('has a cluster for each region, every state, and arrows only between states', () => {
    const clusters = lines.filter((line) => line.includes('subgraph'));
    expect(clusters).toHaveLength(chartOf(name).regions.length);
    const nodes = new Set(lines.flatMap((line) => /^ +("(?:[^"\\]|\\.)*") \[/.exec(line)?.[1] ?? []));
    const states = chartOf(name).regions.flatMap((region) =>
      region.states.map((state) => `"${region.name}.${state.name}"`),
    );
    expect([...nodes].filter((node) => !node.includes('(start)')).sort()).toEqual(states.sort());
    const ends = lines.flatMap((line) => /^ +("[^"]*") -> ("[^"]*")/.exec(line)?.slice(1, 3) ?? []);
    expect(ends.length).toBeGreaterThan(5);
    for (const end of ends) expect(nodes).toContain(end);
  });

  test.skipIf(!hasDot)('is drawn by Graphviz', () => {
    const drawn = spawnSync('dot', ['-Tplain'], { input: lines.join('\n'), encoding: 'utf8' });
    expect([drawn.status, drawn.stderr]).toEqual([0, '']);
  });
});
