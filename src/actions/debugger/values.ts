import { CATALOGUE } from '../../../events/catalogue.ts';
import { presentSections } from '../../memory/sections.ts';
import { stateHere } from '../../timeline/cursor.ts';
import { parsePredicate } from '../../timeline/predicate/parse.ts';
import type { Argument, Completions, Kind } from '../action.ts';
import { profilesBeside } from '../answers/compare.ts';
import { timelineNames } from './branches/timelines.ts';
import type { Session } from './session.ts';

/** Instants worth naming: the ends, and every dump of the recorder. */
function* instants({ cursor }: Session): Generator<string> {
  yield 'start';
  yield 'end';
  for (const event of cursor.timeline.log.read()) {
    if (event.type === 'mark.set' && event.data.step !== null && event.data.step > 0) {
      yield `step:${String(event.data.step - 1).padStart(2, '0')}`;
    }
  }
  yield 'seq:';
  yield 't:';
}

/** Sections that are present and blocks that exist where the session is. */
export function* subjects(session: Session): Generator<string> {
  const state = stateHere(session.cursor);
  for (const [nr] of presentSections(state)) yield `section:${nr}`;
  for (const block of Object.keys(state.memoryBlocks)) yield `block:${block}`;
}

/** What the predicate's own reader expects next, as far as that is words and not, as a number, something to think of. */
export function* predicateWords(session: Session, before: readonly string[]): Generator<string> {
  const answer = parsePredicate(before.join(' '));
  if (answer.ok) {
    yield* ['and', 'or'];
    return;
  }
  if (answer.problem.read !== 'the end') return;
  for (const word of answer.problem.expected.split(/, | or /)) {
    if (word === 'section:N') yield* subjects(session);
    else if (/^[a-z][a-zA-Z-]*$|^[=!<>]+$/.test(word)) yield word;
  }
}

/** Event types and their families. */
function* eventTypes(): Generator<string> {
  const families = new Set<string>();
  for (const { type } of CATALOGUE) {
    families.add(type.split('.')[0] ?? type);
    yield type;
  }
  yield* families;
}

const none: Completions = () => [];

const VALUES: Readonly<Record<Extract<Kind, string>, Completions>> = {
  text: none,
  number: none,
  source: none,
  file: none,
  instant: instants,
  subject: subjects,
  predicate: predicateWords,
  eventType: eventTypes,
  profile: ({ cursor }) => profilesBeside(cursor.timeline.initial.profile),
  timeline: timelineNames,
  checkpoint: ({ checkpoints }) => checkpoints.keys(),
};

/** Completion of a value by its kind. */
export const valuesOfKind = (kind: Kind): Completions => (typeof kind === 'string' ? VALUES[kind] : () => kind);

/** The section or block that a word is about. */
export const SUBJECT_ARGUMENT: Argument = {
  name: 'subject',
  kind: 'subject',
  description: 'section:N or block:N; what the event here is about, when left out',
};
