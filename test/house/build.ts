import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildAssets } from '../../src/server/build-assets.ts';

// What `npm pack` ships: JavaScript and types beside each other in dist/, with the scenarios where the code looks for them. With a
// folder as its argument, there instead.
const root = join(import.meta.dirname, '..', '..');
const dist = resolve(process.argv[2] ?? join(root, 'dist'));
rmSync(dist, { recursive: true, force: true });
const tsc = spawnSync(
  process.execPath,
  [
    join(root, 'node_modules', 'typescript', 'bin', 'tsc'),
    '-p',
    join(import.meta.dirname, 'tsconfig.build.json'),
    '--outDir',
    dist,
  ],
  {
    stdio: 'inherit',
  },
);
if (tsc.status !== 0) process.exit(tsc.status ?? 1);
const shipped = join('src', 'sources', 'scenario', 'shipped');
cpSync(join(root, shipped), join(dist, shipped), { recursive: true });
await buildAssets({ built: join(dist, 'web'), source: join(root, 'src', 'web') });
chmodSync(join(dist, 'src', 'cli', 'memlapse.js'), 0o755);
