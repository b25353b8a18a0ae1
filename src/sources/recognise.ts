import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { quoted, readingFrom, SourceError } from '../../events/problem.ts';
import { type FileSet, folderSet, tarSet, wholeText } from './file-set.ts';
import { parseTraceLine } from './ftrace/line.ts';
import { gunzip } from './gunzip.ts';
import { type Line, linesOfBytes, linesOfFile } from './lines.ts';
import type { TraceText } from './merge/traces.ts';
import { type PartialFile, partialKindOf, TEXT_KINDS } from './partial/file.ts';

/** What a path leads to, by its content. */
export type Recognised =
  | { readonly kind: 'recording'; readonly files: FileSet }
  | { readonly kind: 'trace'; readonly text: TraceText }
  | { readonly kind: 'partial'; readonly file: PartialFile };

/** How much of a file is looked at to tell what it is. */
const PEEK = 1 << 16;
/** A trace says so within its first lines; a file of anything else is not read to its end. */
const LINES_TO_RECOGNISE = 2000;

const EXPECTED = `a recording (a folder, or its .tar.gz), trace text of ftrace or trace-cmd, ${Object.values(TEXT_KINDS)
  .map(({ name }) => name)
  .join(', ')}, lsmem -J -b, or a scenario in JSON or YAML`;

/** A text that can be read from its beginning more than once. */
interface Text {
  readonly path: string;
  readonly head: string;
  lines(): Iterable<Line>;
  text(): string;
}

function peek(path: string): Buffer {
  return readingFrom(path, () => {
    const file = openSync(path, 'r');
    try {
      const buffer = Buffer.alloc(PEEK);
      return buffer.subarray(0, readSync(file, buffer, 0, PEEK, 0));
    } finally {
      closeSync(file);
    }
  });
}

function refuseBinary(path: string, head: Buffer): void {
  const at = head.indexOf(0);
  if (at < 0) return;
  const before = head.subarray(0, at).toString('latin1').split('\n');
  throw new SourceError({
    place: { file: path, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 },
    read: 'a NUL byte: this is a binary file',
    expected: EXPECTED,
    advice: 'a trace.dat file becomes text with: trace-cmd report trace.dat > trace.txt',
  });
}

/** Whether the first lines hold at least one line of a trace. */
function looksLikeTrace(lines: Iterable<Line>): boolean {
  let count = 0;
  for (const { text } of lines) {
    const { kind } = parseTraceLine(text);
    if (kind === 'event' || kind === 'traceBegins' || kind === 'buffer' || kind === 'lost') return true;
    if (++count >= LINES_TO_RECOGNISE) return false;
  }
  return false;
}

/** Whether a text begins like a scenario: a mapping with steps. */
export const looksLikeScenario = (head: string): boolean =>
  /^\s*[{[]/.test(head) ? /"steps"\s*:/.test(head) : /^(steps|machine|name|about):/m.test(head);

const emptyFile = (path: string): SourceError =>
  new SourceError({
    place: { file: path, line: 1, column: 1 },
    read: 'an empty file',
    expected: 'text of ftrace: /sys/kernel/tracing/trace, or trace_pipe, or `trace-cmd report`',
  });

/** What a text is; undefined for one that looks like a scenario. @throws SourceError for anything else. */
function recognisedText(found: Text): Recognised | undefined {
  const { path, head, lines, text } = found;
  const named = { path, file: basename(path), lines };
  if (looksLikeTrace(lines())) return { kind: 'trace', text: named };
  const kind = partialKindOf(head, lines());
  if (kind === 'lsmem') return { kind: 'partial', file: { ...named, kind, text } };
  if (looksLikeScenario(head)) return undefined;
  if (kind) return { kind: 'partial', file: { ...named, kind, text } };
  throw unknownText(path, head);
}

function recognisedPacked(path: string): Recognised | undefined {
  const data = gunzip(path);
  if (data.length === 0) throw emptyFile(path);
  if (data.subarray(257, 262).toString('latin1') === 'ustar') {
    const files = tarSet(path, data);
    if (files) return { kind: 'recording', files };
    throw new SourceError({
      place: { file: path, line: 1, column: 1 },
      read: 'an archive without meta.json and trace.txt',
      expected: EXPECTED,
    });
  }
  const head = data.subarray(0, PEEK);
  refuseBinary(path, head);
  const text = head.toString('utf8');
  const recognised = recognisedText({
    path,
    head: text,
    lines: () => linesOfBytes(data),
    text: () => data.toString('utf8'),
  });
  if (recognised) return recognised;
  throw unknownText(path, text);
}

/**
 * Tells what a path leads to, by its content and not by its name.
 * @returns undefined when the file looks like a scenario, which is another room's to read.
 * @throws SourceError with file, line and column when it is none of what can be read.
 */
export function recognise(path: string): Recognised | undefined {
  if (!existsSync(path)) {
    throw new SourceError({
      place: { file: path, line: 1, column: 1 },
      read: 'nothing: there is no such file',
      expected: EXPECTED,
    });
  }
  const kind = readingFrom(path, () => statSync(path));
  if (kind.isDirectory()) return { kind: 'recording', files: folderSet(path) };
  // A trace is read twice, and a device may have no end.
  if (!kind.isFile()) {
    throw new SourceError({
      place: { file: path, line: 1, column: 1 },
      read: 'a pipe or a device',
      expected: EXPECTED,
      advice: 'put what comes out of it into a file first',
    });
  }
  const head = peek(path);
  if (head.length === 0) throw emptyFile(path);
  if (head[0] === 0x1f && head[1] === 0x8b) return recognisedPacked(path);
  refuseBinary(path, head);
  return recognisedText({
    path,
    head: head.toString('utf8'),
    lines: () => linesOfFile(path),
    text: () => wholeText(path),
  });
}

/** The first line that is no line of a trace, with the column where it stops being one. */
function unknownText(path: string, text: string): SourceError {
  const lines = text.split('\n');
  const at = Math.max(
    0,
    lines.findIndex((line) => line.trim() !== ''),
  );
  const parsed = parseTraceLine(lines[at] ?? '');
  const column = parsed.kind === 'unreadable' ? parsed.column : 1;
  return new SourceError({
    place: { file: path, line: at + 1, column },
    read: quoted((lines[at] ?? '').slice(column - 1)),
    expected: EXPECTED,
    advice: `no line among the first ${Math.min(lines.length, LINES_TO_RECOGNISE)} is one of a trace`,
  });
}
