import { readFileSync, statSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { readingFrom, SourceError } from '../../events/problem.ts';
import { tooLarge } from './file-set.ts';

/** An archive may unpack to this many bytes at most: what a recording of days needs, and what memory holds. */
const MOST_UNPACKED = 512 * 2 ** 20;

/** Unpacks a gzip file, within bounds. */
export function gunzip(path: string): Buffer {
  const packed = readingFrom(path, () => {
    const { size } = statSync(path);
    if (size > MOST_UNPACKED) throw tooLarge(path, size, MOST_UNPACKED);
    return readFileSync(path);
  });
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
