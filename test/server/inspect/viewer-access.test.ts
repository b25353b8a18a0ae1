import { once } from 'node:events';
import { connect } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import WebSocket from 'ws';
import { plain } from '../../../events/plain-text.ts';
import { statelyai } from '../../../src/server/inspect/protocol/statelyai.ts';
import { xstate4 } from '../../../src/server/inspect/protocol/xstate4.ts';
import { addressesOf, admitViewer, type ViewerAccess } from '../../../src/server/inspect/viewer-access.ts';
import { type Inspection, inspection, VMEMMAP } from './attached.ts';
import { viewer4 } from './receiver4.ts';

const TOKEN = '0123456789abcdef0123456789abcdef';
const gate: ViewerAccess = { port: 4790, token: TOKEN, protocols: ['statelyai', 'xstate4'], origins: [] };
const open: ViewerAccess = { ...gate, token: null, protocols: ['xstate4'] };
const HOST = '127.0.0.1:4790';
const knock = (path: string, origin?: string, host: string | undefined = HOST) => ({ path, host, origin });

describe('the gate of viewers', () => {
  test('lets in who has the address, in the protocol of the address', () => {
    for (const [protocol, address] of addressesOf(gate)) {
      expect(admitViewer(gate, knock(new URL(address).pathname))).toBe(protocol);
    }
    expect(addressesOf(open)).toEqual([['xstate4', 'ws://127.0.0.1:4790/']]);
    expect(admitViewer(open, knock('/'))).toBe('xstate4');
    expect(admitViewer(open, knock('/xstate4?x=1'))).toBe('xstate4');
  });

  test.each([
    '/',
    '',
    '/xstate4',
    `/${TOKEN}`,
    `/${TOKEN}/`,
    `/${TOKEN}/other`,
    `/${TOKEN}/xstate4/more`,
    `/${TOKEN.slice(1)}/xstate4`,
    `//${TOKEN}/xstate4`,
    `/${TOKEN.replace('0', '1')}/xstate4`,
    `/${TOKEN}/__proto__`,
  ])('the path %s gets nothing', (path) => {
    expect(admitViewer(gate, knock(path))).toBeNull();
  });

  test.each(['evil.example', 'evil.example:4790', '127.0.0.1', '127.0.0.1:1', `${HOST}.evil.example`, ''])(
    'a page whose name points here, %s, gets nothing',
    (host) => {
      expect(admitViewer(gate, knock(`/${TOKEN}/xstate4`, undefined, host))).toBeNull();
      expect(admitViewer(open, knock('/', undefined, host))).toBeNull();
    },
  );

  test.each(['https://evil.example', 'null', 'http://127.0.0.1:4790', 'https://stately.ai.evil.example', ''])(
    'a page of the origin %s may not attach, with the address neither, unless it was allowed',
    (origin) => {
      const path = `/${TOKEN}/xstate4`;
      expect(admitViewer(gate, knock(path, origin))).toBeNull();
      expect(admitViewer({ ...gate, origins: ['https://stately.ai'] }, knock(path, origin))).toBeNull();
    },
  );

  test('an allowed origin may attach', () => {
    const allowing = { ...gate, origins: ['https://stately.ai'] };
    expect(admitViewer(allowing, knock(`/${TOKEN}/xstate4`, 'https://stately.ai'))).toBe('xstate4');
  });
});

