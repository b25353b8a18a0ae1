import { type Arrow, arrowsOf, spaced, transitionText } from './arrows.ts';
import type { Chart, ChartRegion } from './chart.ts';
import { type ChartContent, textsBeside } from './content.ts';
import { isAmong } from './lit.ts';

/** An identifier of a state: in Mermaid one is the same state wherever it stands, so regions may not share any. */
type Id = (state: string) => string;

const LIT = '● ';

function arrowLine({ from, to, transitions }: Arrow, region: string, id: Id, { lit, arcs }: ChartContent): string {
  const wentAlong = [...(lit?.before ?? []), ...(lit?.last ?? [])];
  const lines = transitions.map((one) => `${isAmong(wentAlong, region, one) ? LIT : ''}${transitionText(one, arcs)}`);
  return `${id(from)} --> ${id(to)}: ${lines.join('<br/>')}`;
}

function* regionLines(region: ChartRegion, id: Id, content: ChartContent): Generator<string> {
  const beside = textsBeside(region, content);
  for (const { name, description, calls } of region.states) {
    const text = beside.get(name);
    const isActive = content.lit?.active[region.name] === name;
    const title = `${isActive ? LIT : ''}${spaced(name)}${text === undefined ? '' : ` (${text})`}${calls === null ? '' : `<br/>calls ${calls}`}`;
    if (title !== id(name)) yield `state "${title}" as ${id(name)}`;
    if (description !== null) yield `%% ${spaced(name)}: ${description}`;
  }
  for (const arrow of arrowsOf(region)) yield arrowLine(arrow, region.name, id, content);
  for (const { name, final } of region.states) if (final) yield `${id(name)} --> [*]`;
}

/**
 * A statechart in Mermaid's stateDiagram-v2. Regions stand beside one another in the machine's state; the first arrow of each
 * bears its name. A dot stands before the active state and before the transitions that were taken.
 */
export function* mermaid({ machine, regions }: Chart, content: ChartContent): Generator<string> {
  yield 'stateDiagram-v2';
  for (const line of content.caption) yield `  %% ${line}`;
  const [first, ...others] = regions;
  if (first && others.length === 0) {
    yield `  [*] --> ${first.initial}`;
    for (const line of regionLines(first, (state) => state, content)) yield `  ${line}`;
    return;
  }
  yield `  state ${machine} {`;
  for (const [index, region] of regions.entries()) {
    const id: Id = (state) => `${region.name}_${state}`;
    if (index > 0) yield '    --';
    yield `    [*] --> ${id(region.initial)}: ${spaced(region.name)}`;
    for (const line of regionLines(region, id, content)) yield `    ${line}`;
  }
  yield '  }';
}
