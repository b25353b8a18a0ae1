import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseTar } from 'nanotar';
import { readingFrom, SourceError } from '../../events/problem.ts';
import { type Line, linesOfBytes, linesOfFile } from './lines.ts';

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

const MIB = 2 ** 20;
/** A file beside the trace is read as a whole: the largest kernel log that a kernel can be told to keep fits. */
const MOST_TEXT = 64 * MIB;

/** A file of more bytes than are read. */
export const tooLarge = (file: string, size: number, most: number): SourceError =>
  new SourceError({
    place: { file, line: 1, column: 1 },
    read: `${size} bytes`,
    expected: `at most ${most} bytes`,
    advice: 'cut it down to what is about memory',
  });

const isFile = (path: string): boolean => existsSync(path) && statSync(path).isFile();

/** A file that is read as a whole. @throws SourceError where it is too large, or the system says no. */
export const wholeText = (file: string): string =>
  readingFrom(file, () => {
    const { size } = statSync(file);
    if (size > MOST_TEXT) throw tooLarge(file, size, MOST_TEXT);
    return readFileSync(file, 'utf8');
  });

/** A recording in a folder. */
export function folderSet(path: string): FileSet {
  const at = (file: string): string => join(path, file);
  return {
    name: path,
    has: (file) => isFile(at(file)),
    text: (file) => (isFile(at(file)) ? wholeText(at(file)) : null),
    lines: (file) => linesOfFile(at(file)),
    folders: (folder) =>
      existsSync(at(folder))
        ? readingFrom(at(folder), () => readdirSync(at(folder), { withFileTypes: true }))
            .filter((entry) => entry.isDirectory())
            .map((entry) => entry.name)
            .sort()
        : [],
  };
}

/** The files of a .tar by name. @throws SourceError where its headers do not add up. */
function filesOfTar(name: string, data: Uint8Array): ReadonlyMap<string, Uint8Array> {
  try {
    const entries = parseTar(new Uint8Array(data)).filter((entry) => entry.type !== 'directory');
    return new Map(
      entries.flatMap((entry) => (entry.data ? [[entry.name.replace(/^\.\//, ''), entry.data] as const] : [])),
    );
  } catch (error) {
    throw new SourceError({
      place: { file: name, line: 1, column: 1 },
      read: `an archive whose headers do not add up (${error instanceof Error ? error.message : String(error)})`,
      expected: 'a .tar.gz of a recording',
    });
  }
}

const MARKERS = ['meta.json', 'trace.txt'];

/** A recording in a .tar of bytes; undefined when no recording is in it. @throws SourceError */
export function tarSet(name: string, data: Uint8Array): FileSet | undefined {
  const files = filesOfTar(name, data);
  const root = [...files.keys()]
    .filter((file) => MARKERS.some((marker) => file === marker || file.endsWith(`/${marker}`)))
    .sort((a, b) => a.split('/').length - b.split('/').length)[0];
  if (root === undefined) return undefined;
  const prefix = root.slice(0, root.lastIndexOf('/') + 1);
  const whole = (file: string): string | null => {
    const found = files.get(prefix + file);
    if (found && found.length > MOST_TEXT) throw tooLarge(`${name}/${file}`, found.length, MOST_TEXT);
    return found ? new TextDecoder().decode(found) : null;
  };
  return {
    name,
    has: (file) => files.has(prefix + file),
    text: whole,
    lines: (file) => linesOfBytes(files.get(prefix + file) ?? new Uint8Array()),
    folders: (folder) => {
      const start = `${prefix}${folder}/`;
      const inside = [...files.keys()].filter((file) => file.startsWith(start));
      return [...new Set(inside.map((file) => file.slice(start.length).split('/')[0] ?? ''))].sort();
    },
  };
}
