import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, '..', 'readers');
const isInstalled = existsSync(join(FOLDER, 'node_modules'));

/** Whether the readers of other projects are installed; says what is left out when not. */
export function hasReaders(what: string): boolean {
  if (!isInstalled) console.log(`left out: ${what}: npm ci --prefix test/readers`);
  return isInstalled;
}

/** A module of a reader, or the path to it. */
export const readers = createRequire(join(FOLDER, 'package.json'));
