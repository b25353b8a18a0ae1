import type { Timeline } from '../../../timeline/timeline.ts';
import { type ActionInput, type ActionResult, type SessionAction, UsageError } from '../../action.ts';
import { compareAnswer, profilesNamed, recordedSides } from '../../answers/compare.ts';
import { compareRecordsAnswer } from '../../answers/compare-records.ts';
import { branchHere, branchOf, type Session, timelineInWords } from '../session.ts';
import { timelineNamed, timelineNames } from './timelines.ts';

/** Two timelines of a session side by side. Up to where one leaves the other they are one and the same. */
function timelinesAnswer(session: Session, a: Timeline, b: Timeline): ActionResult {
  const side = (timeline: Timeline) => ({ name: timelineInWords(session, timeline), timeline, notes: [] });
  const origin = branchOf(session, b)?.branch.origin;
  const sharesLog = origin?.timeline === a && b.initial === a.initial;
  return compareRecordsAnswer(side(a), side(b), sharesLog ? origin.seq : 0);
}

/** The timeline that an argument names. @throws UsageError for a text that names none */
function asked(session: Session, name: string, text: string): Timeline {
  const found = timelineNamed(session, text);
  if (found) return found;
  const known = [...timelineNames(session)].join(', ');
  const what = `${JSON.stringify(text)} is no branch (there are ${known}), and no list of profiles, as vmemmap,classic`;
  throw new UsageError(what, name);
}

const underProfiles = ({ cursor }: Session, text: string): ActionResult =>
  compareAnswer(recordedSides(cursor.timeline, profilesNamed(text, 'what'), 'what'));

function answer(session: Session, input: ActionInput): ActionResult {
  const { what, other } = input.args;
  const here = branchHere(session);
  if (what === undefined) {
    return here
      ? timelinesAnswer(session, here.branch.origin.timeline, here.branch)
      : underProfiles(session, 'vmemmap,classic');
  }
  if (what.includes(',')) {
    if (other === undefined) return underProfiles(session, what);
    throw new UsageError('profiles stand in one list, commas between and no spaces', 'other');
  }
  const first = asked(session, 'what', what);
  if (other !== undefined) return timelinesAnswer(session, first, asked(session, 'other', other));
  const origin = branchOf(session, first)?.branch.origin;
  if (origin) return timelinesAnswer(session, origin.timeline, first);
  throw new UsageError('the record and what? write compare 1 for a branch, or two branches', 'what');
}

export const compareWord: SessionAction = {
  id: 'compare',
  group: 'search',
  summary:
    'a branch beside what it left, operation by operation; or the same commands under several kernels: what each takes, refuses and why',
  args: [
    {
      name: 'what',
      kind: 'timeline',
      description:
        'a branch, or profiles with commas between; when left out: this branch, or vmemmap,classic in the record',
      values: (session) => [...timelineNames(session), 'vmemmap,classic'],
    },
    { name: 'other', description: 'another branch, or record', kind: 'timeline' },
  ],
  examples: [
    { call: 'compare vmemmap,classic', shows: 'would the other memory model have taken this trace?' },
    { call: 'compare', shows: 'in a branch: where outcomes and memory first differ from what was recorded' },
  ],
  repeats: true,
  run: answer,
};
