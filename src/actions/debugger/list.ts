import type { MemoryEvent } from '../../../events/event.ts';
import { toCloudEvent } from '../../../events/formats/cloudevent.ts';
import { type ActionInput, type SessionAction, valueAnswer } from '../action.ts';
import { eventLines } from '../answers/events.ts';
import { seqAsked } from './instant.ts';
import { type Session, sourceHere } from './session.ts';

const LINES = 10;

/** First position to list: around what is named, or on from where the last list ended. */
function firstOf(session: Session, input: ActionInput): number {
  const { when } = input.args;
  if ((when === undefined || input.again) && session.listed !== null) return session.listed;
  const centre = seqAsked(session, input, 'when') ?? session.cursor.seq;
  return Math.max(1, centre - LINES / 2 + 1);
}

export const listWord: SessionAction = {
  id: 'list',
  aliases: ['l'],
  group: 'look',
  summary: 'events around where you are; said again, the ten after those',
  args: [{ name: 'when', description: 'around another instant', kind: 'instant' }],
  examples: [
    { call: 'list', shows: 'ten events around here; => marks the one that you stand after' },
    { call: 'list step:05', shows: 'ten events around a dump' },
  ],
  repeats: true,
  run: (session, input) => {
    const name = sourceHere(session);
    const { log } = session.cursor.timeline;
    const from = firstOf(session, input);
    const events: readonly MemoryEvent[] = [...log.read(from, from + LINES - 1)];
    session.listed = from + LINES;
    return valueAnswer(
      events.map((event) => toCloudEvent(event, name)),
      function* (style) {
        const width = String(log.position).length;
        let index = 0;
        for (const line of eventLines(events, width, style)) {
          const here = events[index++]?.seq === session.cursor.seq;
          yield `${here ? style.paint('=>', 'green', 'bold') : '  '} ${line}`;
        }
        if (events.length === 0) yield `the log ends at event ${log.position}`;
      },
    );
  },
};
