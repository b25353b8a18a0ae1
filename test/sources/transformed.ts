import type { FileSet } from '../../src/sources/file-set.ts';
import { tarSet } from '../../src/sources/file-set.ts';
import { gunzip } from '../../src/sources/gunzip.ts';
import { linesOfText } from '../../src/sources/lines.ts';
import type { OpenedSource } from '../../src/sources/opened-source.ts';
import { openRecording } from '../../src/sources/recording.ts';
import { recordingPath } from '../support/recordings.ts';

export function filesOfShipped(name: string): FileSet {
  const path = recordingPath(name);
  const files = tarSet(path, gunzip(path));
  if (!files) throw new Error(`${name} is no recording`);
  return files;
}

/** The text of a shipped recording's trace. */
export const traceOf = (name: string): string =>
  [...filesOfShipped(name).lines('trace.txt')].map(({ text }) => `${text}\n`).join('');

/** A recording with another text in place of some of its files; null takes a file away. */
export function withFiles(files: FileSet, changed: Readonly<Record<string, string | null>>): FileSet {
  const of = (file: string): string | null | undefined => changed[file];
  return {
    ...files,
    has: (file) => (file in changed ? changed[file] !== null : files.has(file)),
    text: (file) => (file in changed ? (of(file) ?? null) : files.text(file)),
    lines: (file) => (file in changed ? linesOfText(of(file) ?? '') : files.lines(file)),
  };
}

/** A shipped recording whose trace was rewritten, line by line; null takes a line away. */
export function openRewritten(
  name: string,
  rewrite: (line: string) => string | null,
  meta: (meta: Record<string, unknown>) => Record<string, unknown> = (same) => same,
): OpenedSource {
  const files = filesOfShipped(name);
  const lines = [...files.lines('trace.txt')].flatMap(({ text }) => rewrite(text) ?? []);
  return openRecording(
    withFiles(files, {
      'trace.txt': lines.map((line) => `${line}\n`).join(''),
      'meta.json': JSON.stringify(meta(JSON.parse(files.text('meta.json') ?? '{}'))),
    }),
  );
}

/** The function that a probe line is about; undefined for any other line. */
export const functionOf = (line: string): string | undefined =>
  /: \((?:.* <- )?([A-Za-z_]\w*)[^)<]*\)(?: |$)/.exec(line)?.[1];
