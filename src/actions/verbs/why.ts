import { timelineOf } from '../../timeline/timeline.ts';
import { type Action, requiredArgument, textOption } from '../action.ts';
import { subjectNamed, WHY_SUMMARY, whyAnswer } from '../answers/why.ts';
import { KEEP_GOING_OPTION, logSource, PROFILE_OPTION } from '../source.ts';
import { AT_OPTION, seqOf } from './state.ts';

export const whyAction: Action = {
  name: 'why',
  summary: WHY_SUMMARY,
  args: [
    {
      name: 'source',
      description: 'recording, trace text, log, scenario, or the name of a shipped scenario',
      required: true,
    },
    { name: 'subject', description: 'section:N or block:N', required: true },
  ],
  options: [AT_OPTION, PROFILE_OPTION, KEEP_GOING_OPTION],
  examples: [
    { call: 'memlapse why recording/ block:32', shows: 'why it refused to go offline, and who asked' },
    {
      call: 'memlapse why recording/ section:10 --at step:03',
      shows: 'what made its sub-section map what it is there',
    },
    {
      call: 'memlapse why recording/ block:32 --json',
      shows: 'event, attempt, cause and what is unknown, for a program',
    },
  ],
  run: async (input) => {
    const source = await logSource(requiredArgument(input, 'source'), input);
    const timeline = timelineOf(source);
    const subject = subjectNamed(timeline, requiredArgument(input, 'subject'));
    const seq = seqOf(source, textOption(input, 'at') ?? 'end');
    return whyAnswer(timeline, subject, seq, { name: source.name, notes: source.notes });
  },
};
