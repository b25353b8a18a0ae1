import { searchFirst } from '../../timeline/bisect.ts';
import { requiredArgument, type SessionAction } from '../action.ts';
import { bisectedAnswer } from '../answers/bisect.ts';
import { runSearch } from './cooperative.ts';
import { interruptedAnswer } from './frame.ts';
import { seqAsked } from './instant.ts';
import { moveTo, sourceHere } from './session.ts';
import { PREDICATES, predicateAsked } from './watch/parse.ts';

export const bisectWord: SessionAction = {
  id: 'bisect',
  group: 'search',
  summary: 'the first event after which a predicate over memory holds, and where it ceases to hold again',
  args: [
    {
      name: 'predicate',
      kind: 'predicate',
      flags: '--first <predicate>',
      description: 'what is to hold: a predicate over memory, as below',
      required: true,
      rest: true,
    },
  ],
  options: [{ flags: '--from <when>', kind: 'instant', description: 'look only at events after this instant' }],
  examples: [
    { call: 'bisect block:10 is going-offline', shows: 'who began to take the block away; you are there then' },
    { call: 'bisect --from step:03 refusals > 0', shows: 'the first refusal after that dump' },
  ],
  more: PREDICATES,
  run: async (session, input) => {
    const { timeline } = session.cursor;
    const predicate = predicateAsked(input, 'predicate');
    const after = seqAsked(session, input, 'from');
    const search = searchFirst(timeline, predicate, after === undefined ? 1 : after + 1);
    const found = await runSearch(search, input, timeline.end);
    if (found.interrupted) return interruptedAnswer(session);
    const { seq } = found.value;
    if (seq !== null) moveTo(session, { timeline, seq });
    const text = requiredArgument(input, 'predicate');
    return bisectedAnswer(timeline, found.value, { text, name: sourceHere(session), notes: [] });
  },
};
