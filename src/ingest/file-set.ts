import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parseTar } from 'nanotar';
import { type Line, linesOfFile, linesOfText } from './lines.ts';
import { SourceError } from './problem.ts';

/** Files of a recording, wherever they lie: in a folder, or in one compressed archive. Names use `/`. */
export interface FileSet {
  /** How the user named it. */
  readonly name: string;
  has(file: string): boolean;
  text(file: string): string | null;
  lines(file: string): Iterable<Line>;
  /** Names of the folders directly inside a folder, sorted. */
  folders(folder: string): readonly string[];
}

/** A recording in a folder. */
export function folderSet(path: string): FileSet {
  const at = (file: string): string => join(path, file);
  return {
    name: path,
    has: (file) => existsSync(at(file)),
    text: (file) => (existsSync(at(file)) ? readFileSync(at(file), 'utf8') : null),
    lines: (file) => linesOfFile(at(file)),
    folders: (folder) =>
      existsSync(at(folder))
        ? readdirSync(at(folder))
            .filter((name) => statSync(join(at(folder), name)).isDirectory())
            .sort()
        : [],
  };
}

/** An archive may unpack to this many bytes at most: what a recording of days needs, and what memory holds. */
const MOST_UNPACKED = 512 * 2 ** 20;

/** Unpacks gzip, within bounds. */
export function gunzip(path: string, packed: Buffer): Buffer {
  try {
    return gunzipSync(packed, { maxOutputLength: MOST_UNPACKED });
  } catch (error) {
    throw new SourceError({
      place: { file: path, line: 1, column: 1 },
      read: `gzip data that does not unpack (${error instanceof Error ? error.message : String(error)})`,
      expected: `whole gzip data of at most ${MOST_UNPACKED} bytes`,
      advice: 'unpack it by hand and open the folder or the text',
    });
  }
}

const MARKERS = ['meta.json', 'trace.txt'];

/** A recording in a .tar of bytes; undefined when no recording is in it. */
export function tarSet(name: string, data: Buffer): FileSet | undefined {
  const files = new Map<string, string>();
  for (const entry of parseTar(new Uint8Array(data))) {
    if (entry.data !== undefined && entry.type !== 'directory') files.set(entry.name.replace(/^\.\//, ''), entry.text);
  }
  const root = [...files.keys()]
    .filter((file) => MARKERS.some((marker) => file === marker || file.endsWith(`/${marker}`)))
    .sort((a, b) => a.split('/').length - b.split('/').length)[0];
  if (root === undefined) return undefined;
  const prefix = root.slice(0, root.lastIndexOf('/') + 1);
  return {
    name,
    has: (file) => files.has(prefix + file),
    text: (file) => files.get(prefix + file) ?? null,
    lines: (file) => linesOfText(files.get(prefix + file) ?? ''),
    folders: (folder) => {
      const start = `${prefix}${folder}/`;
      const inside = [...files.keys()].filter((file) => file.startsWith(start));
      return [...new Set(inside.map((file) => file.slice(start.length).split('/')[0] ?? ''))].sort();
    },
  };
}
