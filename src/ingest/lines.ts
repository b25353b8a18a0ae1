import { closeSync, openSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';

/** One line of a text; `complete` is false for a last line without a newline. */
export interface Line {
  readonly text: string;
  readonly complete: boolean;
}

const CHUNK = 1 << 20;
/** A longer line is cut: no kernel prints one, and a hostile file may be one line of gigabytes. */
export const LONGEST_LINE = 1 << 16;

/** Lines of text that comes in chunks, in bounded memory. */
function* split(chunks: Iterable<string>): Generator<Line> {
  let rest = '';
  let skipping = false;
  for (const chunk of chunks) {
    let from = 0;
    for (let newline = chunk.indexOf('\n'); newline >= 0; newline = chunk.indexOf('\n', from)) {
      const text = rest + chunk.slice(from, newline);
      if (!skipping) yield { text: trimReturn(text).slice(0, LONGEST_LINE), complete: true };
      rest = '';
      skipping = false;
      from = newline + 1;
    }
    rest += chunk.slice(from);
    if (rest.length > LONGEST_LINE && !skipping) {
      yield { text: rest.slice(0, LONGEST_LINE), complete: true };
      skipping = true;
    }
    if (skipping) rest = '';
  }
  if (rest !== '') yield { text: rest, complete: false };
}

const trimReturn = (text: string): string => (text.endsWith('\r') ? text.slice(0, -1) : text);

export const linesOfText = (text: string): Generator<Line> => split([text]);

function* chunksOfFile(path: string): Generator<string> {
  const file = openSync(path, 'r');
  try {
    const buffer = Buffer.alloc(CHUNK);
    const decoder = new StringDecoder('utf8');
    for (let read = readSync(file, buffer); read > 0; read = readSync(file, buffer)) {
      yield decoder.write(buffer.subarray(0, read));
    }
    yield decoder.end();
  } finally {
    closeSync(file);
  }
}

/** Lines of a file, read a mebibyte at a time. */
export const linesOfFile = (path: string): Generator<Line> => split(chunksOfFile(path));
