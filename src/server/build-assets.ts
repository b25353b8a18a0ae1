import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UsageError } from '../actions/action.ts';
import { type Assets, loadAssets, webFolders } from './assets.ts';

const newestIn = (folder: string): number =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((newest, { parentPath, name }) => Math.max(newest, statSync(join(parentPath, name)).mtimeMs), 0);

/** Whether the built page is there and no older than what it is built from. */
function isFresh(built: string, source: string): boolean {
  const page = join(built, 'index.html');
  if (!existsSync(page)) return false;
  const root = join(source, '..', '..');
  const newest = Math.max(...['machines', 'events', 'src'].map((room) => newestIn(join(root, room))));
  return statSync(page).mtimeMs >= newest;
}

/** What Vite is told of the page, whether it builds or serves it. */
export const PAGE = { configFile: false, oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } } } as const;

/** Builds the page with Vite, which only a checkout has, into `built`. */
export async function buildAssets({ built, source }: ReturnType<typeof webFolders>): Promise<void> {
  const vite = await import('vite').catch(() => undefined);
  if (!vite) throw new UsageError('the inspector is built with Vite, which is not installed here; run: npm ci');
  // Two that build at once each build their own; the last one stays.
  mkdirSync(dirname(built), { recursive: true });
  const fresh = mkdtempSync(join(dirname(built), '.web-'));
  await vite.build({
    ...PAGE,
    root: source,
    base: './',
    logLevel: 'error',
    build: {
      outDir: fresh,
      emptyOutDir: true,
      target: 'es2024',
      modulePreload: { polyfill: false },
      assetsInlineLimit: 0,
      rolldownOptions: {
        onLog(_level, log) {
          // The page runs without Node: a module of Node in it would be an empty one.
          throw new Error(`${log.code ?? 'vite'}: ${log.message}`);
        },
      },
    },
  });
  rmSync(built, { recursive: true, force: true });
  renameSync(fresh, built);
}

/** The page's files: those of the package, or in a checkout built when they are missing or older than their source. */
export async function inspectorAssets(progress: (text: string) => void): Promise<Assets> {
  const folders = webFolders();
  if (existsSync(folders.source) && !isFresh(folders.built, folders.source)) {
    progress('building the inspector…');
    await buildAssets(folders);
  }
  if (!existsSync(folders.built)) throw new UsageError(`the inspector's files are missing: ${folders.built}`);
  return loadAssets(folders.built);
}
