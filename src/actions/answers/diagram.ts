import type { MemoryState } from '../../memory/state.ts';
import {
  type ActionInput,
  type ActionResult,
  EXIT,
  type OptionSpec,
  requiredArgument,
  textOption,
  UsageError,
} from '../action.ts';
import { CHART_NAMES, type ChartName, chartOf } from '../diagram/chart.ts';
import { countsOf } from '../diagram/counts.ts';
import { mermaid } from '../diagram/mermaid.ts';

export const DIAGRAM_SUMMARY =
  'the statechart of a section, a memory block or an operation; with a source, how many are in each state';

export const DIAGRAM_FORMATS = ['mermaid', 'json'] as const;

export const FORMAT_OPTION: OptionSpec = {
  flags: '--format <format>',
  description: DIAGRAM_FORMATS.join(' or '),
  fallback: 'mermaid',
};

const isChartName = (text: string): text is ChartName => CHART_NAMES.some((name) => name === text);

/** The machine that an argument names. @throws UsageError for one that does not exist. */
export function chartAsked(input: ActionInput): ChartName {
  const machine = requiredArgument(input, 'machine');
  if (isChartName(machine)) return machine;
  throw new UsageError(`there is no machine ${JSON.stringify(machine)}; there are ${CHART_NAMES.join(', ')}`);
}

/** The format that `--format` names; `--json` means JSON. @throws UsageError */
export function formatAsked(input: ActionInput): (typeof DIAGRAM_FORMATS)[number] {
  const asked = input.options['json'] === true ? 'json' : (textOption(input, 'format') ?? 'mermaid');
  const format = DIAGRAM_FORMATS.find((one) => one === asked);
  if (format) return format;
  throw new UsageError(`no format ${JSON.stringify(asked)}; there are ${DIAGRAM_FORMATS.join(', ')}`);
}

/** A statechart, with the number of things in each state where a state is at hand. */
export function diagramAnswer(
  machine: ChartName,
  format: (typeof DIAGRAM_FORMATS)[number],
  state: MemoryState | null,
  notes: readonly string[],
): ActionResult {
  const chart = chartOf(machine);
  const counts = state && countsOf(machine, state);
  const value = { ...chart, counts };
  return {
    exit: EXIT.clean,
    json: { kind: 'value', value },
    notes,
    *text() {
      if (format === 'json') yield JSON.stringify(value, null, 2);
      else yield* mermaid(chart, counts);
    },
  };
}
