import { parseSubject } from '../../../timeline/about.ts';
import { parsePredicate } from '../../../timeline/predicate/parse.ts';
import { PREDICATE_HELP, type Predicate } from '../../../timeline/predicate/predicate.ts';
import type { Watch } from '../../../timeline/watch.ts';
import { subjectAsked } from '../instant.ts';
import type { Session } from '../session.ts';
import { subjects } from '../values.ts';
import { WordError, type WordInput } from '../word.ts';

/** A predicate that was typed as an argument. @throws WordError at the column of the line where it is none */
export function predicateAsked(input: WordInput, name: string, text: string): Predicate {
  const answer = parsePredicate(text);
  if (answer.ok) return answer.predicate;
  const { column, read, expected } = answer.problem;
  throw new WordError(input.columnOf(name) + column - 1, `read ${read}, expected ${expected}`);
}

/** What is to be watched: a section, a block, or a predicate. @throws WordError for a text that is none of them */
export function watchAsked(session: Session, input: WordInput, name: string, text: string): Watch {
  if (!parseSubject(text).ok) return { kind: 'predicate', predicate: predicateAsked(input, name, text) };
  return { kind: 'subject', subject: subjectAsked(session, input, name, text) };
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
    else if (/^[a-z-]+$|^[=!<>]+$/.test(word)) yield word;
  }
}

/** The language of predicates, an example each, for help. */
export const PREDICATE_EXAMPLES: readonly (readonly [example: string, holds: string])[] = PREDICATE_HELP.map(
  ({ example, holds }) => [example, holds],
);
