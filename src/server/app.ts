import { Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { Assets } from './assets.ts';
import { type Feed, grownLines, knownHashesOf, sentLog } from './feed.ts';
import { admit, type Gate } from './guard.ts';
import { HEADERS } from './headers.ts';

/** How often a quiet stream of new events says that it lives, so that a closed page is noticed. */
const HEARTBEAT_MS = 15_000;

/** The log as the page is sent it, made one piece at a time as the reader takes them. */
function logStream(feed: Feed): ReadableStream<Uint8Array> {
  const pieces = sentLog(feed);
  const encoder = new TextEncoder();
  return new ReadableStream({
    pull(controller) {
      const { value, done } = pieces.next();
      if (done) {
        controller.close();
        return;
      }
      controller.enqueue(encoder.encode(`${JSON.stringify(value.line)}\n`));
      if (value.bytes.length > 0) controller.enqueue(value.bytes);
    },
  });
}

/** The inspector's server: the built page, the log, and what is appended to it. Whatever else is asked gets an empty 404. */
export function inspectorApp(gate: Gate, assets: Assets, feed: Feed): Hono {
  // Before anybody has the address: whoever opens the page does not wait for them.
  knownHashesOf(feed.source.log);
  const app = new Hono();
  app.use(async (context, next) => {
    await next();
    for (const [name, value] of Object.entries(HEADERS)) context.res.headers.set(name, value);
  });
  app.notFound((context) => context.body(null, 404));
  app.onError((_error, context) => context.body(null, 500));
  app.all('*', (context) => {
    const { method, path } = context.req;
    const inside = admit(gate, { method, path, header: (name) => context.req.header(name) });
    if (inside === null) return context.notFound();
    if (inside === 'log') return context.body(logStream(feed), 200, { 'Content-Type': 'application/octet-stream' });
    const { grows } = feed;
    if (inside === 'grown' && grows) {
      const after = Number(context.req.header('last-event-id') ?? context.req.query('after'));
      if (!Number.isSafeInteger(after) || after < 0) return context.notFound();
      return streamSSE(context, async (stream) => {
        const store = grows();
        const ended = new AbortController();
        stream.onAbort(() => ended.abort());
        const beat = setInterval(() => void stream.write(': still here\n\n'), HEARTBEAT_MS);
        try {
          for await (const line of grownLines(store, after, ended.signal)) {
            const id = line.kind === 'events' ? { id: String(line.from) } : {};
            await stream.writeSSE({ ...id, data: JSON.stringify(line) });
          }
        } finally {
          clearInterval(beat);
          await store.close();
        }
      });
    }
    const asset = assets.get(inside);
    return asset ? context.body(asset.body, 200, { 'Content-Type': asset.type }) : context.notFound();
  });
  return app;
}
