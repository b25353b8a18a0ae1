import { Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import { type AccessRule, admit } from './access.ts';
import type { Assets } from './assets.ts';
import { type Feed, feedOfLog, grownLines, headOf, knownHashesOf, sealedLines } from './feed.ts';
import { HEADERS } from './headers.ts';

/** How often a quiet stream of new events says that it lives, so that a closed page is noticed. */
const HEARTBEAT_MS = 15_000;

/** Lines of JSON, with the columns of a log between them. */
const PACKED = { 'Content-Type': 'application/octet-stream' };

/** The log as the page is sent it, made one segment at a time as the reader takes them. */
function logStream(feed: Feed): ReadableStream<Uint8Array> {
  const segments = feedOfLog(feed);
  const encoder = new TextEncoder();
  return new ReadableStream({
    pull(controller) {
      const { value, done } = segments.next();
      if (done) {
        controller.close();
        return;
      }
      controller.enqueue(encoder.encode(`${JSON.stringify(value.line)}\n`));
      if (value.bytes.length > 0) controller.enqueue(value.bytes);
    },
  });
}

/** Lines of text, made as the reader takes them. */
function textStream(lines: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const { value, done } = await lines.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await lines.return(undefined);
    },
  });
}

/** The inspector's server: the built page, the log, and what is appended to it. Whatever else is asked gets an empty 404. */
export function inspectorApp(gate: AccessRule, assets: Assets, feed: Feed): Hono {
  // Before anybody has the address: whoever opens the page does not wait for them.
  knownHashesOf(feed.source.log);
  const app = new Hono();
  app.use(async (context, next) => {
    await next();
    for (const [name, value] of Object.entries(HEADERS)) context.res.headers.set(name, value);
  });
  app.notFound((context) => context.body(null, 404));
  app.onError((_error, context) => context.body(null, 500));
  app.all('*', async (context) => {
    const { method, path } = context.req;
    const inside = admit(gate, { method, path, header: (name) => context.req.header(name) });
    if (inside === null) return context.notFound();
    if (inside === 'log') return context.body(logStream(feed), 200, PACKED);
    if (inside === 'beside' && feed.beside) {
      return context.body(logStream({ source: feed.beside, grows: null }), 200, PACKED);
    }
    if (inside === 'log.ndjson')
      return context.body(textStream(sealedLines(feed)), 200, { 'Content-Type': 'application/x-ndjson' });
    if (inside === 'head') return context.json(await headOf(feed));
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
