import { CATALOGUE } from '../../../events/catalogue.ts';
import { presentSections } from '../../memory/sections.ts';
import { stateHere } from '../../timeline/cursor.ts';
import type { Session } from './session.ts';
import type { WordArgument } from './word.ts';

/** Instants worth naming: the ends, and every dump of the recorder. */
export function* instants({ cursor }: Session): Generator<string> {
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

/** The section or block that a word is about. */
export const SUBJECT_ARGUMENT: WordArgument = {
  name: 'subject',
  description: 'section:N or block:N; what the event here is about, when left out',
  required: false,
  values: subjects,
};

/** Event types and their families. */
export function* eventTypes(): Generator<string> {
  const families = new Set<string>();
  for (const { type } of CATALOGUE) {
    families.add(type.split('.')[0] ?? type);
    yield type;
  }
  yield* families;
}
