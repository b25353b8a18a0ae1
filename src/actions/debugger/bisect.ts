import { lookForFirst } from '../../timeline/bisect.ts';
import { type ActionResult, textOption } from '../action.ts';
import { bisectedAnswer } from '../answers/bisect.ts';
import { runSearch } from './cooperative.ts';
import { interruptedAnswer } from './frame.ts';
import { seqAsked } from './instant.ts';
import { moveTo, type Session, sourceHere } from './session.ts';
import { instants } from './values.ts';
import { PREDICATE_EXAMPLES, predicateAsked, predicateWords } from './watch/parse.ts';
import type { SessionAction, WordInput } from './word.ts';

async function answer(session: Session, input: WordInput): Promise<ActionResult> {
  const { timeline } = session.cursor;
  const text = input.args['predicate'] ?? '';
  const predicate = predicateAsked(input, 'predicate', text);
  const after = textOption(input, 'from');
  const from = after === undefined ? 1 : seqAsked(session, input, 'from', after) + 1;
  const found = await runSearch(lookForFirst(timeline, predicate, from), input, timeline.end);
  if (found.interrupted) return interruptedAnswer(session);
  const { seq } = found.value;
  if (seq !== null) moveTo(session, { timeline, seq });
  return bisectedAnswer(timeline, found.value, { text, name: sourceHere(session), notes: [] });
}

export const bisectWord: SessionAction = {
  name: 'bisect',
  aliases: [],
  group: 'search',
  summary: 'go to the first event after which a predicate holds; tells where it ceases to hold again',
  args: [
    {
      name: 'predicate',
      description: 'what is to hold: a predicate over memory',
      required: true,
      rest: true,
      values: predicateWords,
    },
  ],
  options: [{ flags: '--from <when>', description: 'look only at events after this instant', values: instants }],
  examples: [
    { call: 'bisect block:10 is going-offline', shows: 'who began to take the block away' },
    { call: 'bisect --from step:03 refusals > 0', shows: 'the first refusal after that dump' },
  ],
  more: { title: 'predicates', rows: PREDICATE_EXAMPLES },
  repeats: false,
  run: answer,
};
