import { timelineOf } from '../../timeline/timeline.ts';
import { type Action, requiredArgument, textOption, UsageError } from '../action.ts';
import { BISECT_SUMMARY, bisectAnswer, predicateHelp } from '../answers/bisect.ts';
import { KEEP_GOING_OPTION, logSource, PROFILE_OPTION } from '../source.ts';
import { seqOf } from './state.ts';

export const bisectAction: Action = {
  name: 'bisect',
  summary: BISECT_SUMMARY,
  args: [
    {
      name: 'source',
      description: 'recording, trace text, log, scenario, or the name of a shipped scenario',
      required: true,
    },
  ],
  options: [
    { flags: '--first <predicate>', description: 'what is to hold: a predicate over memory, as below' },
    { flags: '--from <when>', description: 'look only at events after this instant' },
    PROFILE_OPTION,
    KEEP_GOING_OPTION,
  ],
  examples: [
    {
      call: "memlapse bisect recording/ --first 'block:32 is going-offline'",
      shows: 'who began to take the block away',
    },
    { call: "memlapse bisect recording/ --first 'refusals > 0'", shows: 'the first refused operation' },
    {
      call: "memlapse bisect recording/ --first 'sections online > 12 and not section:10 is tainted' --json",
      shows: 'predicates combine; exit code 1 when it never holds',
    },
  ],
  more: { title: 'Predicates', lines: predicateHelp() },
  run: async (input) => {
    const source = requiredArgument(input, 'source');
    const text = textOption(input, 'first');
    if (text === undefined) throw new UsageError("missing --first 'PREDICATE', as in --first 'block:32 is offline'");
    const opened = await logSource(source, input);
    const after = textOption(input, 'from');
    const from = after === undefined ? 1 : seqOf(opened, after) + 1;
    return bisectAnswer(timelineOf(opened), text, { from, name: opened.name, notes: opened.notes });
  },
};
