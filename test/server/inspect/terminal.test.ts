import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { atTerminal, noTerminal } from '../../support/terminal.ts';
import { type Running, run } from './running.ts';

const missing = noTerminal();
if (missing !== null) console.log(`left out: an inspection in a pseudo terminal: ${missing}`);

const running: Running[] = [];
afterEach(() => {
  for (const { child } of running.splice(0)) child.kill('SIGKILL');
});

/** A viewer that comes as soon as there is somebody to come to, asks for an instant, and then only looks. */
const VIEWER = `
import WebSocket from 'ws';
const come = () => {
  const socket = new WebSocket(process.argv.at(-1));
  socket.on('error', () => setTimeout(come, 50));
  socket.on('open', () => {
    socket.send('{"type":"xstate.inspecting"}');
    socket.send(JSON.stringify({ type: 'xstate.event', event: '{"type":"offline"}' }));
    socket.send(JSON.stringify({ type: 'xstate.event', event: '{"type":"memlapse.goto","when":"seq:15"}' }));
  });
};
come();
`;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address ? address.port : 0;
}

describe.skipIf(missing !== null)('memlapse inspect at a terminal', () => {
  test('takes the words of debug beside the moves of viewers, and shows both', async () => {
    const port = await freePort();
    running.push(run(['--input-type=module', '-e', VIEWER, `ws://127.0.0.1:${port}/`], join(import.meta.dirname)));
    const argv = ['inspect', 'patch:4', '--port', String(port), '--protocol', 'xstate4', '--no-token'];
    const terminal = atTerminal(argv, [
      { expect: 'a viewer came \\(xstate4\\); one is here' },
      { expect: 'asked for offline: the record is not changed' },
      { expect: 'a viewer: goto seq:15' },
      { expect: String.raw`memlapse 15/19\)` },
      { type: 'back 2\r' },
      { expect: String.raw`memlapse 13/19\)` },
      { type: 'pl' },
      { expect: 'pl' },
      { type: '\t' },
      { expect: '^ay ' },
      { type: '100\r' },
      { expect: String.raw`19 [\s\S]*memlapse 19/19\)` },
      { type: 'goto start\r' },
      { expect: String.raw`memlapse 11/19\)` },
      // The second event would come after ten seconds.
      { type: 'play 0.1\r' },
      { expect: '12 .*#1 arch_add_memory' },
      { type: '\u0003' },
      { expect: String.raw`memlapse 12/19\)` },
      { type: 'quit\r' },
    ]);
    expect(terminal).toMatchObject({ missing: null, code: 0 });
    expect(terminal.shown).toContain(`ws://127.0.0.1:${port}/`);
    // The prompt is written anew under what was told, not left above it.
    expect(terminal.shown).toContain('\r\u001b[2Ka viewer: goto seq:15');
  });
});
