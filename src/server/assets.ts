import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';

/** A built file, ready to be sent. */
export interface Asset {
  readonly type: string;
  readonly body: Uint8Array<ArrayBuffer>;
}
/** Built files by their path below the page. What is not in here can't be asked for: a path never reaches the disk. */
export type Assets = ReadonlyMap<string, Asset>;

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
};

/** All built files of a folder, read once. */
export function loadAssets(folder: string): Assets {
  const assets = new Map<string, Asset>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const type = TYPES[extname(entry.name)];
    if (!entry.isFile() || type === undefined) continue;
    const path = join(entry.parentPath, entry.name);
    const name = path.slice(folder.length + 1).replaceAll('\\', '/');
    assets.set(name === 'index.html' ? '' : name, { type, body: new Uint8Array(readFileSync(path)) });
  }
  return assets;
}

/** The package or checkout that this file lies in: the nearest folder above with a package.json. */
function home(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'package.json')) && folder !== join(folder, '..')) folder = join(folder, '..');
  return folder;
}

/** Where the built page lies (`dist/web` of the package), and its source, which only a checkout has. */
export const webFolders = (): { readonly built: string; readonly source: string } => ({
  built: join(home(), 'dist', 'web'),
  source: join(home(), 'src', 'web'),
});
