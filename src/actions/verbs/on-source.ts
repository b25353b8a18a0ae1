import { cursorAt } from '../../timeline/cursor.ts';
import {
  type ActionInput,
  type ActionResult,
  type Examples,
  type OptionSpec,
  requiredArgument,
  type SessionAction,
  textOption,
} from '../action.ts';
import { diffWord, eventsWord, stateWord } from '../debugger/answers.ts';
import { bisectWord } from '../debugger/bisect.ts';
import { openSession } from '../debugger/session.ts';
import { whyWord } from '../debugger/why.ts';
import { logSource, seqOf } from '../source.ts';
import { AT_OPTION, READING_OPTIONS, SOURCE_ARGUMENT } from '../source-arguments.ts';
import type { Verb } from '../verb.ts';

/** Opens a source, goes to `--at`, and runs a word of the debugger there. @throws SourceError, UsageError */
export async function answerOnSource(word: SessionAction, input: ActionInput): Promise<ActionResult> {
  const source = await logSource(requiredArgument(input, 'source'), input);
  const session = openSession(source);
  session.cursor = cursorAt(session.record, seqOf(source, textOption(input, 'at') ?? 'end'));
  const result = await word.run(session, input);
  return { ...result, notes: [...new Set([...source.notes, ...(result.notes ?? [])])] };
}

/** A word of the debugger as a verb of the shell. @param options what a shell adds */
const onSource = (word: SessionAction, examples: Examples, ...options: readonly OptionSpec[]): Verb => ({
  ...word,
  args: [SOURCE_ARGUMENT, ...(word.args ?? [])],
  options: [...(word.options ?? []), ...options, ...READING_OPTIONS],
  examples,
  run: (input) => answerOnSource(word, input),
});

export const stateVerb = onSource(
  stateWord,
  [
    { call: 'memlapse state recording/', shows: 'memory at the end of a recording' },
    { call: 'memlapse state recording/ --at step:07 --json', shows: 'the same sections as the dump steps/07-…' },
    {
      call: 'memlapse state trace.txt --at t:31.5 --profile classic@6.1',
      shows: 'a trace without a recording around it',
    },
  ],
  AT_OPTION,
);

export const eventsVerb = onSource(eventsWord, [
  { call: 'memlapse events recording/ --about block:32', shows: 'everything that happened to block 32' },
  { call: 'memlapse events recording/ --type operation.refused --json', shows: 'refusals as CloudEvents, one a line' },
  { call: 'memlapse events recording/ --from step:03 --to step:04', shows: 'what lies between two dumps' },
  { call: 'memlapse events guest.memlapse -f --type operation.refused', shows: 'refusals, and new ones as they come' },
]);

export const whyVerb = onSource(
  whyWord,
  [
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
  AT_OPTION,
);

export const diffVerb = onSource(diffWord, [
  { call: 'memlapse diff recording/ --from step:02 --to step:03', shows: 'what lies between two dumps' },
  { call: 'memlapse diff recording/ --json', shows: 'all that the whole record changed, for a program' },
  { call: 'memlapse diff recording/ --from seq:40 --to seq:37', shows: 'what going back would undo' },
]);

export const bisectVerb = onSource(bisectWord, [
  { call: "memlapse bisect recording/ --first 'block:32 is going-offline'", shows: 'who began to take the block away' },
  { call: "memlapse bisect recording/ --first 'refusals > 0'", shows: 'the first refused operation' },
  {
    call: "memlapse bisect recording/ --first 'sections online > 12 and not section:10 is tainted' --json",
    shows: 'predicates combine; exit code 1 when it never holds',
  },
]);
