import { type SessionAction, UsageError } from '../../action.ts';
import { attemptsTopic } from './attempts.ts';
import { branchesTopic, checkpointsTopic } from './marks.ts';
import { blocksTopic, resourcesTopic, sectionsTopic, sourceTopic, zonesTopic } from './memory.ts';
import type { Topic } from './topic.ts';
import { watchesTopic } from './watches.ts';

const TOPICS: readonly Topic[] = [
  sectionsTopic,
  blocksTopic,
  zonesTopic,
  attemptsTopic,
  resourcesTopic,
  watchesTopic,
  checkpointsTopic,
  branchesTopic,
  sourceTopic,
];

const NAMES = TOPICS.map(({ name }) => name);

export const infoWord: SessionAction = {
  id: 'info',
  aliases: ['i'],
  group: 'look',
  summary: `tell of all ${NAMES.slice(0, 3).join(', ')}, … here`,
  args: [{ name: 'what', kind: NAMES, description: NAMES.join(', '), required: true }],
  examples: TOPICS.map(({ name, summary }) => ({ call: `info ${name}`, shows: summary })),
  repeats: true,
  run: (session, input) => {
    const asked = input.args['what'] ?? '';
    const exact = TOPICS.filter(({ name }) => name === asked);
    const fitting = exact.length > 0 ? exact : TOPICS.filter(({ name }) => name.startsWith(asked));
    const [topic, ...others] = fitting;
    if (!topic || others.length > 0) {
      const may =
        fitting.length > 1 ? `may be ${fitting.map(({ name }) => name).join(', ')}` : `is none of ${NAMES.join(', ')}`;
      throw new UsageError(`${JSON.stringify(asked)} ${may}`, 'what');
    }
    return topic.answer(session);
  },
};
