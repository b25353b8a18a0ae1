import { closeSync, createReadStream, createWriteStream, mkdtempSync, openSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { constants, createGunzip, createZstdDecompress, gunzipSync, zstdDecompressSync } from 'node:zlib';

export type Packing = 'gzip' | 'zstd';

const PEEK = 1 << 16;

function peek(path: string): Buffer {
  const file = openSync(path, 'r');
  try {
    const head = Buffer.alloc(PEEK);
    return head.subarray(0, readSync(file, head, 0, PEEK, 0));
  } finally {
    closeSync(file);
  }
}

function packingOf(head: Buffer): Packing | undefined {
  if (head[0] === 0x1f && head[1] === 0x8b) return 'gzip';
  return head.readUInt32BE?.(0) === 0x28b52ffd && head.length >= 4 ? 'zstd' : undefined;
}

/** How a file is compressed, by its first bytes. */
export const packingOfFile = (path: string): Packing | undefined => {
  const head = peek(path);
  return head.length >= 4 ? packingOf(head) : undefined;
};

/** First bytes of UTF-16 with a byte order mark: none of them begins a character of UTF-8. */
const MARKS = { utf16le: 0xff, utf16be: 0xfe } as const;

/** Text of a file that may begin with a byte order mark, which is taken away: it tells the encoding, and nothing else. */
function decoded(head: Buffer): string {
  const encoding = head[0] === MARKS.utf16le ? 'utf-16le' : head[0] === MARKS.utf16be ? 'utf-16be' : 'utf-8';
  return new TextDecoder(encoding).decode(head);
}

/**
 * The first text of a file, compressed or not, in whatever encoding its byte order mark tells: enough to see what the file
 * is meant to be. Empty where it does not unpack.
 */
export function firstText(path: string): string {
  const head = peek(path);
  const packing = head.length >= 4 ? packingOf(head) : undefined;
  try {
    if (packing === 'gzip')
      return decoded(gunzipSync(head, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: PEEK * 64 }));
    if (packing === 'zstd')
      return decoded(zstdDecompressSync(head, { finishFlush: constants.ZSTD_e_flush, maxOutputLength: PEEK * 64 }));
  } catch {
    return '';
  }
  return decoded(head);
}

/** A plain file to read, and what to do when it was read. */
export interface Unpacked {
  readonly plain: string;
  readonly dispose: () => void;
}

/**
 * The plain file behind a path: the file itself, or a temporary one that it was unpacked to, piece by piece, so that memory
 * stays bounded however much is in it.
 * @throws Error when the compressed data is damaged.
 */
export async function unpacked(path: string): Promise<Unpacked> {
  const packing = packingOfFile(path);
  if (packing === undefined) return { plain: path, dispose: () => {} };
  const folder = mkdtempSync(join(tmpdir(), 'memlapse-'));
  const dispose = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    const plain = join(folder, 'log.ndjson');
    const unpack = packing === 'gzip' ? createGunzip() : createZstdDecompress();
    await pipeline(createReadStream(path), unpack, createWriteStream(plain));
    return { plain, dispose };
  } catch (error) {
    dispose();
    throw error;
  }
}
