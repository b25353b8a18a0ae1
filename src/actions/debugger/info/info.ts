import { type SessionAction, WordError } from '../word.ts';
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
  name: 'info',
  aliases: ['i'],
  group: 'look',
  summary: `tell of all ${NAMES.slice(0, 3).join(', ')}, … here`,
  args: [{ name: 'what', description: NAMES.join(', '), required: true, values: () => NAMES }],
  options: [],
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
      throw new WordError(input.columnOf('what'), `${JSON.stringify(asked)} ${may}`);
    }
    return topic.answer(session);
  },
};
