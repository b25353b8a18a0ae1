import { arrowsOf, spaced, transitionText } from './arrows.ts';
import type { Chart, ChartRegion } from './chart.ts';
import type { Counts } from './counts.ts';
import { isAmong, type Lit } from './lit.ts';

/** A string as DOT quotes it: a backslash would begin an escape of its own. */
const quoted = (text: string): string =>
  `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;

interface Beside {
  readonly counts: Counts | null;
  readonly lit: Lit | null;
}

function* region(part: ChartRegion, { counts, lit }: Beside, indent: string): Generator<string> {
  const { name: region, initial, states } = part;
  const id = (state: string): string => quoted(`${region}.${state}`);
  yield `${indent}${id('(start)')} [shape=point, width=0.1, label=""];`;
  yield `${indent}${id('(start)')} -> ${id(initial)};`;
  for (const { name, final } of states) {
    const count = counts?.[region]?.[name];
    const title = `${spaced(name)}${counts && !final ? `\n${count ?? 0}` : ''}`;
    const look = [
      `label=${quoted(title)}`,
      ...(final ? ['peripheries=2'] : []),
      ...(lit?.active[region] === name ? ['penwidth=2.5', 'style="rounded,filled,bold"', 'fillcolor="#fdf1d6"'] : []),
    ];
    yield `${indent}${id(name)} [${look.join(', ')}];`;
  }
  for (const { from, to, transitions } of arrowsOf(part)) {
    const isLast = transitions.some((one) => isAmong(lit?.last ?? [], region, one));
    const look = [
      `label=${quoted(transitions.map(transitionText).join('\n'))}`,
      ...(isLast ? ['color="#d58f00"', 'fontcolor="#8a5a00"', 'penwidth=2.5'] : []),
    ];
    yield `${indent}${id(from)} -> ${id(to)} [${look.join(', ')}];`;
  }
}

/** A statechart in Graphviz's DOT; each region is a cluster. */
export function* dot(chart: Chart, { counts, lit }: Beside): Generator<string> {
  yield `digraph ${quoted(chart.machine)} {`;
  yield '  node [shape=box, style=rounded, fontname="sans-serif", fontsize=11];';
  yield '  edge [fontname="monospace", fontsize=9];';
  for (const part of chart.regions) {
    yield `  subgraph ${quoted(`cluster_${part.name}`)} {`;
    yield `    label=${quoted(spaced(part.name))};`;
    yield* region(part, { counts, lit }, '    ');
    yield '  }';
  }
  yield '}';
}
