import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createServer } from 'vite';
import { admit } from '../../src/server/access.ts';
import { webFolders } from '../../src/server/assets.ts';
import { PAGE } from '../../src/server/build-assets.ts';
import { LOOPBACK } from '../../src/server/port.ts';

// npm run dev [-- SOURCE]: Vite serves the page as it is written, and hands what the page asks of a log to a server that is begun
// anew whenever a file that it read has changed.
const DATA = new Set(['log', 'log.ndjson', 'head', 'grown', 'beside']);
const root = join(import.meta.dirname, '..', '..');
const token = randomBytes(16).toString('hex');
const portOf = (): number => (vite.httpServer?.address() as AddressInfo | null)?.port ?? 0;
let logAddress: string | undefined;

const vite = await createServer({
  ...PAGE,
  root: webFolders().source,
  base: `/${token}/`,
  cacheDir: join(root, '.cache', 'vite'),
  clearScreen: false,
  server: { host: LOOPBACK, fs: { allow: [root] } },
  plugins: [
    {
      name: 'memlapse-log',
      configureServer: ({ middlewares }) => {
        middlewares.use((asked, answer, next) => {
          const [path = '', query = ''] = (asked.url ?? '').split('?');
          const header = (name: string) => asked.headers[name]?.toString();
          const inside = admit({ token, port: portOf() }, { method: asked.method ?? '', path, header });
          if (inside === null) return void answer.writeHead(404).end();
          if (!DATA.has(inside)) return next();
          if (logAddress === undefined) return void answer.writeHead(503).end();
          const { host: _host, ...headers } = asked.headers;
          const handed = request(`${logAddress}${inside}?${query}`, { headers }, (log) => {
            answer.writeHead(log.statusCode ?? 502, log.headers);
            log.pipe(answer);
          });
          handed.on('error', () => answer.destroy());
          answer.on('close', () => handed.destroy());
          handed.end();
        });
      },
    },
  ],
});
await vite.listen();

const args = ['--watch', '--watch-preserve-output', join(import.meta.dirname, 'dev-log.ts'), ...process.argv.slice(2)];
const log = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
process.on('exit', () => log.kill());
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit());
for await (const line of createInterface(log.stdout)) {
  if (!line.startsWith('{')) continue;
  const { name, address } = JSON.parse(line) as { readonly name: string; readonly address: string };
  const first = logAddress === undefined;
  logAddress = address;
  if (first) console.log(`${name}\ninspector: http://${LOOPBACK}:${portOf()}/${token}/`);
  else vite.ws.send({ type: 'full-reload' });
}
