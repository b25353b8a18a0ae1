import { EXIT, textOption } from '../actions/action.ts';
import { interrupted } from '../actions/interrupt.ts';
import { shippedRecording } from '../actions/shipped-recording.ts';
import { READING_OPTIONS } from '../actions/source-arguments.ts';
import type { Verb } from '../actions/verb.ts';
import { showInBrowser } from './browser.ts';
import { inspectorAssets } from './build-assets.ts';
import { listen } from './listen.ts';
import { feedOf } from './open-feed.ts';
import { portOf } from './port.ts';

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
