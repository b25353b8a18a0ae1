#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCli } from './program.ts';

/** The version of the package that this file lies in, from a checkout as from an installed package. */
function version(): string {
  for (let folder = import.meta.dirname; folder !== join(folder, '..'); folder = join(folder, '..')) {
    try {
      const manifest: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
      if (typeof manifest === 'object' && manifest !== null && 'version' in manifest) return String(manifest.version);
    } catch {
      // No package.json in this folder: look in the one above.
    }
  }
  return 'unknown';
}

// A reader that closes the pipe early, like head, has had enough: that is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

process.exitCode = await runCli(process.argv.slice(2), version(), {
  out: process.stdout,
  err: process.stderr,
  in: process.stdin,
  env: process.env,
});
