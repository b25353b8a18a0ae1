import { randomBytes } from 'node:crypto';
import { serve } from '@hono/node-server';
import { inspectorApp } from './app.ts';
import type { Assets } from './assets.ts';
import type { Feed } from './feed.ts';
import { LOOPBACK, listenProblem } from './port.ts';

/** A server that listens. */
export interface Listening {
  /** With the token: whoever has it may read the log. */
  readonly address: string;
  readonly close: () => Promise<void>;
}

/** Listens on loopback. @param port 0 takes any free one. @throws UsageError when the port is taken. */
export function listen(assets: Assets, feed: Feed, port: number): Promise<Listening> {
  const token = randomBytes(16).toString('hex');
  return new Promise((resolve, reject) => {
    let app: ReturnType<typeof inspectorApp> | undefined;
    const server = serve(
      {
        fetch: (request, env) => app?.fetch(request, env) ?? new Response(null, { status: 404 }),
        hostname: LOOPBACK,
        port,
      },
      (info) => {
        app = inspectorApp({ token, port: info.port }, assets, feed);
        resolve({
          address: `http://${LOOPBACK}:${info.port}/${token}/`,
          close: () =>
            new Promise((closed) => {
              server.close(() => closed());
              if ('closeAllConnections' in server) server.closeAllConnections();
            }),
        });
      },
    );
    server.on('error', (error) => reject(listenProblem(port, error)));
  });
}
