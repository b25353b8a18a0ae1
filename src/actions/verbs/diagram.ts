import { writeOut } from '../../exports/out-file.ts';
import { timelineOf } from '../../timeline/timeline.ts';
import { type Action, type ActionInput, EXIT, textOption } from '../action.ts';
import {
  chartAsked,
  DIAGRAM_OPTIONS,
  DIAGRAM_SUMMARY,
  type DiagramPlace,
  diagramAnswer,
  formatAsked,
} from '../answers/diagram.ts';
import { CHART_NAMES } from '../diagram/chart.ts';
import { OUT_OPTIONS, outOf } from '../export/out.ts';
import { KEEP_GOING_OPTION, logSource, PROFILE_OPTION } from '../source.ts';
import { AT_OPTION, seqOf } from './state.ts';

async function placeAsked(input: ActionInput): Promise<DiagramPlace | null> {
  const { source: name } = input.args;
  if (name === undefined) return null;
  const source = await logSource(name, input);
  const seq = seqOf(source, textOption(input, 'at') ?? 'end');
  return { timeline: timelineOf(source), seq, name: source.name, notes: source.notes };
}

export const diagramAction: Action = {
  name: 'diagram',
  summary: DIAGRAM_SUMMARY,
  args: [
    { name: 'machine', description: CHART_NAMES.join(', '), required: true },
    { name: 'source', description: 'count the states of this source', required: false },
  ],
  options: [...DIAGRAM_OPTIONS, AT_OPTION, ...OUT_OPTIONS, PROFILE_OPTION, KEEP_GOING_OPTION],
  examples: [
    { call: 'memlapse diagram section', shows: 'the section statechart, to paste into anything that draws Mermaid' },
    {
      call: 'memlapse diagram memory-block recording/ --at step:03',
      shows: 'the same with the number of blocks in each state',
    },
    {
      call: 'memlapse diagram section recording/ --about section:14 --format svg --out section.svg',
      shows: 'a picture with the state of section 14 lit, and the transition that brought it there',
    },
    { call: 'memlapse diagram attempt --format scxml', shows: 'the same machine for other statechart tools' },
    { call: 'memlapse diagram attempt --format dot | dot -Tpdf', shows: 'drawn by Graphviz' },
    { call: 'memlapse diagram attempt --format json', shows: 'states and transitions for a program' },
  ],
  run: async (input) => {
    const machine = chartAsked(input);
    const format = formatAsked(input);
    const out = outOf(input, input.args['source']);
    const answer = diagramAnswer(machine, format, await placeAsked(input), textOption(input, 'about'));
    if (!out) return answer;
    const bytes = await writeOut(out.path, answer.text({ width: 80, paint: (text) => text }), out.packing);
    return {
      exit: EXIT.clean,
      json: { kind: 'value', value: { out: out.path, format, compress: out.packing, bytes } },
      notes: answer.notes ?? [],
      text: () => [`${out.path}: ${bytes} bytes${out.packing ? `, ${out.packing}` : ''}`],
    };
  },
};
