import { arrowsOf, transitionText } from './arrows.ts';
import type { Chart, ChartRegion } from './chart.ts';
import type { Counts } from './counts.ts';
import type { Lit } from './lit.ts';

/** What is drawn beside the states and arrows. */
interface Beside {
  readonly counts: Counts | null;
  readonly lit: Lit | null;
}

function* region(part: ChartRegion, { counts, lit }: Beside, indent: string): Generator<string> {
  yield `${indent}[*] --> ${part.initial}`;
  for (const { name } of part.states) {
    const count = counts?.[part.name]?.[name];
    const isActive = lit?.active[part.name] === name;
    const title = `${isActive ? '● ' : ''}${name}${count === undefined ? '' : ` (${count})`}`;
    if (title !== name) yield `${indent}${name}: ${title}`;
  }
  // Several events between the same two states are one arrow with several lines.
  for (const { from, to, transitions } of arrowsOf(part)) {
    yield `${indent}${from} --> ${to}: ${transitions.map(transitionText).join(' / ')}`;
  }
  for (const { name, final } of part.states) if (final) yield `${indent}${name} --> [*]`;
}

/** A statechart in Mermaid's stateDiagram-v2; regions side by side. A dot stands before the active state. */
export function* mermaid(chart: Chart, counts: Counts | null, lit: Lit | null): Generator<string> {
  yield 'stateDiagram-v2';
  const [first, ...others] = chart.regions;
  if (first && others.length === 0) {
    yield* region(first, { counts, lit }, '  ');
    return;
  }
  for (const part of chart.regions) {
    yield `  state ${part.name} {`;
    yield* region(part, { counts, lit }, '    ');
    yield '  }';
  }
}
