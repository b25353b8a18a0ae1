import { stateHere } from '../../timeline/cursor.ts';
import { type OptionSpec, textOption } from '../action.ts';
import {
  chartAsked,
  DIAGRAM_FORMATS,
  DIAGRAM_OPTIONS,
  DIAGRAM_SUMMARY,
  diagramAnswer,
  formatAsked,
} from '../answers/diagram.ts';
import { DIFF_SUMMARY, diffAnswer } from '../answers/diff.ts';
import { EVENT_OPTIONS, EVENTS_SUMMARY, eventFilter, eventsAnswer } from '../answers/events.ts';
import { STATE_SUMMARY, stateAnswer } from '../answers/state.ts';
import { CHART_NAMES } from '../diagram/chart.ts';
import { seqAsked, subjectAsked } from './instant.ts';
import { sourceHere } from './session.ts';
import { eventTypes, instants, subjects } from './values.ts';
import type { SessionAction, WordOption } from './word.ts';

export const stateWord: SessionAction = {
  name: 'state',
  aliases: [],
  group: 'look',
  summary: STATE_SUMMARY,
  args: [],
  options: [],
  examples: [{ call: 'state', shows: 'all of memory where you are' }],
  repeats: true,
  run: (session) => {
    const { notes } = session.source;
    const name = sourceHere(session);
    return stateAnswer(stateHere(session.cursor), { name, last: session.cursor.timeline.end, notes });
  },
};

const VALUES: Readonly<Record<string, WordOption['values']>> = {
  '--format <format>': () => DIAGRAM_FORMATS,
  '--from <when>': instants,
  '--to <when>': instants,
  '--type <type>': eventTypes,
  '--about <subject>': subjects,
};

const withValues = (options: readonly OptionSpec[]): readonly WordOption[] =>
  options.map((option) => {
    const values = VALUES[option.flags];
    return values ? { ...option, values } : option;
  });

export const eventsWord: SessionAction = {
  name: 'events',
  aliases: [],
  group: 'look',
  summary: EVENTS_SUMMARY,
  args: [],
  options: withValues(EVENT_OPTIONS),
  examples: [
    { call: 'events --about block:34', shows: 'everything that happened to a block' },
    { call: 'events --type operation --from step:03 --to step:04', shows: 'operations between two dumps' },
  ],
  repeats: true,
  run: (session, input) => {
    const { notes } = session.source;
    const name = sourceHere(session);
    const { log, initial } = session.cursor.timeline;
    const from = textOption(input, 'from');
    const to = textOption(input, 'to');
    const about = textOption(input, 'about');
    const last = to === undefined ? log.position : seqAsked(session, input, 'to', to);
    const isAsked = eventFilter(initial, {
      from: from === undefined || from === 'start' ? 1 : seqAsked(session, input, 'from', from),
      about: about === undefined ? undefined : subjectAsked(session, input, 'about', about),
      type: textOption(input, 'type'),
    });
    const events = [...log.read(1, last)].filter(isAsked);
    const answer = eventsAnswer(() => events, { name, last: log.position, notes });
    // At a prompt, silence looks like a word that was not heard.
    return events.length > 0 ? answer : { ...answer, text: () => ['there is no such event'] };
  },
};

export const diffWord: SessionAction = {
  name: 'diff',
  aliases: [],
  group: 'search',
  summary: DIFF_SUMMARY,
  args: [
    {
      name: 'from',
      description: 'the instant to compare from; the start when left out',
      required: false,
      values: instants,
    },
    { name: 'to', description: 'the instant to compare to; here when left out', required: false, values: instants },
  ],
  options: [],
  examples: [
    { call: 'diff', shows: 'all that changed from the start to where you are' },
    { call: 'diff step:02', shows: 'what changed since that dump' },
    { call: 'diff step:03 step:02', shows: 'what going back would undo' },
  ],
  repeats: true,
  keys: ['a', 'b'],
  run: (session, input) => {
    const { from = 'start', to } = input.args;
    const first = seqAsked(session, input, 'from', from);
    const last = to === undefined ? session.cursor.seq : seqAsked(session, input, 'to', to);
    return diffAnswer(session.cursor.timeline, first, last, []);
  },
};

export const diagramWord: SessionAction = {
  name: 'diagram',
  aliases: [],
  group: 'look',
  summary: DIAGRAM_SUMMARY,
  args: [{ name: 'machine', description: CHART_NAMES.join(', '), required: true, values: () => CHART_NAMES }],
  options: withValues(DIAGRAM_OPTIONS),
  examples: [
    { call: 'diagram section', shows: 'the section statechart, with the sections that are in each state here' },
    { call: 'diagram memory-block --about block:10', shows: 'where a block is in its machine' },
  ],
  repeats: true,
  run: (session, input) => {
    const { timeline, seq } = session.cursor;
    const place = { timeline, seq, name: sourceHere(session), notes: [] };
    return diagramAnswer(chartAsked(input), formatAsked(input), place, textOption(input, 'about'));
  },
};
