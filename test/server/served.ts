import type { Hono } from 'hono';
import { memoryLog } from '../../events/memory-log.ts';
import { type PackedLog, packedLog } from '../../events/packed/packed-log.ts';
import { inspectorApp } from '../../src/server/app.ts';
import type { Assets } from '../../src/server/assets.ts';
import type { Feed } from '../../src/server/feed.ts';
import { type Received, received } from '../../src/web/log/feed.ts';
import { openShipped } from '../support/recordings.ts';

export const TOKEN = '0123456789abcdef0123456789abcdef';
export const PORT = 4790;
export const HOST = `127.0.0.1:${PORT}`;

const bytes = (text: string) => new TextEncoder().encode(text) as Uint8Array<ArrayBuffer>;

export const ASSETS: Assets = new Map([
  ['', { type: 'text/html; charset=utf-8', body: bytes('<!doctype html><title>memlapse</title>') }],
  ['assets/index.js', { type: 'text/javascript; charset=utf-8', body: bytes('export {}') }],
]);

/** A log of a recording, as `memlapse open` feeds it. */
export function feedOfRecording(name: string): Feed {
  const opened = openShipped(name);
  return { source: { ...opened, notes: opened.unknown }, grows: null };
}

export const emptyFeed = (): Feed => ({
  source: { name: 'nothing', log: memoryLog(), baseline: 0, notes: [] },
  grows: null,
});

export const served = (feed: Feed = emptyFeed()): Hono => inspectorApp({ token: TOKEN, port: PORT }, ASSETS, feed);

/** Asks as the page itself does, but for what is changed. */
export const ask = (app: Hono, path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Response> =>
  Promise.resolve(app.request(`http://${HOST}${path}`, { method, headers: { host: HOST, ...headers } }));

/** What the page reads of an answer. */
export async function readAs(answer: Response): Promise<readonly Received[]> {
  if (!answer.body) throw new Error('an answer without a body');
  const lines: Received[] = [];
  for await (const one of received(answer.body)) lines.push(one);
  return lines;
}

/** The log that the page makes of what it reads. */
export function logOf(lines: readonly Received[]): PackedLog {
  const log = packedLog();
  for (const { line, bytes } of lines) {
    if (line.kind !== 'segment') continue;
    const taken = log.take({ head: line, columns: bytes });
    if (!taken.ok) throw new Error(`piece ${line.from}: ${taken.problem}`);
  }
  return log;
}
