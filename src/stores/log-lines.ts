import { isUtf8 } from 'node:buffer';
import { closeSync, openSync, readSync } from 'node:fs';
import { LONGEST_JSON } from '../../events/formats/strict-json.ts';
import { readingFrom } from '../../events/problem.ts';

/** A line of an exported log, byte for byte as it stands there, or why it can't be one. Columns count from 1. */
export type LogText =
  | { readonly ok: true; readonly text: string; readonly complete: boolean }
  | {
      readonly ok: false;
      readonly column: number;
      readonly read: string;
      readonly expected: string;
      readonly advice: string;
    };

const CHUNK = 1 << 20;
/** No character takes more bytes of UTF-8 for one unit of UTF-16. */
const LONGEST_BYTES = LONGEST_JSON * 3;
const NEWLINE = 0x0a;
const BYTE_ORDER_MARK = '\ufeff';

const refusal = (column: number, read: string, expected: string, advice: string): LogText => ({
  ok: false,
  column,
  read,
  expected,
  advice,
});

/** Where bytes stop being UTF-8: decoded and encoded again, they are others from there on. */
function notUtf8(bytes: Buffer): LogText {
  const again = Buffer.from(bytes.toString('utf8'), 'utf8');
  let at = bytes.findIndex((byte, index) => byte !== again[index]);
  while (at > 0 && ((bytes[at] ?? 0) & 0xc0) === 0x80) at--;
  const column = bytes.subarray(0, Math.max(0, at)).toString('utf8').length + 1;
  return refusal(column, 'a byte that is no UTF-8', 'UTF-8', 'the file was changed on its way, or its encoding was');
}

const isUtf16 = (bytes: Buffer): boolean => {
  const mark = bytes.length >= 2 ? bytes.readUInt16BE(0) : 0;
  return mark === 0xfffe || mark === 0xfeff;
};

/** One line from its bytes. What a mail program or an editor adds on the way is named, never taken away in silence. */
function lineOf(bytes: Buffer, first: boolean, complete: boolean): LogText {
  if (first && isUtf16(bytes))
    return refusal(1, 'UTF-16 text', 'UTF-8', 'undo it with: iconv -f UTF-16 -t UTF-8 FILE | tr -d "\\r"');
  if (!isUtf8(bytes)) return notUtf8(bytes);
  const text = bytes.toString('utf8');
  if (first && text.startsWith(BYTE_ORDER_MARK))
    return refusal(
      1,
      'a byte order mark',
      'the first event',
      'something put it there on the way; undo it with: tail -c +4 FILE',
    );
  if (text.endsWith('\r'))
    return refusal(
      text.length,
      'a carriage return at the end of the line',
      'a newline alone',
      'something changed the line ends on the way; undo it with: tr -d "\\r" < FILE',
    );
  return { ok: true, text, complete };
}

const TOO_LONG = refusal(
  LONGEST_JSON + 1,
  'a line that goes on',
  `at most ${LONGEST_JSON} characters in a line`,
  'no event is as long as this',
);

/** Lines of an exported log, read a mebibyte at a time; after a line that is too long, nothing more. */
export function* logLines(path: string): Generator<LogText> {
  const file = readingFrom(path, () => openSync(path, 'r'));
  try {
    const chunk = Buffer.alloc(CHUNK);
    let rest: Buffer[] = [];
    let held = 0;
    let first = true;
    for (;;) {
      const read = readingFrom(path, () => readSync(file, chunk));
      if (read === 0) break;
      let from = 0;
      for (let at = chunk.indexOf(NEWLINE); at >= 0 && at < read; at = chunk.indexOf(NEWLINE, from)) {
        yield lineOf(Buffer.concat([...rest, chunk.subarray(from, at)]), first, true);
        first = false;
        rest = [];
        held = 0;
        from = at + 1;
      }
      rest.push(Buffer.from(chunk.subarray(from, read)));
      held += read - from;
      if (held <= LONGEST_BYTES) continue;
      yield TOO_LONG;
      return;
    }
    if (held > 0) yield lineOf(Buffer.concat(rest), first, false);
  } finally {
    closeSync(file);
  }
}
