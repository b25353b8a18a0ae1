import { type SessionAction, valueAnswer } from '../action.ts';

export const quitWord: SessionAction = {
  id: 'quit',
  aliases: ['q', 'exit'],
  group: 'session',
  summary: 'leave; the record is as it was',
  examples: [{ call: 'quit', shows: 'the shell again; Ctrl+D does the same' }],
  run: (session) => {
    session.ended = true;
    return valueAnswer({ ended: true }, () => []);
  },
};
