import { type Cursor, eventHere, stepAbout, stepInAttempt } from '../../timeline/cursor.ts';
import type { Way } from '../../timeline/positions.ts';
import {
  type ActionInput,
  type ActionResult,
  type Argument,
  requiredArgument,
  type SessionAction,
  UsageError,
} from '../action.ts';
import { hereAnswer } from './frame.ts';
import { cursorOf, subjectAsked } from './instant.ts';
import { moveTo, type Session } from './session.ts';
import { subjects } from './values.ts';

export const gotoWord: SessionAction = {
  id: 'goto',
  aliases: ['seek', 'jump'],
  group: 'move',
  summary: 'go to an instant',
  args: [
    {
      name: 'when',
      description: "start, end, seq:N (after event N), t:SECONDS (the kernel's clock), step:NN (a dump of a recording)",
      required: true,
      kind: 'instant',
    },
  ],
  examples: [
    { call: 'goto step:03', shows: 'memory as the dump steps/03-… has it' },
    { call: 'goto t:34.7', shows: 'the last event up to that second of the kernel’s clock' },
  ],
  repeats: true,
  run: (session, input) => {
    moveTo(session, cursorOf(session, requiredArgument(input, 'when'), 'when'));
    return hereAnswer(session);
  },
};

const HOW: Argument = {
  name: 'how',
  kind: 'subject',
  description:
    'a number of events; or section:N, block:N: to the nearest event about it; or attempt: of the same operation',
  values: function* (session) {
    yield 'attempt';
    yield* subjects(session);
  },
};

const SIDE: Readonly<Record<Way, string>> = { on: 'later', back: 'earlier' };

/** Some events on or back, as far as the timeline goes. */
function byCount(session: Session, count: number, way: Way): ActionResult {
  const from = session.cursor;
  // The ends are the start of what happened and the last event; what is before the start only tells what memory was.
  const first = Math.min(from.seq, from.timeline.baseline);
  const wanted = from.seq + (way === 'on' ? count : -count);
  const seq = Math.max(first, Math.min(from.timeline.end, wanted));
  moveTo(session, { ...from, seq });
  const end = way === 'on' ? 'the end: there is no later event' : 'the start: there is no earlier event that happened';
  return hereAnswer(session, seq === wanted ? null : end);
}

/** @throws UsageError where there is no further event that way; the session stays. */
function moved(session: Session, cursor: Cursor | null, none: string): ActionResult {
  if (!cursor) throw new UsageError(none, 'how');
  moveTo(session, cursor);
  return hereAnswer(session);
}

function run(session: Session, input: ActionInput, way: Way): ActionResult {
  const { how } = input.args;
  if (how === undefined) return byCount(session, 1, way);
  if (/^\d{1,15}$/.test(how)) return byCount(session, Number(how), way);
  const { cursor } = session;
  if (how === 'attempt') {
    const event = eventHere(cursor);
    const operation = event && 'operation' in event.data ? event.data.operation : null;
    const none =
      operation === null ? 'the event here is part of no operation' : `no ${SIDE[way]} event of this attempt`;
    return moved(session, stepInAttempt(cursor, way), none);
  }
  const subject = subjectAsked(session, input, 'how');
  return moved(session, stepAbout(cursor, subject, way), `no ${SIDE[way]} event about ${how}`);
}

export const nextWord: SessionAction = {
  id: 'next',
  aliases: ['n', 'step', 's'],
  group: 'move',
  summary: 'one event on, or several, or to the next one about something',
  args: [HOW],
  examples: [
    { call: 'next', shows: 'the next event, and what it changed; an empty line goes one further' },
    { call: 'next section:10', shows: 'the next event about that section' },
    { call: 'n attempt', shows: 'the next event of the operation that you are in' },
  ],
  repeats: true,
  run: (session, input) => run(session, input, 'on'),
};

export const backWord: SessionAction = {
  id: 'back',
  aliases: ['reverse-next', 'rn', 'reverse-step', 'rs'],
  group: 'move',
  summary: 'one event back, or several, or to the last one about something',
  args: [HOW],
  examples: [
    { call: 'back 5', shows: 'five events earlier' },
    { call: 'back block:34', shows: 'the nearest earlier event about that block' },
    { call: 'back attempt', shows: 'the event before this one in the same operation' },
  ],
  repeats: true,
  run: (session, input) => run(session, input, 'back'),
};

export const whenWord: SessionAction = {
  id: 'when',
  aliases: ['where', 'frame', 'f'],
  group: 'look',
  summary: 'where you are in time: the last event, and what it changed',
  examples: [{ call: 'when', shows: 'the event that the memory you see comes after' }],
  repeats: true,
  run: (session) => hereAnswer(session),
};
