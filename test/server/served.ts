import type { Hono } from 'hono';
import { memoryLog } from '../../events/memory-log.ts';
import { inspectorApp } from '../../src/server/app.ts';
import type { Assets } from '../../src/server/assets.ts';
import type { Feed } from '../../src/server/feed.ts';
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
