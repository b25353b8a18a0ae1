import type { Action } from '../action.ts';
import { chartAsked, DIAGRAM_SUMMARY, diagramAnswer, FORMAT_OPTION, formatAsked } from '../answers/diagram.ts';
import { CHART_NAMES } from '../diagram/chart.ts';
import { KEEP_GOING_OPTION, logSource, PROFILE_OPTION } from '../source.ts';
import { AT_OPTION, stateOf } from './state.ts';

export const diagramAction: Action = {
  name: 'diagram',
  summary: DIAGRAM_SUMMARY,
  args: [
    { name: 'machine', description: CHART_NAMES.join(', '), required: true },
    { name: 'source', description: 'count the states of this source', required: false },
  ],
  options: [FORMAT_OPTION, AT_OPTION, PROFILE_OPTION, KEEP_GOING_OPTION],
  examples: [
    { call: 'memlapse diagram section', shows: 'the section statechart, to paste into anything that draws Mermaid' },
    {
      call: 'memlapse diagram memory-block recording/ --at step:03',
      shows: 'the same with the number of blocks in each state',
    },
    { call: 'memlapse diagram attempt --format json', shows: 'states and transitions for a program' },
  ],
  run: async (input) => {
    const machine = chartAsked(input);
    const format = formatAsked(input);
    const { source: name } = input.args;
    const source = name === undefined ? null : await logSource(name, input);
    return diagramAnswer(machine, format, source && stateOf(source, input), source?.notes ?? []);
  },
};
