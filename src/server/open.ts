import { existsSync } from 'node:fs';
import { type Action, EXIT, textOption } from '../actions/action.ts';
import { interrupted } from '../actions/interrupt.ts';
import { shippedRecording } from '../actions/shipped-recording.ts';
import { KEEP_GOING_OPTION, logSource, PROFILE_OPTION } from '../actions/source.ts';
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

export const openAction: Action = {
  name: 'open',
  summary: 'the inspector in a browser: see memory, move through time; on this machine only, until interrupted',
  args: [
    {
      name: 'source',
      description: 'recording, trace text, scenario, or log; the shipped recording when left out',
      required: false,
    },
  ],
  options: [
    { flags: '--port <port>', description: 'port on 127.0.0.1; any free one when left out' },
    { flags: '--no-browser', description: 'print the address and open nothing' },
    PROFILE_OPTION,
    KEEP_GOING_OPTION,
  ],
  examples: [
    { call: 'memlapse open recording/', shows: 'a recording, from the boot state on' },
    { call: 'memlapse open guest.memlapse', shows: 'a log, with new events as they are appended' },
    {
      call: 'memlapse open patch:4 --no-browser --json',
      shows: 'the address for another program: {"address":"http://…"}',
    },
  ],
  run: async (input) => {
    const port = portOf(textOption(input, 'port'));
    const name = input.args['source'] ?? shippedRecording();
    const source = await logSource(name, input);
    const assets = await inspectorAssets(input.progress);
    const server = await listen(assets, { source, grows: growthOf(name) }, port);
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
          yield { address, source: source.name, events: source.log.position, profile: source.final.profile.name };
          await end();
        })(),
      },
      async *text(style) {
        for (const note of source.notes) yield style.paint(note, 'dim');
        yield `${source.name}  ${source.final.profile.name}  ${source.log.position.toLocaleString('en')} events`;
        yield `inspector: ${style.paint(address, 'bold', 'cyan')}`;
        yield style.paint('Only this machine can reach it, and only with this address. Ctrl+C ends it.', 'dim');
        await end();
      },
    };
  },
};
