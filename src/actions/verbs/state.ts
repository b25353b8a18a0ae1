import type { MemoryState } from '../../memory/state.ts';
import { parseWhen, positionOf, stateAt } from '../../timeline/instant.ts';
import { type Action, type ActionInput, type OptionSpec, requiredArgument, textOption, UsageError } from '../action.ts';
import { STATE_SUMMARY, stateAnswer } from '../answers/state.ts';
import { KEEP_GOING_OPTION, type LogSource, logSource, PROFILE_OPTION } from '../source.ts';

export const AT_OPTION: OptionSpec = {
  flags: '--at <when>',
  description: 'start, end, seq:N, t:SECONDS, or step:NN of a recording',
  fallback: 'end',
};

/** The position that an instant means in a source. @throws UsageError for one that it has not. */
export function seqOf(source: LogSource, text: string): number {
  const answer = parseWhen(text);
  if (!answer.ok) throw new UsageError(answer.reason);
  const position = positionOf(source.log, source.baseline, answer.when);
  if (!position.ok) throw new UsageError(position.reason);
  return position.seq;
}

export function stateOf(source: LogSource, input: ActionInput): MemoryState {
  return stateAt(source.log, source.initial, seqOf(source, textOption(input, 'at') ?? 'end'));
}

export const stateAction: Action = {
  name: 'state',
  summary: STATE_SUMMARY,
  args: [
    {
      name: 'source',
      description: 'recording, trace text, log, scenario, or the name of a shipped scenario',
      required: true,
    },
  ],
  options: [AT_OPTION, PROFILE_OPTION, KEEP_GOING_OPTION],
  examples: [
    { call: 'memlapse state recording/', shows: 'memory at the end of a recording' },
    { call: 'memlapse state recording/ --at step:07 --json', shows: 'the same sections as the dump steps/07-…' },
    {
      call: 'memlapse state trace.txt --at t:31.5 --profile classic@6.1',
      shows: 'a trace without a recording around it',
    },
  ],
  run: async (input) => {
    const source = await logSource(requiredArgument(input, 'source'), input);
    return stateAnswer(stateOf(source, input), { name: source.name, last: source.log.position, notes: source.notes });
  },
};
