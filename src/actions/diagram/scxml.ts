import type { Chart, ChartRegion } from './chart.ts';
import type { Counts } from './counts.ts';
import { type Element, element } from './element.ts';
import type { Lit } from './lit.ts';
import { xmlLines } from './xml.ts';

/** Attributes that are not SCXML's own: the count of a state, and whether something is in it. */
const OWN = 'urn:memlapse:statechart';

interface ScxmlContent {
  readonly counts: Counts | null;
  readonly lit: Lit | null;
}

/**
 * Names of states are unique in the document: regions may share one, so theirs stand behind the region's name. No dot parts
 * them, and no hyphen stands in the document's name: XState and SCION take these for something else.
 */
type Id = (region: string, state: string) => string;

function statesOf(
  { name: region, states, transitions }: ChartRegion,
  id: Id,
  { counts, lit }: ScxmlContent,
): Element[] {
  return states.map(({ name, final }) =>
    element(
      final ? 'final' : 'state',
      {
        id: id(region, name),
        'm:count': counts && !final ? (counts[region]?.[name] ?? 0) : undefined,
        'm:active': lit?.active[region] === name ? 'true' : undefined,
      },
      ...transitions
        .filter(({ from }) => from === name)
        .map(({ event, guard, to }) =>
          element('transition', {
            event: event === '' ? undefined : event,
            cond: guard === null ? undefined : condition(guard),
            target: id(region, to),
          }),
        ),
    ),
  );
}

const OPERATORS: Readonly<Record<string, string>> = { 'not ': '!', ' and ': ' && ', ' or ': ' || ' };

/** A guard as ECMAScript: its words bind as the operators do. */
const condition = (guard: string): string =>
  guard.replace(/\bnot | and | or /g, (operator) => OPERATORS[operator] ?? operator);

/** A guard is a variable that says yes, until somebody binds it to what the kernel's rules answer. */
function guardsOf({ regions }: Chart): Element {
  const conditions = regions.flatMap(({ transitions }) =>
    transitions.flatMap(({ guard }) => (guard === null ? [] : condition(guard))),
  );
  const guards = new Set(conditions.flatMap((text) => text.match(/\w+/g) ?? []));
  return element('datamodel', {}, ...[...guards].sort().map((guard) => element('data', { id: guard, expr: 'true' })));
}

/**
 * A statechart in SCXML 1.0 (W3C, 2015): regions in `parallel`, a transition's `cond` is the name of its guard. The first
 * transition in document order whose guard says yes is taken, as in the machine itself.
 */
export function* scxml(chart: Chart, content: ScxmlContent): Generator<string> {
  const [first, ...others] = chart.regions;
  if (!first) return;
  const isParallel = others.length > 0;
  const id: Id = (region, state) => (isParallel ? `${region}_${state}` : state);
  const states = isParallel
    ? [
        element(
          'parallel',
          { id: chart.machine },
          ...chart.regions.map((region) =>
            element(
              'state',
              { id: region.name, initial: id(region.name, region.initial) },
              ...statesOf(region, id, content),
            ),
          ),
        ),
      ]
    : statesOf(first, id, content);
  yield '<?xml version="1.0" encoding="UTF-8"?>';
  yield* xmlLines(
    element(
      'scxml',
      {
        xmlns: 'http://www.w3.org/2005/07/scxml',
        'xmlns:m': content.counts ? OWN : undefined,
        version: '1.0',
        datamodel: 'ecmascript',
        name: chart.machine.replaceAll('-', '_'),
        initial: isParallel ? chart.machine : id(first.name, first.initial),
      },
      guardsOf(chart),
      ...states,
    ),
  );
}
