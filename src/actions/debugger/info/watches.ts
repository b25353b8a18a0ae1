import { watchedValue } from '../../../timeline/watch.ts';
import { valueAnswer } from '../../action.ts';
import { table } from '../../text/table.ts';
import { seenForJson, seenInWords } from '../watch/seen.ts';
import { type Topic, withHeading } from './topic.ts';

export const watchesTopic: Topic = {
  name: 'watches',
  summary: 'what runs stop at, and what each watch sees here',
  answer: ({ watches, cursor: { timeline, seq } }) => {
    const value = watches.map(({ number, text, watch }) => ({
      watch: number,
      what: text,
      now: seenForJson(watchedValue(timeline, watch, seq)),
    }));
    const rows = watches.map((one) => [String(one.number), one.text, seenInWords(timeline, one, seq)]);
    return valueAnswer(value, (style) =>
      rows.length === 0
        ? ['nothing is watched; watch block:32 watches a block']
        : withHeading(table(['WATCH', 'WHAT', 'HERE'], rows), style),
    );
  },
};
