import { toCloudEvent } from '../../../events/formats/cloudevent.ts';
import { type Subject, subjectText } from '../../timeline/about.ts';
import { appearanceOf } from '../../timeline/appearance.ts';
import { searchHit } from '../../timeline/watch.ts';
import { type ActionInput, type ActionResult, type SessionAction, type Style, valueAnswer } from '../action.ts';
import { eventLines } from '../answers/events.ts';
import { subjectChangeLines } from '../text/subject-change.ts';
import { runSearch } from './cooperative.ts';
import { interruptedAnswer } from './frame.ts';
import { type Session, sourceHere } from './session.ts';
import { subjectAskedOrHere } from './subject-here.ts';
import { SUBJECT_ARGUMENT } from './values.ts';

/** Positions of every event that changed a subject, ascending; null when somebody interrupted the search. */
async function changesOf(session: Session, input: ActionInput, subject: Subject): Promise<readonly number[] | null> {
  const { timeline } = session.cursor;
  const positions: number[] = [];
  for (;;) {
    const look = searchHit(timeline, { kind: 'subject', subject }, positions.at(-1) ?? 0, 'on');
    const found = await runSearch(look, input, timeline.end);
    if (found.interrupted) return null;
    if (found.value === null) return positions;
    positions.push(found.value);
  }
}

function* historyLines(
  { cursor: { timeline, seq } }: Session,
  subject: Subject,
  positions: readonly number[],
  style: Style,
): Generator<string> {
  yield style.paint(subjectText(subject), 'bold');
  if (positions.length === 0) yield 'no event of this record changed it';
  const here = positions.findLast((position) => position <= seq);
  const events = positions.flatMap((position) => timeline.log.at(position) ?? []);
  const width = String(timeline.end).length;
  let index = 0;
  for (const line of eventLines(events, width, style)) {
    const position = positions[index++] ?? 0;
    yield `${position === here ? style.paint('=>', 'green', 'bold') : '  '} ${line}`;
    for (const change of subjectChangeLines(timeline.stateAt(position - 1), timeline.stateAt(position), subject, style))
      yield `${' '.repeat(width + 5)}${change}`;
  }
}

async function answer(session: Session, input: ActionInput): Promise<ActionResult> {
  const subject = subjectAskedOrHere(session, input, 'subject');
  const positions = await changesOf(session, input, subject);
  if (positions === null) return interruptedAnswer(session);
  const { timeline } = session.cursor;
  const shown = (seq: number): unknown => appearanceOf(timeline.stateAt(seq), subject).shown;
  const changes = positions.flatMap((seq) => {
    const event = timeline.log.at(seq);
    return event ? [{ event: toCloudEvent(event, sourceHere(session)), from: shown(seq - 1), to: shown(seq) }] : [];
  });
  return valueAnswer({ subject: subjectText(subject), changes }, (style) =>
    historyLines(session, subject, positions, style),
  );
}

export const historyWord: SessionAction = {
  id: 'history',
  aliases: ['log'],
  group: 'search',
  summary: 'every event of the record that changed a section or a block, and what it was before and after',
  args: [SUBJECT_ARGUMENT],
  examples: [
    { call: 'history section:10', shows: 'its life, its map as cells before and after; => marks where you are' },
    { call: 'history block:10', shows: 'each time it went online or offline, and refused to' },
  ],
  repeats: true,
  run: answer,
};
