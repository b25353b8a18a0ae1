import { closeSync, openSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { readingFrom } from '../../events/problem.ts';

/** One line of a text; `complete` is false for a last line without a newline. */
export interface Line {
  readonly text: string;
  readonly complete: boolean;
}

const CHUNK = 1 << 20;
/** A longer line is cut: ftrace builds its lines in a page or two, and a hostile file may be one line of gigabytes. */
export const LONGEST_LINE = 1 << 14;

/** Lines of text that comes in chunks, in bounded memory: of a line too long only its beginning is kept. */
function* split(chunks: Iterable<string>, longest = LONGEST_LINE): Generator<Line> {
  let rest = '';
  let skipping = false;
  for (const chunk of chunks) {
    let from = 0;
    for (let newline = chunk.indexOf('\n'); newline >= 0; newline = chunk.indexOf('\n', from)) {
      const text = rest + chunk.slice(from, newline);
      if (!skipping) yield { text: trimReturn(text).slice(0, longest), complete: true };
      rest = '';
      skipping = false;
      from = newline + 1;
    }
    if (!skipping) rest += chunk.slice(from);
    if (rest.length > longest) {
      yield { text: rest.slice(0, longest), complete: true };
      skipping = true;
      rest = '';
    }
  }
  if (rest !== '') yield { text: trimReturn(rest), complete: false };
}

const trimReturn = (text: string): string => (text.endsWith('\r') ? text.slice(0, -1) : text);

const BYTE_ORDER_MARK = '\uFEFF';

function* withoutByteOrderMark(chunks: Iterable<string>): Generator<string> {
  let first = true;
  for (const chunk of chunks) {
    yield first && chunk.startsWith(BYTE_ORDER_MARK) ? chunk.slice(1) : chunk;
    first &&= chunk === '';
  }
}

/** Bytes that are no UTF-8 become U+FFFD, one by one: the rest of the line is still read. */
function* decoded(chunks: Iterable<Uint8Array>): Generator<string> {
  const decoder = new StringDecoder('utf8');
  for (const chunk of chunks) yield decoder.write(chunk);
  yield decoder.end();
}

function* chunksOfBytes(data: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < data.length; at += CHUNK) yield data.subarray(at, at + CHUNK);
}

function* chunksOfFile(path: string): Generator<Uint8Array> {
  const file = readingFrom(path, () => openSync(path, 'r'));
  try {
    const buffer = Buffer.alloc(CHUNK);
    const next = (): number => readingFrom(path, () => readSync(file, buffer));
    for (let read = next(); read > 0; read = next()) yield buffer.subarray(0, read);
  } finally {
    closeSync(file);
  }
}

export const linesOfText = (text: string): Generator<Line> => split(withoutByteOrderMark([text]));

/** Lines of bytes that are in memory already; never one string of all, which has a limit of its own. */
export const linesOfBytes = (data: Uint8Array): Generator<Line> =>
  split(withoutByteOrderMark(decoded(chunksOfBytes(data))));

/** Lines of a file, read a mebibyte at a time. */
export const linesOfFile = (path: string, longest = LONGEST_LINE): Generator<Line> =>
  split(withoutByteOrderMark(decoded(chunksOfFile(path))), longest);

/** Progress callback: number of lines read so far. */
export type OnLines = (lines: number) => void;

const PROGRESS_LINES = 50_000;

/** The same lines, counted as they go by. */
export function* counted(lines: Iterable<Line>, onLines: OnLines | undefined): Generator<Line> {
  let count = 0;
  for (const line of lines) {
    if (++count % PROGRESS_LINES === 0) onLines?.(count);
    yield line;
  }
}
