import { type Action, EXIT, requiredArgument, textOption, UsageError } from '../action.ts';
import { CHART_NAMES, type ChartName, chartOf } from '../diagram/chart.ts';
import { countsOf } from '../diagram/counts.ts';
import { mermaid } from '../diagram/mermaid.ts';
import { KEEP_GOING_OPTION, logSource, PROFILE_OPTION } from '../source.ts';
import { AT_OPTION, stateOf } from './state.ts';

const isChartName = (text: string): text is ChartName => CHART_NAMES.some((name) => name === text);
const FORMATS = ['mermaid', 'json'] as const;

export const diagramAction: Action = {
  name: 'diagram',
  summary: 'the statechart of a section, a memory block or an operation; with a source, how many are in each state',
  args: [
    { name: 'machine', description: CHART_NAMES.join(', '), required: true },
    { name: 'source', description: 'count the states of this source', required: false },
  ],
  options: [
    { flags: '--format <format>', description: FORMATS.join(' or '), fallback: 'mermaid' },
    AT_OPTION,
    PROFILE_OPTION,
    KEEP_GOING_OPTION,
  ],
  examples: [
    { call: 'memlapse diagram section', shows: 'the section statechart, to paste into anything that draws Mermaid' },
    {
      call: 'memlapse diagram memory-block recording/ --at step:03',
      shows: 'the same with the number of blocks in each state',
    },
    { call: 'memlapse diagram attempt --format json', shows: 'states and transitions for a program' },
  ],
  run: async (input) => {
    const machine = requiredArgument(input, 'machine');
    if (!isChartName(machine))
      throw new UsageError(`there is no machine ${JSON.stringify(machine)}; there are ${CHART_NAMES.join(', ')}`);
    const format = input.options['json'] === true ? 'json' : (textOption(input, 'format') ?? 'mermaid');
    if (!FORMATS.some((one) => one === format))
      throw new UsageError(`no format ${JSON.stringify(format)}; there are ${FORMATS.join(', ')}`);
    const chart = chartOf(machine);
    const { source: name } = input.args;
    const source = name === undefined ? null : await logSource(name, input);
    const counts = source && countsOf(machine, stateOf(source, input));
    const value = { ...chart, counts };
    return {
      exit: EXIT.clean,
      json: { kind: 'value', value },
      notes: source?.notes ?? [],
      *text() {
        if (format === 'json') yield JSON.stringify(value, null, 2);
        else yield* mermaid(chart, counts);
      },
    };
  },
};
