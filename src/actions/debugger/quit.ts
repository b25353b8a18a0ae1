import { EXIT } from '../action.ts';
import type { SessionAction } from './word.ts';

export const quitWord: SessionAction = {
  name: 'quit',
  aliases: ['q', 'exit'],
  group: 'session',
  summary: 'leave; the record is as it was',
  args: [],
  options: [],
  examples: [{ call: 'quit', shows: 'the shell again; Ctrl+D does the same' }],
  repeats: false,
  run: (session) => {
    session.ended = true;
    return { exit: EXIT.clean, json: { kind: 'value', value: { ended: true } }, text: () => [] };
  },
};
