import { createWriteStream, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip, createZstdCompress } from 'node:zlib';
import { SourceError } from '../../events/problem.ts';
import type { Packing } from '../stores/packed.ts';

type Lines = Iterable<string> | AsyncIterable<string>;

/** Text is handed on in pieces of about this many characters: a write for each line would be slow. */
const PIECE = 1 << 16;

async function* pieces(lines: Lines): AsyncGenerator<string> {
  let piece = '';
  for await (const line of lines) {
    piece += `${line}\n`;
    if (piece.length < PIECE) continue;
    yield piece;
    piece = '';
  }
  if (piece !== '') yield piece;
}

/** How a file of this name would be compressed. */
export function packingOfName(path: string): Packing | null {
  if (path.endsWith('.gz')) return 'gzip';
  return path.endsWith('.zst') ? 'zstd' : null;
}

/**
 * Writes lines to a file, compressed or not, in bounded memory. The file is there whole, and synced to disk, or not at all:
 * until then it has another name beside it, which a failure takes away.
 * @returns the file's size in bytes.
 * @throws SourceError when the system refuses to write; whatever the lines throw.
 */
export async function writeOut(path: string, lines: Lines, packing: Packing | null): Promise<number> {
  const partial = join(dirname(path), `.${basename(path)}.${process.pid}.partial`);
  try {
    const file = createWriteStream(partial, { flags: 'wx', flush: true });
    const text = Readable.from(pieces(lines));
    if (packing === null) await pipeline(text, file);
    else await pipeline(text, packing === 'gzip' ? createGzip() : createZstdCompress(), file);
    renameSync(partial, path);
    return statSync(path).size;
  } catch (error) {
    rmSync(partial, { force: true });
    if (!(error instanceof Error && 'syscall' in error && 'code' in error)) throw error;
    throw new SourceError({
      place: { file: path, line: 1, column: 1 },
      read: `no way to write it: the system answers ${String(error.code)}`,
      expected: 'a folder with room that may be written to',
    });
  }
}