describe('a server of viewers', () => {
  let one: Inspection;
  let first: string;
  beforeAll(async () => {
    one = await inspection(VMEMMAP, { allowOrigin: ['https://stately.ai'] });
    first = one.subjects.filter((name) => !name.startsWith('attempt')).at(-1)!;
  });
  afterAll(() => one.company.end());

  /** The status that an upgrade is answered with, or `open`. */
  const attempt = (address: string, headers: Readonly<Record<string, string>>): Promise<number | 'open'> =>
    new Promise((resolve, reject) => {
      const socket = new WebSocket(address, { headers });
      socket.on('open', () => {
        socket.close();
        resolve('open');
      });
      socket.on('unexpected-response', (_request, { statusCode }) => resolve(statusCode ?? 0));
      socket.on('error', reject);
    });

  test('answers a foreign page as if nothing was there', async () => {
    const { xstate4: address } = one.addresses;
    expect(await attempt(address, {})).toBe('open');
    expect(await attempt(address, { origin: 'https://stately.ai' })).toBe('open');
    expect(await attempt(address, { origin: 'https://evil.example' })).toBe(404);
    expect(await attempt(address, { host: 'evil.example' })).toBe(404);
    expect(await attempt(new URL('/', address).href, {})).toBe(404);
    const page = await fetch(address.replace('ws:', 'http:'));
    expect(page.status).toBe(404);
    expect(page.headers.get('access-control-allow-origin')).toBeNull();
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  test('takes no more than 64 viewers at once', async () => {
    const sockets = Array.from({ length: 64 }, () => new WebSocket(one.addresses.statelyai));
    await Promise.all(sockets.map((socket) => once(socket, 'open')));
    expect(await attempt(one.addresses.statelyai, {})).toBe(404);
    for (const socket of sockets) socket.close();
    await Promise.all(sockets.map((socket) => once(socket, 'close')));
    const viewer = await viewer4(one.addresses.xstate4, first);
    await viewer.close();
  });

  test('lets go of one that sends more than an event can be, and goes on for the others', async () => {
    const socket = new WebSocket(one.addresses.xstate4);
    await once(socket, 'open');
    socket.send('x'.repeat(70_000));
    const [code] = await once(socket, 'close');
    expect(code).toBe(1009);
    const viewer = await viewer4(one.addresses.xstate4, first);
    await viewer.close();
  });

  test('goes on after bytes that are no WebSocket', async () => {
    const { hostname, port, pathname } = new URL(one.addresses.xstate4);
    const socket = connect(Number(port), hostname);
    const upgrade = [
      `GET ${pathname} HTTP/1.1`,
      `Host: ${hostname}:${port}`,
      'Upgrade: websocket',
      'Connection: Upgrade',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
    ];
    socket.write(`${upgrade.join('\r\n')}\r\n\r\n`);
    await once(socket, 'data');
    socket.write(Buffer.alloc(4096, 0xff));
    socket.resume();
    await once(socket, 'close');
    const viewer = await viewer4(one.addresses.xstate4, first);
    await viewer.close();
  });

  test.each([
    'not JSON',
    '',
    'null',
    '[]',
    '{}',
    '{"type":42}',
    '{"type":"xstate.event"}',
    '{"type":"xstate.event","event":42}',
    '{"type":"xstate.event","event":"{"}',
    '{"type":"xstate.event","event":"null"}',
    '{"type":"__proto__","event":"{}"}',
    JSON.stringify({ type: 'xstate.event', event: '{"type":"memlapse.goto","when":"end; quit"}' }),
    JSON.stringify({ type: 'xstate.event', event: '{"type":"memlapse.goto","when":{"toString":1}}' }),
    JSON.stringify({ type: 'xstate.event', event: '{"type":"memlapse.next","how":"999999999999999999"}' }),
    JSON.stringify({ type: 'xstate.event', event: '{"type":"memlapse.play","rate":0}' }),
    JSON.stringify({ type: 'xstate.event', event: '{"type":"memlapse.play","rate":-1}' }),
    JSON.stringify({ type: 'xstate.event', event: '{"type":"\\u001b[2J\\u202e"}' }),
    `${'['.repeat(30_000)}`,
    `${'['.repeat(30_000)}${']'.repeat(30_000)}`,
  ])('%s moves nothing, and nobody falls', async (message) => {
    const { baseline } = one.session.record;
    const socket = new WebSocket(one.addresses.xstate4);
    await once(socket, 'open');
    socket.send(message);
    socket.send(Buffer.from([1, 2, 3]));
    socket.send('{"type":"xstate.inspecting"}');
    const [answer] = await once(socket, 'message');
    expect(JSON.parse(String(answer))).toMatchObject({ type: 'service.register' });
    expect(one.session.cursor.seq).toBe(baseline);
    for (const line of one.told) expect(line).toBe(plain(line));
    socket.close();
    await once(socket, 'close');
  });
});

test('one that asks and asks and never reads is let go, and the others are served', async () => {
  const subject = Array.from({ length: 60 }, (_, number) => `section:${number}`);
  const one = await inspection(VMEMMAP, { subject });
  const socket = new WebSocket(one.addresses.xstate4);
  socket.on('error', () => undefined);
  await once(socket, 'open');
  socket.pause();
  while (!one.told.some((line) => line.includes('left'))) {
    socket.send('{"type":"xstate.inspecting"}');
    await new Promise((next) => setImmediate(next));
  }
  const viewer = await viewer4(one.addresses.xstate4, 'section:59');
  expect(viewer.states.size).toBe(60);
  socket.terminate();
  await one.company.end();
});

test('no message makes a protocol throw', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        fc.json().map((event) => JSON.stringify({ type: 'xstate.event', event })),
      ),
      (text) => {
        for (const protocol of [xstate4, statelyai]) {
          expect(['ready', 'control', 'wish', 'nothing']).toContain(protocol.parse(text).kind);
        }
      },
    ),
  );
});
