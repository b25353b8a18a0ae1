import { timelineOf } from '../../timeline/timeline.ts';
import { type Action, requiredArgument, textOption } from '../action.ts';
import { DIFF_SUMMARY, diffAnswer } from '../answers/diff.ts';
import { KEEP_GOING_OPTION, logSource, PROFILE_OPTION } from '../source.ts';
import { seqOf } from './state.ts';

export const diffAction: Action = {
  name: 'diff',
  summary: DIFF_SUMMARY,
  args: [
    {
      name: 'source',
      description: 'recording, trace text, log, scenario, or the name of a shipped scenario',
      required: true,
    },
  ],
  options: [
    { flags: '--from <when>', description: 'the instant to compare from', fallback: 'start' },
    {
      flags: '--to <when>',
      description: 'the instant to compare to; an earlier one shows the way back',
      fallback: 'end',
    },
    PROFILE_OPTION,
    KEEP_GOING_OPTION,
  ],
  examples: [
    { call: 'memlapse diff recording/ --from step:02 --to step:03', shows: 'what lies between two dumps' },
    { call: 'memlapse diff recording/ --json', shows: 'all that the whole record changed, for a program' },
    { call: 'memlapse diff recording/ --from seq:40 --to seq:37', shows: 'what going back would undo' },
  ],
  run: async (input) => {
    const source = await logSource(requiredArgument(input, 'source'), input);
    const from = seqOf(source, textOption(input, 'from') ?? 'start');
    const to = seqOf(source, textOption(input, 'to') ?? 'end');
    return diffAnswer(timelineOf(source), from, to, source.notes);
  },
};
