import { diagramAnswer, formatAsked } from '../answers/diagram.ts';
import { diagramWord } from '../debugger/diagram.ts';
import { OUT_OPTIONS, outOf, writtenAnswer } from '../export/out.ts';
import { AT_OPTION, READING_OPTIONS } from '../source-arguments.ts';
import type { Verb } from '../verb.ts';
import { answerOnSource } from './on-source.ts';

export const diagramVerb: Verb = {
  ...diagramWord,
  args: [
    ...(diagramWord.args ?? []),
    { name: 'source', kind: 'source', description: 'count the states of this source' },
  ],
  options: [...(diagramWord.options ?? []), AT_OPTION, ...OUT_OPTIONS, ...READING_OPTIONS],
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
    const { source } = input.args;
    const format = formatAsked(input);
    const out = outOf(input, source);
    const answer = source === undefined ? diagramAnswer(input, null) : await answerOnSource(diagramWord, input);
    const lines = answer.text({ width: 80, paint: (text) => text });
    return out ? writtenAnswer(out, format, lines, answer.notes) : answer;
  },
};
