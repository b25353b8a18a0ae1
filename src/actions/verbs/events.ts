import { existsSync } from 'node:fs';
import { CATALOGUE } from '../../../events/catalogue.ts';
import type { MemoryEvent } from '../../../events/event.ts';
import { toCloudEvent } from '../../../events/formats/cloudevent.ts';
import { followedEvents, logKind } from '../../stores/log-file.ts';
import { aboutSubject, parseSubject } from '../../timeline/about.ts';
import { type Action, type ActionInput, EXIT, requiredArgument, textOption, UsageError } from '../action.ts';
import { untilInterrupted } from '../interrupt.ts';
import { KEEP_GOING_OPTION, type LogSource, logSource, PROFILE_OPTION } from '../source.ts';
import { sentenceOf } from '../text/sentence.ts';
import { seconds } from '../text/table.ts';
import { seqOf } from './state.ts';

/** Types that a `--type` means: one, or all of a family (`pages`). */
function typesNamed(text: string | undefined): ((event: MemoryEvent) => boolean) | undefined {
  if (text === undefined) return undefined;
  const types = CATALOGUE.map(({ type }) => type).filter((type) => type === text || type.startsWith(`${text}.`));
  if (types.length > 0) return (event) => types.includes(event.type);
  throw new UsageError(
    `no event is called ${JSON.stringify(text)}; there are: ${CATALOGUE.map(({ type }) => type).join(', ')}`,
  );
}

/** Which events the options ask for, in order: by type, by subject, and from an instant on, which counts from after its event. */
function wanted(source: LogSource, input: ActionInput): (event: MemoryEvent) => boolean {
  const fromText = textOption(input, 'from');
  const from = fromText === undefined || fromText === 'start' ? 1 : seqOf(source, fromText);
  const about = textOption(input, 'about');
  const ofType = typesNamed(textOption(input, 'type'));
  let ofSubject = (_: MemoryEvent): boolean => true;
  if (about !== undefined) {
    const subject = parseSubject(about);
    if (!subject.ok) throw new UsageError(subject.reason);
    ofSubject = aboutSubject(source.final, subject.subject);
  }
  // The subject is asked of every event: it remembers the operations that touched it.
  return (event) => ofSubject(event) && event.seq >= from && (ofType?.(event) ?? true);
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
  summary: 'the log, readable: what the kernel did, one event a line',
  args: [
    {
      name: 'source',
      description: 'recording, trace text, log, scenario, or the name of a shipped scenario',
      required: true,
    },
  ],
  options: [
    { flags: '--from <when>', description: 'first instant' },
    { flags: '--to <when>', description: 'last instant', fallback: 'end' },
    { flags: '--type <type>', description: 'only one type of event, or a family: pages.added, pages, operation' },
    {
      flags: '--about <subject>',
      description: 'only events about section:N or block:N, with the operations around them',
    },
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
    return {
      exit: EXIT.clean,
      json: {
        kind: 'lines',
        values: (async function* () {
          for await (const event of chosen()) yield toCloudEvent(event, source.name);
        })(),
      },
      notes: source.notes,
      async *text(style) {
        const width = String(log.position).length;
        for await (const event of chosen()) {
          const where = event.actor ? `${event.actor.task}-${event.actor.pid}` : '';
          const line = sentenceOf(event);
          const loud =
            event.type === 'operation.refused' ||
            event.type === 'operation.failed' ||
            event.type === 'divergence.found';
          yield `${String(event.seq).padStart(width)}  ${seconds(event.timeNs).padStart(12)}  ${where.padEnd(18)}  ${loud ? style.paint(line, 'red') : line}`;
        }
      },
    };
  },
};
