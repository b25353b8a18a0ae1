import { parseSubject } from '../../../timeline/about.ts';
import { parsePredicate } from '../../../timeline/predicate/parse.ts';
import { PREDICATE_HELP, type Predicate } from '../../../timeline/predicate/predicate.ts';
import type { Watch } from '../../../timeline/watch.ts';
import { type ActionInput, type More, requiredArgument, UsageError } from '../../action.ts';
import { subjectAsked } from '../instant.ts';
import type { Session } from '../session.ts';

/** A predicate that was typed as an argument. @throws UsageError at the place where it is none */
export function predicateAsked(input: ActionInput, name: string): Predicate {
  const answer = parsePredicate(requiredArgument(input, name));
  if (answer.ok) return answer.predicate;
  const { column, read, expected } = answer.problem;
  throw new UsageError(`read ${read}, expected ${expected}`, name, column - 1);
}

/** What is to be watched: a section, a block, or a predicate. @throws UsageError for a text that is none of them */
export function watchAsked(session: Session, input: ActionInput, name: string): Watch {
  if (!parseSubject(requiredArgument(input, name)).ok)
    return { kind: 'predicate', predicate: predicateAsked(input, name) };
  return { kind: 'subject', subject: subjectAsked(session, input, name) };
}

/** The language of predicates, an example each, for help. */
export const PREDICATES: More = {
  title: 'predicates',
  rows: PREDICATE_HELP.map(({ example, holds }) => [example, holds] as const),
};
