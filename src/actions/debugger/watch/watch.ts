import { plain } from '../../../../events/plain-text.ts';
import { positionsAbout } from '../../../timeline/about-index.ts';
import { watchedValue } from '../../../timeline/watch.ts';
import { type ActionInput, type SessionAction, valueAnswer } from '../../action.ts';
import { watchesTopic } from '../info/watches.ts';
import type { NumberedWatch, Session } from '../session.ts';
import { predicateWords, subjects } from '../values.ts';
import { PREDICATES, watchAsked } from './parse.ts';
import { seenForJson, seenInWords } from './seen.ts';

/** The watch that a text stands for: the one that is there already, or a new one. */
function watched(session: Session, input: ActionInput, text: string): NumberedWatch {
  const watch = watchAsked(session, input, 'what');
  const known = session.watches.find((one) => one.text === text);
  if (known) return known;
  const added = { number: ++session.given.watches, text, watch };
  session.watches = [...session.watches, added];
  return added;
}

/** Why a watch will hardly stop anything; null where something is about what it watches. */
function warningOf({ cursor }: Session, { watch, text }: NumberedWatch): string | null {
  if (watch.kind === 'predicate' || positionsAbout(cursor.timeline, watch.subject).length > 0) return null;
  return `no event of this record is about ${text}: nothing will stop here`;
}

export const watchWord: SessionAction = {
  id: 'watch',
  aliases: ['w', 'break', 'b'],
  group: 'watch',
  summary: 'stop runs where a section or block comes to look otherwise, or where a predicate begins or ceases to hold',
  args: [
    {
      name: 'what',
      kind: 'predicate',
      description: 'section:N, block:N, or a predicate over memory; the watches there are, when left out',
      rest: true,
      values: function* (session, before) {
        if (before.length === 0) yield* subjects(session);
        yield* predicateWords(session, before);
      },
    },
  ],
  examples: [
    { call: 'watch block:32', shows: 'continue stops at every change of that block' },
    { call: 'watch section:10 populated < 64', shows: 'where a sub-section goes, and where all are back' },
    { call: 'watch errno = EBUSY', shows: 'where an operation ends with that error' },
    { call: 'watch', shows: 'the watches, and what each sees here' },
  ],
  more: PREDICATES,
  run: (session, input) => {
    const text = input.args['what'];
    if (text === undefined) return watchesTopic.answer(session);
    const one = watched(session, input, text);
    const { timeline, seq } = session.cursor;
    const warning = warningOf(session, one);
    const now = seenForJson(watchedValue(timeline, one.watch, seq));
    return valueAnswer({ watch: one.number, what: one.text, now, warning }, function* (style) {
      yield `watch ${one.number}, ${plain(one.text)}: here it ${one.watch.kind === 'subject' ? 'is ' : ''}${seenInWords(timeline, one, seq)}`;
      if (warning !== null) yield style.paint(warning, 'yellow');
    });
  },
};
