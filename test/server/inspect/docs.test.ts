import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import WebSocket from 'ws';
import { CLASSIC } from './attached.ts';
import { inspecting, type Running, run } from './running.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const WITH_XSTATE4 = join(ROOT, 'test', 'inspect-v4');
const page = readFileSync(join(ROOT, 'docs', 'inspect.md'), 'utf8');
const snippets = [...page.matchAll(/^```js\n([\s\S]*?)^```$/gm)].map(([, code]) => code ?? '');

const running: Running[] = [];
afterEach(() => {
  for (const { child } of running.splice(0)) child.kill('SIGKILL');
});

/** The one snippet of docs/inspect.md with this import in it. */
function snippet(from: string): string {
  const [only, ...others] = snippets.filter((code) => code.includes(`from '${from}'`));
  if (!only || others.length > 0) throw new Error(`docs/inspect.md has not one snippet that imports ${from}`);
  return only;
}

function runSnippet(code: string, address: string, cwd: string): Running {
  const one = run(['--input-type=module', '-e', code, address], cwd);
  running.push(one);
  return one;
}

async function until({ said }: Running, fits: (line: string) => boolean): Promise<string> {
  for (;;) {
    const { value, done } = await said.next();
    if (done) throw new Error('ended before it said so');
    if (fits(value)) return value;
  }
}

test('docs/inspect.md: a viewer of XState 5 attaches and says where the block is', async () => {
  const one = await inspecting(CLASSIC, '--subject', 'block:0', '--step');
  running.push(one);
  const viewer = runSnippet(snippet('@statelyai/inspect'), one.invitation.addresses.statelyai, ROOT);
  expect(await until(viewer, (line) => line.startsWith('block:0'))).toBe('block:0 "online"');
});

test('docs/inspect.md: a viewer of XState 4 attaches and steps through the record', async () => {
  const one = await inspecting(CLASSIC, '--step');
  running.push(one);
  const [section, , attempt] = one.invitation.subjects;
  const viewer = runSnippet(snippet('@xstate/inspect'), one.invitation.addresses.xstate4, WITH_XSTATE4);
  expect(await until(viewer, (line) => line.startsWith(section!))).toContain('"lifecycle"');
  expect(await until(viewer, (line) => line.startsWith(attempt!))).toBe(`${attempt} "checkingRange"`);
});

test('docs/inspect.md: the bridge hands the replay on to the inspector server of XState 5', async () => {
  const free = createServer().listen(0);
  await once(free, 'listening');
  const address = free.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  free.close();
  const one = await inspecting(CLASSIC, '--subject', 'block:0', '--step');
  running.push(one);
  const code = snippet('@statelyai/inspect/server').replaceAll('8080', String(port));
  const bridge = runSnippet(
    `${code}\nbridge.addEventListener('open', () => console.log('open'));`,
    one.invitation.addresses.statelyai,
    ROOT,
  );
  await until(bridge, (line) => line === 'open');
  const shown = new WebSocket(`ws://localhost:${port}`);
  const [message] = await once(shown, 'message');
  expect(JSON.parse(String(message))).toMatchObject({ type: '@xstate.actor', sessionId: 'block:0' });
  shown.terminate();
});
