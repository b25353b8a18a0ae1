import { countOf } from './arc-counts.ts';
import { arrowsOf, arrowTitle, spaced, transitionText } from './arrows.ts';
import type { Chart, ChartRegion } from './chart.ts';
import { type ChartContent, textsBeside } from './content.ts';
import { isAmong, type Lit } from './lit.ts';

/** A string as DOT quotes it: a backslash would begin an escape of its own. */
const quoted = (text: string): string =>
  `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;

function* regionLines(region: ChartRegion, content: ChartContent, indent: string): Generator<string> {
  const { lit, arcs } = content;
  const id = (state: string): string => quoted(`${region.name}.${state}`);
  const beside = textsBeside(region, content);
  yield `${indent}${id('(start)')} [shape=point, width=0.1, label=""];`;
  yield `${indent}${id('(start)')} -> ${id(region.initial)};`;
  for (const { name, final, description, calls } of region.states) {
    const attributes = [
      `label=${quoted([spaced(name), calls && `calls ${calls}`, beside.get(name)].filter(Boolean).join('\n'))}`,
      ...(description === null ? [] : [`tooltip=${quoted(description)}`]),
      ...(final ? ['peripheries=2'] : []),
      ...(lit?.active[region.name] === name
        ? ['penwidth=2.5', 'style="rounded,filled,bold"', 'fillcolor="#fdf1d6"']
        : []),
    ];
    yield `${indent}${id(name)} [${attributes.join(', ')}];`;
  }
  for (const arrow of arrowsOf(region)) {
    const { from, to, transitions } = arrow;
    const isIn = (taken: Lit['last'] = []): boolean => transitions.some((one) => isAmong(taken, region.name, one));
    const isUnused = arcs !== null && transitions.every((one) => countOf(arcs, one).operations === 0);
    const attributes = [
      `label=${quoted(transitions.map((one) => transitionText(one, arcs)).join('\n'))}`,
      `tooltip=${quoted(arrowTitle(arrow))}`,
      ...(isIn(lit?.last) ? ['color="#d58f00"', 'fontcolor="#8a5a00"', 'penwidth=2.5'] : []),
      ...(!isIn(lit?.last) && isIn(lit?.before) ? ['penwidth=1.8'] : []),
      ...(isUnused ? ['style=dashed'] : []),
    ];
    yield `${indent}${id(from)} -> ${id(to)} [${attributes.join(', ')}];`;
  }
}

/** A statechart in Graphviz's DOT; each region is a cluster. */
export function* dot(chart: Chart, content: ChartContent): Generator<string> {
  yield `digraph ${quoted(chart.machine)} {`;
  if (content.caption.length > 0) yield `  label=${quoted(content.caption.join('\n'))}; labelloc=t; fontsize=10;`;
  yield '  node [shape=box, style=rounded, fontname="sans-serif", fontsize=11];';
  yield '  edge [fontname="monospace", fontsize=9];';
  for (const part of chart.regions) {
    yield `  subgraph ${quoted(`cluster_${part.name}`)} {`;
    yield `    label=${quoted(spaced(part.name))};`;
    yield* regionLines(part, content, '    ');
    yield '  }';
  }
  yield '}';
}
