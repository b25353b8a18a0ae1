import type { MemoryEvent } from '../../../events/event.ts';
import { type ActionInput, type SessionAction, UsageError } from '../action.ts';
import { typesNamed } from '../answers/events.ts';
import { sentenceOf, taskOf } from '../text/sentence.ts';
import { pausing } from './cooperative.ts';
import { hereAnswer, interruptedAnswer } from './frame.ts';
import { moveTo, type Session } from './session.ts';

/** What an event must be to be found. @throws UsageError where nothing is asked for */
function wanted(input: ActionInput): (event: MemoryEvent) => boolean {
  const { text } = input.args;
  const { type } = input.options;
  if (text === undefined && typeof type !== 'string') {
    throw new UsageError('find expects text, or --type and the name of an event', 'text');
  }
  const ofType = typeof type === 'string' ? typesNamed(type) : () => true;
  const part = text?.toLowerCase();
  const says = (event: MemoryEvent): boolean =>
    part === undefined || `${event.type} ${taskOf(event)} ${sentenceOf(event)}`.toLowerCase().includes(part);
  return (event) => ofType(event) && says(event);
}

/** Position of the nearest event that is wanted, after here or before; null for none. */
async function nearest(session: Session, input: ActionInput, way: 1 | -1): Promise<number | null> {
  const { log } = session.cursor.timeline;
  const fits = wanted(input);
  const breathe = pausing(input);
  for (let seq = session.cursor.seq + way; seq >= 1 && seq <= log.position; seq += way) {
    const event = log.at(seq);
    if (event && fits(event)) return seq;
    if (await breathe(() => `event ${seq} of ${log.position}; Ctrl+C gives up`)) return null;
  }
  return null;
}

export const findWord: SessionAction = {
  id: 'find',
  aliases: ['search', '/'],
  group: 'search',
  summary: 'go to the next event that says some text, or is of some type; said again, to the one after',
  args: [{ name: 'text', kind: 'text', description: 'part of what an event or its task says', rest: true }],
  options: [
    { flags: '--type <type>', description: 'a type of event, or a family', kind: 'eventType' },
    { flags: '--back', description: 'go back instead' },
  ],
  examples: [
    { call: 'find EINVAL', shows: 'the next event that names the error' },
    { call: 'find --type operation.refused', shows: 'the next refusal' },
    { call: 'find --back kt-472', shows: 'the last thing that this task did before here' },
  ],
  repeats: true,
  run: async (session, input) => {
    const back = input.options['back'] === true;
    const found = await nearest(session, input, back ? -1 : 1);
    if (found === null) {
      if (input.signal.aborted) return interruptedAnswer(session);
      const end = back ? 'before here' : 'after here';
      throw new UsageError(`no such event ${end}; ${back ? 'find' : 'find --back'} looks the other way`, 'text');
    }
    moveTo(session, { ...session.cursor, seq: found });
    return hereAnswer(session);
  },
};
