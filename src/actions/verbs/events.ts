import { CATALOGUE } from '../../../events/catalogue.ts';
import type { MemoryEvent } from '../../../events/event.ts';
import { toCloudEvent } from '../../../events/formats/cloudevent.ts';
import { eventsAbout, parseSubject } from '../../timeline/about.ts';
import { type Action, type ActionInput, EXIT, requiredArgument, textOption, UsageError } from '../action.ts';
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

/** Events that the options ask for. `--from` counts from after that instant's event on, as a state does. */
function chosen(source: LogSource, input: ActionInput): readonly MemoryEvent[] {
  const fromText = textOption(input, 'from');
  const from = fromText === undefined || fromText === 'start' ? 1 : seqOf(source, fromText);
  const to = seqOf(source, textOption(input, 'to') ?? 'end');
  const about = textOption(input, 'about');
  const ofType = typesNamed(textOption(input, 'type'));
  let events: Iterable<MemoryEvent> = source.log.read(from, to);
  if (about !== undefined) {
    const subject = parseSubject(about);
    if (!subject.ok) throw new UsageError(subject.reason);
    events = eventsAbout(source.log, source.final, subject.subject, from, to);
  }
  return [...events].filter((event) => ofType?.(event) ?? true);
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
  ],
  run: async (input) => {
    const source = await logSource(requiredArgument(input, 'source'), input);
    const events = chosen(source, input);
    return {
      exit: EXIT.clean,
      json: { kind: 'lines', values: events.map((event) => toCloudEvent(event, source.name)) },
      notes: source.notes,
      *text(style) {
        const width = String(source.log.position).length;
        for (const event of events) {
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
