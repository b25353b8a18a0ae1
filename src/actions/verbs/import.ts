import type { EventStore, NewEvent } from '../../../events/log.ts';
import { SourceError } from '../../../events/problem.ts';
import { sqliteStore } from '../../stores/sqlite.ts';
import { EXIT, requiredArgument, textOption, UsageError } from '../action.ts';
import { gathered } from '../import/events.ts';
import { OFFSET_OPTION } from '../import/offsets.ts';
import { KEEP_GOING_OPTION, PROFILE_OPTION } from '../source-arguments.ts';
import type { Verb } from '../verb.ts';

/** Events up to where a log is broken; the break is handed over, not thrown. */
async function* upToBreak(
  events: AsyncIterable<NewEvent> | Iterable<NewEvent>,
  broke: (problem: SourceError) => void,
): AsyncGenerator<NewEvent> {
  try {
    yield* events;
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    broke(error);
  }
}

/** Events of one append: large enough that a sync of the disk is shared by many. */
const BATCH = 2000;

async function* batches(events: AsyncIterable<NewEvent> | Iterable<NewEvent>): AsyncGenerator<readonly NewEvent[]> {
  let batch: NewEvent[] = [];
  for await (const event of events) {
    batch.push(event);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/**
 * A log tells of one machine from one beginning: what describes another is not put behind it.
 * @throws UsageError
 */
async function assertSameBeginning(store: EventStore, path: string, first: NewEvent | undefined): Promise<void> {
  if (first?.draft.type !== 'kernel.described') return;
  for await (const { id, source } of store.read({ from: 1, limit: 1 })) {
    if (id === first.id) return;
    throw new UsageError(
      `${path} holds ${source} already, and ${first.source} begins anew: import them together into a new log, which puts their events in the order of time`,
    );
  }
}

export const importVerb: Verb = {
  id: 'import',
  group: 'keep',
  summary: 'keep one source or more as a durable log in one file; prints the head hash, which a bug report can quote',
  args: [
    {
      name: 'source',
      kind: 'source',
      description:
        'recording, trace text, kernel log, uevents, lsmem, scenario, or a log; several of one machine and boot become one log on one clock, whatever their order',
      required: true,
      many: true,
    },
  ],
  options: [
    { flags: '--log <file>', kind: 'file', description: 'the log: a .memlapse file, made when there is none' },
    OFFSET_OPTION,
    PROFILE_OPTION,
    {
      flags: KEEP_GOING_OPTION.flags,
      description: `${KEEP_GOING_OPTION.description}; of a broken log, what is good before the break is kept`,
    },
  ],
  examples: [
    {
      call: 'memlapse import recording/ --log guest.memlapse',
      shows: 'a recording as a log; a second time, nothing is stored twice',
    },
    {
      call: 'memlapse import trace.txt dmesg.txt uevents.txt --log guest.memlapse',
      shows: 'a trace with what the kernel said and sent, merged by time',
    },
    {
      call: 'memlapse import trace.txt journal.txt --offset journal.txt=-1795336058 --log guest.memlapse',
      shows: 'a kernel log that tells the time of day, where nothing else says when the machine booted',
    },
    { call: 'memlapse import export.ndjson --log copy.memlapse', shows: 'an exported log; the head hash is the same' },
    {
      call: 'memlapse import damaged.memlapse --keep-going --log saved.memlapse',
      shows: 'what can be saved of a damaged log, and where it breaks; exit code 1',
    },
  ],
  run: async (input) => {
    const sources = input.lists?.['source'] ?? [requiredArgument(input, 'source')];
    const path = textOption(input, 'log');
    if (path === undefined) throw new UsageError('missing --log FILE: where to keep the log');
    const { events, notes } = await gathered(sources, input);
    const opened = sqliteStore(path);
    if (!opened.ok) {
      throw new SourceError({
        place: { file: path, line: 1, column: 1 },
        read: `a file that can not be opened: ${opened.reason}`,
        expected: 'a memlapse log, or no file',
      });
    }
    const { store } = opened;
    try {
      let head = await store.head();
      const before = head.position;
      let stored = 0;
      let offered = 0;
      let broken: SourceError | undefined;
      const kept = input.options['keepGoing'] === true ? upToBreak(events, (problem) => (broken = problem)) : events;
      for await (const batch of batches(kept)) {
        if (offered === 0) await assertSameBeginning(store, path, batch[0]);
        const answer = await store.append(batch, head.position);
        if (!answer.ok) {
          const why = answer.problem === 'conflict' ? 'another writer is at work on this log' : JSON.stringify(answer);
          throw new SourceError({
            place: { file: path, line: head.position + 1, column: 1 },
            read: `an append that was refused: ${why}`,
            expected: 'to append to this log',
          });
        }
        head = answer.head;
        stored += answer.stored;
        offered += batch.length;
        input.progress(`${sources.join(' + ')}: ${offered.toLocaleString('en')} events`);
      }
      if (broken && offered === 0) throw broken;
      const value = { log: path, head, stored, known: offered - stored, before, broken: broken?.problem ?? null };
      return {
        exit: broken ? EXIT.findings : EXIT.clean,
        json: { kind: 'value', value },
        notes: [...notes, ...(broken ? [`${broken.message}\n  the ${offered} events before it are kept`] : [])],
        *text() {
          yield `${path}: ${stored} events stored${value.known > 0 ? `, ${value.known} were there already` : ''}`;
          yield `head ${head.position} ${head.hash}`;
        },
      };
    } finally {
      await store.close();
    }
  },
};
