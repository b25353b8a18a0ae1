import { subjectText } from '../../timeline/about.ts';
import type { SessionAction } from '../action.ts';
import { subjectNamed, whyAnswer } from '../answers/why.ts';
import { sourceHere } from './session.ts';
import { subjectAskedOrHere } from './subject-here.ts';
import { SUBJECT_ARGUMENT } from './values.ts';

export const whyWord: SessionAction = {
  id: 'why',
  aliases: ['y', 'bt', 'backtrace'],
  group: 'search',
  summary:
    'why a section or a memory block is as it is: the event that last changed it, the attempt around it, and the cause, as far as the record shows it',
  args: [SUBJECT_ARGUMENT],
  examples: [
    { call: 'why block:10', shows: 'why that block is as it is here, who asked for it, and what can not be known' },
    { call: 'why', shows: 'after find EBUSY: what refused, in which kernel function, and who asked' },
  ],
  repeats: true,
  run: (session, input) => {
    const { timeline, seq } = session.cursor;
    const subject = subjectNamed(timeline, subjectText(subjectAskedOrHere(session, input, 'subject')));
    return whyAnswer(timeline, subject, seq, { name: sourceHere(session), notes: session.source.notes });
  },
};
