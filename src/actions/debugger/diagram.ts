import type { SessionAction } from '../action.ts';
import { DIAGRAM_OPTIONS, DIAGRAM_SUMMARY, diagramAnswer } from '../answers/diagram.ts';
import { CHART_NAMES } from '../diagram/chart.ts';
import { sourceHere } from './session.ts';

export const diagramWord: SessionAction = {
  id: 'diagram',
  group: 'look',
  summary: DIAGRAM_SUMMARY,
  args: [{ name: 'machine', kind: CHART_NAMES, description: CHART_NAMES.join(', '), required: true }],
  options: DIAGRAM_OPTIONS,
  examples: [
    { call: 'diagram section', shows: 'the section statechart, with the sections that are in each state here' },
    { call: 'diagram memory-block --about block:10', shows: 'where a block is in its machine' },
  ],
  repeats: true,
  run: (session, input) => {
    const { timeline, seq } = session.cursor;
    const place = { timeline, seq, name: sourceHere(session), notes: [] };
    return diagramAnswer(input, place);
  },
};
