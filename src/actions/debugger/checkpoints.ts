import { setCheckpoint } from '../../timeline/checkpoints.ts';
import { cursorAt } from '../../timeline/cursor.ts';
import { EXIT } from '../action.ts';
import { plain } from '../text/plain.ts';
import { hereAnswer } from './frame.ts';
import { moveTo, type Session, timelineInWords } from './session.ts';
import { type SessionAction, WordError } from './word.ts';

const names = ({ checkpoints }: Session): Iterable<string> => checkpoints.keys();

/** The checkpoints there are, in words, for somebody who named another. */
export const checkpointsInWords = (session: Session): string =>
  session.checkpoints.size === 0
    ? 'there is none; checkpoint makes one'
    : `there are ${[...names(session)].join(', ')}`;

export const checkpointWord: SessionAction = {
  name: 'checkpoint',
  aliases: ['ck'],
  group: 'mark',
  summary: 'give this instant a name to come back to; in a branch too',
  args: [
    {
      name: 'name',
      description: 'any name; the next number when left out',
      required: false,
      rest: true,
      values: names,
    },
  ],
  options: [],
  examples: [
    { call: 'checkpoint', shows: 'the number that restart takes' },
    { call: 'checkpoint before the DIMM', shows: 'a name says more; a name that is taken means this instant now' },
  ],
  repeats: false,
  keys: ['m'],
  run: (session, input) => {
    const { checkpoints, name } = setCheckpoint(session.checkpoints, session.cursor, input.args['name']);
    session.checkpoints = checkpoints;
    const { timeline, seq } = session.cursor;
    const where = timelineInWords(session, timeline);
    return {
      exit: EXIT.clean,
      json: { kind: 'value', value: { checkpoint: name, timeline: where, seq } },
      text: () => [`checkpoint ${plain(name)}: event ${seq} of ${where}`],
    };
  },
};

export const restartWord: SessionAction = {
  name: 'restart',
  aliases: ['run', 'r'],
  group: 'mark',
  summary: 'go to a checkpoint; without one to the start of the record',
  args: [
    {
      name: 'checkpoint',
      description: 'its name or number; the start of the record when left out',
      required: false,
      rest: true,
      values: names,
    },
  ],
  options: [],
  examples: [{ call: 'restart', shows: 'the start of the record; restart 1 goes to a checkpoint' }],
  repeats: false,
  run: (session, input) => {
    const { checkpoint: name } = input.args;
    const { record, checkpoints } = session;
    const cursor = name === undefined ? cursorAt(record, record.baseline) : checkpoints.get(name);
    if (!cursor) {
      const column = input.columnOf('checkpoint');
      throw new WordError(column, `no checkpoint is called ${JSON.stringify(name)}; ${checkpointsInWords(session)}`);
    }
    moveTo(session, cursor);
    return hereAnswer(session);
  },
};
