import { plain } from '../../../events/plain-text.ts';
import { setCheckpoint } from '../../timeline/checkpoints.ts';
import { cursorAt } from '../../timeline/cursor.ts';
import { type SessionAction, UsageError, valueAnswer } from '../action.ts';
import { hereAnswer } from './frame.ts';
import { moveTo, type Session, timelineInWords } from './session.ts';

/** The checkpoints there are, in words, for somebody who named another. */
export const checkpointsInWords = (session: Session): string =>
  session.checkpoints.size === 0
    ? 'there is none; checkpoint makes one'
    : `there are ${[...session.checkpoints.keys()].join(', ')}`;

export const checkpointWord: SessionAction = {
  id: 'checkpoint',
  aliases: ['ck'],
  group: 'mark',
  summary: 'give this instant a name to come back to; in a branch too',
  args: [
    {
      name: 'name',
      description: 'any name; the next number when left out',
      rest: true,
      kind: 'checkpoint',
    },
  ],
  examples: [
    { call: 'checkpoint', shows: 'the number that restart takes' },
    { call: 'checkpoint before the DIMM', shows: 'a name says more; a name that is taken means this instant now' },
  ],
  run: (session, input) => {
    const { checkpoints, name } = setCheckpoint(session.checkpoints, session.cursor, input.args['name']);
    session.checkpoints = checkpoints;
    const { timeline, seq } = session.cursor;
    const where = timelineInWords(session, timeline);
    return valueAnswer({ checkpoint: name, timeline: where, seq }, () => [
      `checkpoint ${plain(name)}: event ${seq} of ${where}`,
    ]);
  },
};

export const restartWord: SessionAction = {
  id: 'restart',
  aliases: ['run', 'r'],
  group: 'mark',
  summary: 'go to a checkpoint; without one to the start of the record',
  args: [
    {
      name: 'checkpoint',
      description: 'its name or number; the start of the record when left out',
      rest: true,
      kind: 'checkpoint',
    },
  ],
  examples: [{ call: 'restart', shows: 'the start of the record; restart 1 goes to a checkpoint' }],
  run: (session, input) => {
    const { checkpoint: name } = input.args;
    const { record, checkpoints } = session;
    const cursor = name === undefined ? cursorAt(record, record.baseline) : checkpoints.get(name);
    if (!cursor) {
      throw new UsageError(
        `no checkpoint is called ${JSON.stringify(name)}; ${checkpointsInWords(session)}`,
        'checkpoint',
      );
    }
    moveTo(session, cursor);
    return hereAnswer(session);
  },
};
