import type { Chart, ChartRegion } from './chart.ts';
import type { Counts } from './counts.ts';

/** Several events between the same two states are one arrow with several lines. */
function* arrows(region: ChartRegion, indent: string): Generator<string> {
  const labels = new Map<string, string[]>();
  for (const { from, to, event, guard } of region.transitions) {
    const arrow = `${from} --> ${to}`;
    const known = labels.get(arrow) ?? [];
    labels.set(arrow, [...known, guard === null ? event : `${event} [${guard}]`]);
  }
  for (const [arrow, events] of labels) yield `${indent}${arrow}: ${[...new Set(events)].join(' / ')}`;
}

function* region(part: ChartRegion, counts: Counts | null, indent: string): Generator<string> {
  yield `${indent}[*] --> ${part.initial}`;
  for (const { name } of part.states) {
    const count = counts?.[part.name]?.[name];
    if (count !== undefined) yield `${indent}${name}: ${name} (${count})`;
  }
  yield* arrows(part, indent);
  for (const { name, final } of part.states) if (final) yield `${indent}${name} --> [*]`;
}

/** A statechart in Mermaid's stateDiagram-v2; regions side by side. */
export function* mermaid(chart: Chart, counts: Counts | null): Generator<string> {
  yield 'stateDiagram-v2';
  if (chart.regions.length === 1 && chart.regions[0]) {
    yield* region(chart.regions[0], counts, '  ');
    return;
  }
  for (const part of chart.regions) {
    yield `  state ${part.name} {`;
    yield* region(part, counts, '    ');
    yield '  }';
  }
}
