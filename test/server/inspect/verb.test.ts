import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { cli, json, ndjson } from '../../support/cli.ts';
import { tempFile } from '../../support/temp.ts';
import { CLASSIC, VMEMMAP } from './attached.ts';
import { viewer4 } from './receiver4.ts';
import { inspecting, type Running } from './running.ts';

const running: Running[] = [];
afterEach(() => {
  for (const { child } of running.splice(0)) child.kill('SIGKILL');
});

describe('memlapse inspect where nobody says words', () => {
  test('prints its addresses in one line, plays from the first viewer on, stays at the end, and ends when interrupted', async () => {
    const one = await inspecting(VMEMMAP, '--rate', '1000');
    running.push(one);
    const [section, block, attempt] = one.invitation.subjects as readonly [string, string, string];
    const viewer = await viewer4(one.invitation.addresses.xstate4, block);
    await viewer.next((event) => event.type === 'service.state' && event.sessionId === attempt && event.state.done);
    // Whatever is still to be played is played before this is answered.
    viewer.ask(block, { type: 'memlapse.goto', when: 'end' });
    const end = await viewer.settled(section);
    const state = json(await cli('state', VMEMMAP, '--json')) as {
      readonly sections: readonly { readonly nr: number; readonly lifecycle: string }[];
      readonly blocks: readonly { readonly block: number; readonly state: string }[];
    };
    const shown = state.sections.find(({ nr }) => `section:${nr}` === section)?.lifecycle ?? 'removed';
    expect(end.get(section)?.matches({ lifecycle: shown })).toBe(true);
    const word = state.blocks.find((one) => `block:${one.block}` === block)?.state ?? 'removed';
    expect(end.get(block)?.value).toBe(word);
    const stopped = viewer.next((event) => event.type === 'service.stop' && event.sessionId === attempt);
    one.child.kill('SIGINT');
    expect(await once(one.child, 'exit')).toEqual([0, null]);
    await stopped;
    expect(await one.said.next()).toMatchObject({ done: true });
  });

  test('with --step, only a viewer moves it', async () => {
    const one = await inspecting(CLASSIC, '--step', '--at', 'step:01');
    running.push(one);
    const [name] = one.invitation.subjects;
    const viewer = await viewer4(one.invitation.addresses.xstate4, name!);
    const told = viewer.next((event) => event.type === 'service.event');
    viewer.ask(name!, { type: 'memlapse.goto', when: 'end' });
    await told;
    one.child.kill('SIGTERM');
    expect(await once(one.child, 'exit')).toEqual([0, null]);
  });

  test('runs a file of words, says the answers, and ends', async () => {
    const words = tempFile('words.txt', 'next\ngoto end\nplay\nback 2\nplay 1000\nhelp play\npause\n');
    const ran = await cli('inspect', 'patch:4', '--commands', words, '--json');
    expect(ran).toMatchObject({ code: 0, err: '' });
    const [invitation, ...said] = ndjson(ran);
    expect(invitation).toMatchObject({ source: 'patch:4', subjects: ['section:40', 'block:40', 'attempt:1'] });
    expect(said.map(({ word, at }) => [word, (at as { readonly seq: number }).seq])).toEqual([
      ['next', 12],
      ['goto', 19],
      ['play', 19],
      ['back', 17],
      ['play', 19],
      ['help', 19],
      ['pause', 19],
    ]);
    expect(said[4]).toMatchObject({ answer: [{ at: { seq: 18 } }, { at: { seq: 19 } }] });
  });

  test('says what play changes, event by event', async () => {
    const words = tempFile('words.txt', 'play 1000\n');
    const { out } = await cli('inspect', 'patch:4', '--commands', words);
    expect(out).toMatch(/statelyai +ws:\/\/127\.0\.0\.1:\d+\/[0-9a-f]{32}\/statelyai/);
    expect(out).toContain('shown: section:40, block:40, attempt:1');
    expect(out.match(/^ *1[2-9] /gm)).toHaveLength(8);
  });
});

describe('what memlapse inspect does not understand', () => {
  test.each([
    ['--subject', 'section:x', '"section:x" is no subject; write section:N, block:N or attempt:N'],
    ['--subject', 'section:99999999999', 'there is no section 99999999999: this machine ends at section'],
    ['--subject', 'attempt:99999', 'there is no attempt:99999; it has attempt:1 to attempt:3'],
    ['--protocol', 'xstate', '--protocol takes statelyai, xstate4 or both, not "xstate"'],
    ['--rate', '0', '--rate takes events a second'],
    ['--rate', '1e9', '--rate takes events a second'],
    ['--port', '70000', '--port takes a number from 0 to 65535'],
    ['--at', 'later', '"later" is no instant'],
    ['--allow-origin', 'stately.ai', '--allow-origin takes an origin as https://stately.ai'],
    ['--allow-origin', 'https://stately.ai/viz', '--allow-origin takes an origin'],
    ['--allow-origin', 'null', '--allow-origin takes an origin'],
  ])('%s %s is told, with the way out', async (option, value, told) => {
    const { code, out, err } = await cli('inspect', 'patch:4', option, value);
    expect(err).toContain(told);
    expect({ code, out }).toEqual({ code: 2, out: '' });
  });

  test('a step that plays is no step', async () => {
    expect(await cli('inspect', 'patch:4', '--step', '--rate', '5')).toMatchObject({ code: 2 });
  });

  test('a port that somebody has is told', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' && address ? String(address.port) : '';
    const { code, err } = await cli('inspect', 'patch:4', '--port', port);
    expect({ code, err }).toMatchObject({ code: 2, err: expect.stringContaining(`port ${port} can't be had`) });
    other.close();
  });

  test('a source that is not there can not be read', async () => {
    expect((await cli('inspect', 'nothing.txt')).code).toBe(3);
  });
});
