import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { memoryLog } from '../../events/memory-log.ts';
import { blockGeometry } from '../../machines/kernel/block-size.ts';
import type { Profile } from '../../machines/kernel/profile.ts';
import { emptyMemory } from '../memory/state.ts';
import { recordBaseline } from './boot/baseline.ts';
import { folderSet, gunzip, tarSet, wholeText } from './file-set.ts';
import { parseTraceLine } from './ftrace/line.ts';
import { scanTrace } from './ftrace/scan.ts';
import { translator } from './ftrace/translator.ts';
import { counted, type Line, LONGEST_LINE, linesOfBytes, linesOfFile, type OnLines } from './lines.ts';
import type { OpenedSource } from './opened.ts';
import { type PoorFile, poorKindOf } from './poor/file.ts';
import { openPoor } from './poor/open.ts';
import { quoted, readingFrom, SourceError } from './problem.ts';
import { recorderOn } from './recorder.ts';
import { emptyTrace, lostInWords, openRecording } from './recording.ts';

/** How much of a file is looked at to tell what it is. */
const PEEK = 1 << 16;
/** A trace says so within its first lines; a file of anything else is not read to its end. */
const LINES_TO_RECOGNISE = 2000;

const EXPECTED =
  'a recording (a folder, or its .tar.gz), trace text of ftrace or trace-cmd, a kernel log (dmesg), uevents, lsmem -J -b, or a scenario in JSON or YAML';

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

export interface OpenOptions {
  /** Profile for a source that does not name its kernel. */
  readonly profile: Profile;
  /** Told now and then how many lines of a long trace were read. */
  readonly onLines?: OnLines;
}

/** Trace text by itself: nothing is known of memory before it, so what the kernel touches is taken to have been there. */
function openTrace(name: string, lines: () => Iterable<Line>, { profile, onLines }: OpenOptions): OpenedSource {
  const numbering = scanTrace(lines()).numbering;
  const shown =
    numbering === null ? profile : { ...profile, traits: { ...profile.traits, notifierNumbering: numbering } };
  const answer = blockGeometry(shown.geometry, shown.geometry.sectionBytes);
  if (!answer.ok) throw new Error(answer.reason);
  const initial = emptyMemory(shown, answer.blocks);
  const log = memoryLog();
  const recorder = recorderOn(log, initial);
  const kernel = { possibleNodes: null, ownMemmapParameter: null, memLimit: null };
  recordBaseline(recorder, { earlyRanges: null, iomem: null, blocks: null, addedLater: [], kernel });
  const baseline = log.position;
  const reader = translator({ recorder, path: name, file: basename(name), baselineUnknown: true, probed: null });
  for (const { text, complete } of counted(lines(), onLines)) reader.line(text, complete);
  const summary = reader.finish();
  if (summary.lines === 0) throw emptyTrace(name);
  const unknown = [
    `the trace does not name its kernel: read as ${shown.name}; choose another with --profile`,
    'nothing is known of memory before the trace: boot RAM, early sections, resources; what it touches is taken to have been there',
    ...lostInWords(summary.lost),
  ];
  return {
    kind: 'trace',
    name,
    log,
    initial,
    baseline,
    final: recorder.state,
    summary,
    files: null,
    scenario: null,
    unknown,
    notes: [],
  };
}

/**
 * Opens a source that was recorded, by what is in it: a recording, its archive, or trace text.
 * @returns undefined when the file looks like a scenario, which is another room's to read.
 * @throws SourceError with file, line and column when it can't be read.
 */
export function openRecorded(path: string, options: OpenOptions): OpenedSource | undefined {
  if (!existsSync(path)) {
    throw new SourceError({
      place: { file: path, line: 1, column: 1 },
      read: 'nothing: there is no such file',
      expected: EXPECTED,
    });
  }
  const kind = readingFrom(path, () => statSync(path));
  if (kind.isDirectory()) return openRecording(folderSet(path), options.onLines);
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
  if (head.length === 0) throw emptyTrace(path);
  if (head[0] === 0x1f && head[1] === 0x8b) return openPacked(path, options);
  refuseBinary(path, head);
  const text = head.toString('utf8');
  if (looksLikeTrace(linesOfFile(path))) return openTrace(path, () => linesOfFile(path), options);
  const poor = poorFile(
    path,
    text,
    () => linesOfFile(path, LONGEST_LINE),
    () => wholeText(path),
  );
  if (poor?.kind === 'lsmem') return openPoor([poor], options);
  if (looksLikeScenario(text)) return undefined;
  if (poor) return openPoor([poor], options);
  throw unknownText(path, text);
}

/** A text that tells less than a trace; undefined for anything else. */
function poorFile(path: string, head: string, lines: () => Iterable<Line>, text: () => string): PoorFile | undefined {
  const kind = poorKindOf(head, lines());
  return kind && { kind, path, file: basename(path), lines, text };
}

function openPacked(path: string, options: OpenOptions): OpenedSource {
  const data = gunzip(path);
  if (data.length === 0) throw emptyTrace(path);
  if (data.subarray(257, 262).toString('latin1') === 'ustar') {
    const files = tarSet(path, data);
    if (files) return openRecording(files, options.onLines);
    throw new SourceError({
      place: { file: path, line: 1, column: 1 },
      read: 'an archive without meta.json and trace.txt',
      expected: EXPECTED,
    });
  }
  const head = data.subarray(0, PEEK);
  refuseBinary(path, head);
  if (looksLikeTrace(linesOfBytes(data))) return openTrace(path, () => linesOfBytes(data), options);
  const poor = poorFile(
    path,
    head.toString('utf8'),
    () => linesOfBytes(data),
    () => data.toString('utf8'),
  );
  if (poor) return openPoor([poor], options);
  throw unknownText(path, head.toString('utf8'));
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
