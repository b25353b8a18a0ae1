import { subjectText } from '../../timeline/about.ts';
import { type ActionResult, UsageError } from '../action.ts';
import { subjectNamed, WHY_SUMMARY, whyAnswer } from '../answers/why.ts';
import { type Session, sourceHere } from './session.ts';
import { subjectAskedOrHere } from './subject-here.ts';
import { SUBJECT_ARGUMENT } from './values.ts';
import { type SessionAction, WordError, type WordInput } from './word.ts';

function answer(session: Session, input: WordInput): ActionResult {
  const { timeline, seq } = session.cursor;
  const subject = subjectAskedOrHere(session, input, 'subject');
  try {
    subjectNamed(timeline, subjectText(subject));
  } catch (error) {
    if (error instanceof UsageError) throw new WordError(input.columnOf('subject'), error.message);
    throw error;
  }
  return whyAnswer(timeline, subject, seq, { name: sourceHere(session), notes: session.source.notes });
}

export const whyWord: SessionAction = {
  name: 'why',
  aliases: ['y', 'bt', 'backtrace'],
  group: 'search',
  summary: `${WHY_SUMMARY}, as far as the record shows it`,
  args: [SUBJECT_ARGUMENT],
  options: [],
  examples: [
    { call: 'why block:10', shows: 'why that block is as it is here, who asked for it, and what can not be known' },
    { call: 'why', shows: 'after find EBUSY: what refused, in which kernel function, and who asked' },
  ],
  repeats: true,
  keys: ['y'],
  run: answer,
};
