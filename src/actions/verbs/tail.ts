import { existsSync } from 'node:fs';
import { toCloudEvent } from '../../../events/formats/cloudevent.ts';
import { SourceError } from '../../../events/problem.ts';
import { sqliteStore } from '../../stores/sqlite.ts';
import { EXIT, requiredArgument, textOption, UsageError } from '../action.ts';
import { untilInterrupted } from '../interrupt.ts';
import { sentenceOf } from '../text/sentence.ts';
import { seconds } from '../text/table.ts';
import type { Verb } from '../verb.ts';

/** How many of the last events are shown before new ones. */
const LAST = 10;

export const tailVerb: Verb = {
  id: 'tail',
  group: 'keep',
  summary: 'the last events of a log, and with --follow each new one as it is appended',
  args: [{ name: 'log', kind: 'file', description: 'a .memlapse file', required: true }],
  options: [
    { flags: '-n <count>', description: 'how many of the last events', fallback: String(LAST) },
    { flags: '-f, --follow', description: 'go on until interrupted' },
  ],
  examples: [
    { call: 'memlapse tail guest.memlapse', shows: 'the last ten events' },
    { call: 'memlapse tail guest.memlapse -f --json', shows: 'new events as CloudEvents, for another program' },
  ],
  run: async (input) => {
    const path = requiredArgument(input, 'log');
    const count = Number(textOption(input, 'n') ?? LAST);
    if (!Number.isSafeInteger(count) || count < 0)
      throw new UsageError(`-n takes a number of events, not ${JSON.stringify(textOption(input, 'n'))}`);
    const opened = existsSync(path)
      ? sqliteStore(path, { create: false, readOnly: true })
      : ({ ok: false, reason: 'there is no such file' } as const);
    if (!opened.ok) {
      throw new SourceError({
        place: { file: path, line: 1, column: 1 },
        read: `a file that can not be opened: ${opened.reason}`,
        expected: 'a .memlapse file',
      });
    }
    const { store } = opened;
    const { position } = await store.head();
    const from = Math.max(1, position - count + 1);
    const following = input.options['follow'] === true;
    const events = following ? store.follow(from, untilInterrupted()) : count === 0 ? [] : store.read({ from });
    return {
      exit: EXIT.clean,
      json: {
        kind: 'lines',
        values: (async function* () {
          for await (const { event, source } of events) yield toCloudEvent(event, source);
        })(),
      },
      async *text() {
        for await (const { event, position: at } of events) {
          yield `${String(at).padStart(6)}  ${seconds(event.timeNs).padStart(12)}  ${sentenceOf(event)}`;
        }
      },
    };
  },
};
