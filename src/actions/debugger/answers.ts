import type { MemoryEvent } from '../../../events/event.ts';
import { stateHere } from '../../timeline/cursor.ts';
import { type SessionAction, textOption, UsageError } from '../action.ts';
import { diffAnswer } from '../answers/diff.ts';
import { eventFilter, eventsAnswer } from '../answers/events.ts';
import { stateAnswer } from '../answers/state.ts';
import { seqAsked, subjectAsked } from './instant.ts';
import { sourceHere } from './session.ts';

export const stateWord: SessionAction = {
  id: 'state',
  group: 'look',
  summary: 'memory at an instant: every section, its sub-section map, every memory block',
  examples: [{ call: 'state', shows: 'all of memory where you are' }],
  repeats: true,
  run: (session) => {
    const { notes } = session.source;
    const name = sourceHere(session);
    return stateAnswer(stateHere(session.cursor), { name, last: session.cursor.timeline.end, notes });
  },
};

export const eventsWord: SessionAction = {
  id: 'events',
  group: 'look',
  summary: 'the log, readable: what the kernel did, one event a line',
  options: [
    { flags: '--from <when>', kind: 'instant', description: 'first instant' },
    { flags: '--to <when>', kind: 'instant', description: 'last instant', fallback: 'end' },
    {
      flags: '--type <type>',
      kind: 'eventType',
      description: 'only one type of event, or a family: pages.added, pages, operation',
    },
    {
      flags: '--about <subject>',
      kind: 'subject',
      description: 'only events about section:N or block:N, with the operations around them',
    },
    {
      flags: '-f, --follow',
      description: 'of a .memlapse file: go on with each event as it is appended, until interrupted',
    },
  ],
  examples: [
    { call: 'events --about block:34', shows: 'everything that happened to a block' },
    { call: 'events --type operation --from step:03 --to step:04', shows: 'operations between two dumps' },
  ],
  repeats: true,
  run: (session, input) => {
    const { notes, follow } = session.source;
    const { log, initial } = session.cursor.timeline;
    const { from, to = 'end', about } = input.options;
    const isAsked = eventFilter(initial, {
      from: from === 'start' ? 1 : (seqAsked(session, input, 'from') ?? 1),
      about: about === undefined ? undefined : subjectAsked(session, input, 'about'),
      type: textOption(input, 'type'),
    });
    const last = seqAsked(session, input, 'to') ?? log.position;
    const follows = input.options['follow'] === true;
    if (follows && !follow)
      throw new UsageError(
        `--follow is for a .memlapse file, which another process appends to; ${session.source.name} is none`,
      );
    if (follows && to !== 'end') throw new UsageError('--follow has no end: leave --to away');
    async function* events(): AsyncGenerator<MemoryEvent> {
      for (const event of log.read(1, last)) if (isAsked(event)) yield event;
      if (!follows || !follow) return;
      for await (const event of follow(log.position, input.signal)) if (isAsked(event)) yield event;
    }
    return eventsAnswer(events, { name: sourceHere(session), last: log.position, notes });
  },
};

export const diffWord: SessionAction = {
  id: 'diff',
  group: 'search',
  summary: 'what changed between two instants: sections, blocks, zones, /proc/iomem, device claims',
  args: [
    {
      name: 'from',
      kind: 'instant',
      flags: '--from <when>',
      description: 'the instant to compare from; the start when left out',
    },
    {
      name: 'to',
      kind: 'instant',
      flags: '--to <when>',
      description: 'the instant to compare to, an earlier one shows the way back; here when left out',
    },
  ],
  examples: [
    { call: 'diff', shows: 'all that changed from the start to where you are' },
    { call: 'diff step:02', shows: 'what changed since that dump' },
    { call: 'diff step:03 step:02', shows: 'what going back would undo' },
  ],
  repeats: true,
  run: (session, input) => {
    const { timeline, seq } = session.cursor;
    const from = seqAsked(session, input, 'from') ?? timeline.baseline;
    return diffAnswer(timeline, from, seqAsked(session, input, 'to') ?? seq, []);
  },
};
