import { existsSync } from 'node:fs';
import { packedLog } from '../../events/packed/packed-log.ts';
import { sizeInWords } from '../../machines/kernel/units.ts';
import { type ActionInput, EXIT, textOption, UsageError, type Verb } from '../actions/action.ts';
import { interrupted } from '../actions/interrupt.ts';
import { keptEvents } from '../actions/new-events.ts';
import { shippedRecording } from '../actions/shipped-recording.ts';
import { type LogSource, logSource } from '../actions/source.ts';
import { READING_OPTIONS } from '../actions/source-arguments.ts';
import { logKind } from '../stores/log-file.ts';
import { sqliteStore } from '../stores/sqlite.ts';
import { showInBrowser } from './browser.ts';
import { inspectorAssets } from './build-assets.ts';
import type { Feed } from './feed.ts';
import { listen } from './listen.ts';
import { portOf } from './port.ts';

/** A `.memlapse` file may grow while it is looked at; everything else is as it is. */
function growthOf(name: string): Feed['grows'] {
  if (!existsSync(name) || logKind(name) !== 'sqlite') return null;
  return () => {
    const opened = sqliteStore(name, { create: false, readOnly: true });
    if (!opened.ok) throw new Error(opened.reason);
    return opened.store;
  };
}

/** A `.memlapse` file in which nothing was recorded yet: there is no memory to show, but there may be soon. */
async function emptyFeed(name: string, file: Pick<Feed, 'grows' | 'kept'>): Promise<Feed | null> {
  const store = file.grows?.();
  if (!store) return null;
  try {
    const { position } = await store.head();
    return position === 0 ? { source: { name, log: packedLog(), baseline: 0, notes: [] }, ...file } : null;
  } finally {
    await store.close();
  }
}

/** Sections and blocks of two records must be as large, or their numbers mean other addresses. @throws UsageError */
function assertComparable(one: LogSource, other: LogSource): void {
  const sizesOf = ({ initial }: LogSource): string => {
    const { sectionBytes, subsectionBytes } = initial.profile.geometry;
    const sizes = [sectionBytes, subsectionBytes, initial.blocks.blockBytes].map(sizeInWords);
    return `sections of ${sizes[0]}, sub-sections of ${sizes[1]} and blocks of ${sizes[2]}`;
  };
  if (sizesOf(one) === sizesOf(other)) return;
  throw new UsageError(
    `${other.name} has ${sizesOf(other)}, ${one.name} ${sizesOf(one)}: they can't lie on one map; memlapse compare holds their operations against each other`,
  );
}

/** What the page is fed with, and under which kernel; null for a log that does not tell yet. */
async function feedOf(
  name: string,
  input: ActionInput,
): Promise<{ readonly feed: Feed; readonly profile: string | null }> {
  const second = textOption(input, 'beside');
  const kept = keptEvents(name);
  const file = { grows: growthOf(name), ...(kept && { kept }) };
  const empty = await emptyFeed(name, file);
  if (empty && second !== undefined)
    throw new UsageError(`${name} has no events yet: open it alone, or when there is memory to lie beside ${second}`);
  if (empty) return { feed: empty, profile: null };
  const source = await logSource(name, input);
  const beside = second === undefined ? undefined : await logSource(second, input);
  if (beside) assertComparable(source, beside);
  return {
    feed: { source, ...file, ...(beside && { beside }) },
    profile: source.final.profile.name,
  };
}

export const openVerb: Verb = {
  id: 'open',
  group: 'open',
  summary: 'the inspector in a browser: see memory, move through time; on this machine only, until interrupted',
  args: [
    {
      name: 'source',
      kind: 'source',
      description: 'recording, trace text, scenario, or log; the shipped recording when left out',
    },
  ],
  options: [
    {
      flags: '--beside <source>',
      description: 'a second record: both side by side, one playhead, differences outlined',
    },
    { flags: '--port <port>', description: 'port on 127.0.0.1; any free one when left out' },
    { flags: '--no-browser', description: 'print the address and open nothing' },
    ...READING_OPTIONS,
  ],
  examples: [
    { call: 'memlapse open recording/', shows: 'a recording, from the boot state on' },
    { call: 'memlapse open guest.memlapse', shows: 'a log, with new events as they are appended' },
    {
      call: 'memlapse open good/ --beside bad/',
      shows: 'two records aligned by what was asked, with one playhead',
    },
    {
      call: 'memlapse open patch:4 --no-browser --json',
      shows: 'the address for another program: {"address":"http://…"}',
    },
  ],
  run: async (input) => {
    const port = portOf(textOption(input, 'port'));
    const name = input.args['source'] ?? shippedRecording();
    const { feed, profile } = await feedOf(name, input);
    const { source } = feed;
    const assets = await inspectorAssets(input.progress);
    const server = await listen(assets, feed, port);
    const { address } = server;
    if (input.options['browser'] !== false && input.options['json'] !== true) {
      const { platform, env } = process;
      showInBrowser(address, { platform, env, terminal: process.stdout.isTTY === true });
    }
    const end = async (): Promise<void> => {
      await interrupted();
      await server.close();
    };
    return {
      exit: EXIT.clean,
      json: {
        kind: 'lines',
        values: (async function* () {
          yield { address, source: source.name, events: source.log.position, profile };
          await end();
        })(),
      },
      async *text(style) {
        for (const note of source.notes) yield style.paint(note, 'dim');
        yield `${source.name}  ${profile ?? 'nothing is recorded in it yet'}  ${source.log.position.toLocaleString('en')} events`;
        yield `inspector: ${style.paint(address, 'bold', 'cyan')}`;
        yield style.paint('Only this machine can reach it, and only with this address. Ctrl+C ends it.', 'dim');
        await end();
      },
    };
  },
};
