import { existsSync } from 'node:fs';
import type { MemoryEvent } from '../../../events/event.ts';
import { followedEvents, logKind } from '../../stores/log-file.ts';
import { parseSubject } from '../../timeline/about.ts';
import { type Action, type ActionInput, requiredArgument, textOption, UsageError } from '../action.ts';
import { EVENT_OPTIONS, EVENTS_SUMMARY, eventFilter, eventsAnswer } from '../answers/events.ts';
import { untilInterrupted } from '../interrupt.ts';
import { KEEP_GOING_OPTION, type LogSource, logSource, PROFILE_OPTION } from '../source.ts';
import { seqOf } from './state.ts';

/** Which events the options ask for. `--from` counts from after that instant's event on, as a state does. */
function wanted(source: LogSource, input: ActionInput): (event: MemoryEvent) => boolean {
  const fromText = textOption(input, 'from');
  const aboutText = textOption(input, 'about');
  const about = aboutText === undefined ? undefined : parseSubject(aboutText);
  if (about?.ok === false) throw new UsageError(about.reason);
  return eventFilter(source.final, {
    from: fromText === undefined || fromText === 'start' ? 1 : seqOf(source, fromText),
    about: about?.subject,
    type: textOption(input, 'type'),
  });
}

/** The signal that ends following; undefined when nothing is followed. @throws UsageError for what can not be followed. */
function following(name: string, input: ActionInput): AbortSignal | undefined {
  if (input.options['follow'] !== true) return undefined;
  if (!existsSync(name) || logKind(name) !== 'sqlite')
    throw new UsageError(`--follow is for a .memlapse file, which another process appends to; ${name} is none`);
  if (textOption(input, 'to') !== 'end') throw new UsageError('--follow has no end: leave --to away');
  return untilInterrupted();
}

export const eventsAction: Action = {
  name: 'events',
  summary: EVENTS_SUMMARY,
  args: [
    {
      name: 'source',
      description: 'recording, trace text, log, scenario, or the name of a shipped scenario',
      required: true,
    },
  ],
  options: [
    ...EVENT_OPTIONS,
    {
      flags: '-f, --follow',
      description: 'of a .memlapse file: go on with each event as it is appended, until interrupted',
    },
    PROFILE_OPTION,
    KEEP_GOING_OPTION,
  ],
  examples: [
    { call: 'memlapse events recording/ --about block:32', shows: 'everything that happened to block 32' },
    {
      call: 'memlapse events recording/ --type operation.refused --json',
      shows: 'refusals as CloudEvents, one a line',
    },
    { call: 'memlapse events recording/ --from step:03 --to step:04', shows: 'what lies between two dumps' },
    {
      call: 'memlapse events guest.memlapse -f --type operation.refused',
      shows: 'refusals, and new ones as they come',
    },
  ],
  run: async (input) => {
    const name = requiredArgument(input, 'source');
    const signal = following(name, input);
    const source = await logSource(name, input);
    const { log } = source;
    const isWanted = wanted(source, input);
    const to = seqOf(source, textOption(input, 'to') ?? 'end');
    async function* chosen(): AsyncGenerator<MemoryEvent> {
      for (const event of log.read(1, to)) if (isWanted(event)) yield event;
      if (signal)
        for await (const event of followedEvents(name, log.position, signal)) if (isWanted(event)) yield event;
    }
    return eventsAnswer(chosen, { name: source.name, last: log.position, notes: source.notes });
  },
};
