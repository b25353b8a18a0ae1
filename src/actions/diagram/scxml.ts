import { countOf } from './arc-counts.ts';
import type { Chart, ChartRegion } from './chart.ts';
import type { ChartContent } from './content.ts';
import { type Element, element } from './element.ts';
import { isAmong } from './lit.ts';
import { xmlLines } from './xml.ts';

/** Attributes that are not SCXML's own: counts, times, and what is lit. */
const OWN = 'urn:memlapse:statechart';

/**
 * Names of states are unique in the document: regions may share one, so theirs stand behind the region's name. No dot parts
 * them, and no hyphen stands in the document's name: XState and SCION take these for something else.
 */
type Id = (region: string, state: string) => string;

function statesOf(
  { name: region, states, transitions }: ChartRegion,
  id: Id,
  { counts, arcs, lit, times }: ChartContent,
): Element[] {
  return states.map(({ name, final }) =>
    element(
      final ? 'final' : 'state',
      {
        id: id(region, name),
        'm:count': counts && !final ? (counts[region]?.[name] ?? 0) : undefined,
        'm:nanoseconds': times?.get(name)?.toString(),
        'm:active': lit?.active[region] === name ? 'true' : undefined,
      },
      ...transitions
        .filter(({ from }) => from === name)
        .map((transition) => {
          const { event, guard, to } = transition;
          const taken = [...(lit?.before ?? []), ...(lit?.last ?? [])];
          return element('transition', {
            event: event === '' ? undefined : event,
            cond: guard === null ? undefined : condition(guard),
            target: id(region, to),
            'm:operations': arcs ? countOf(arcs, transition).operations : undefined,
            'm:taken': isAmong(taken, region, transition) ? 'true' : undefined,
          });
        }),
    ),
  );
}

const OPERATORS: Readonly<Record<string, string>> = { 'not ': '!', ' and ': ' && ', ' or ': ' || ' };

/** A guard as ECMAScript: its words bind as the operators do. */
const condition = (guard: string): string =>
  guard.replace(/\bnot | and | or /g, (operator) => OPERATORS[operator] ?? operator);

/**
 * Each guard as a variable that says yes, until somebody binds it to what the kernel's rules answer. Nothing for a chart without
 * guards: an empty element is an error to XState and SCION.
 */
function guardsOf({ regions }: Chart): readonly Element[] {
  const conditions = regions.flatMap(({ transitions }) =>
    transitions.flatMap(({ guard }) => (guard === null ? [] : condition(guard))),
  );
  const guards = new Set(conditions.flatMap((text) => text.match(/\w+/g) ?? []));
  const variables = [...guards].sort().map((guard) => element('data', { id: guard, expr: 'true' }));
  return variables.length === 0 ? [] : [element('datamodel', {}, ...variables)];
}

/**
 * A statechart in SCXML 1.0 (W3C, 2015): regions in `parallel`, a transition's `cond` is the name of its guard. The first
 * transition in document order whose guard says yes is taken, as in the machine itself.
 */
export function* scxml(chart: Chart, content: ChartContent): Generator<string> {
  const { counts, arcs, lit, caption } = content;
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
        'xmlns:m': (counts ?? arcs ?? lit) || caption.length > 0 ? OWN : undefined,
        'm:caption': caption.length > 0 ? caption.join('; ') : undefined,
        version: '1.0',
        datamodel: 'ecmascript',
        name: chart.machine.replaceAll('-', '_'),
        initial: isParallel ? chart.machine : id(first.name, first.initial),
      },
      ...guardsOf(chart),
      ...states,
    ),
  );
}
