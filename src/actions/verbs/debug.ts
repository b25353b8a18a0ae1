import { requiredArgument, textOption } from '../action.ts';
import { openSession } from '../debugger/session.ts';
import { logSource } from '../source.ts';
import { PROFILE_OPTION, SOURCE_ARGUMENT } from '../source-arguments.ts';
import type { Verb } from '../verb.ts';

export const debugVerb: Verb = {
  id: 'debug',
  group: 'open',
  summary:
    'travel through a record in the words of gdb and rr: next, back, watch, continue, why, branch; help lists them',
  args: [SOURCE_ARGUMENT],
  options: [
    {
      flags: '--commands <file>',
      kind: 'file',
      description: 'run the words in a file, one a line; - for standard input, as a pipe does',
    },
    {
      flags: '--keep-going',
      description: 'go on after a word that fails, and read on past lines of the source that can not be understood',
    },
    PROFILE_OPTION,
  ],
  examples: [
    { call: 'memlapse debug recording/', shows: 'a prompt; TAB completes, an empty line says the last word again' },
    {
      call: 'memlapse debug recording/ --commands words.txt',
      shows: 'a script; it stops at the first word that fails',
    },
    { call: "echo 'info blocks' | memlapse debug recording/ --json", shows: 'each answer as one JSON object a line' },
  ],
  run: async (input) => ({
    session: openSession(await logSource(requiredArgument(input, 'source'), input)),
    commands: textOption(input, 'commands'),
    keepGoing: input.options['keepGoing'] === true,
    company: null,
  }),
};
