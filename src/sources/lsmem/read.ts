import { z } from 'zod';
import { quoted, SourceError } from '../../../events/problem.ts';
import type { ListedBlock } from '../boot/memory-blocks.ts';
import { jsonIn } from '../meta.ts';

/** What `lsmem -J -b` printed once. */
export interface LsmemSnapshot {
  /** Line of the file on which it begins. */
  readonly line: number;
  /** Bytes of a memory block; null where no row tells. */
  readonly blockBytes: number | null;
  readonly rows: readonly LsmemRow[];
}

/** Blocks side by side that look alike; bytes. */
export interface LsmemRow extends Omit<ListedBlock, 'block'> {
  readonly start: number;
  readonly size: number;
}

const rowShape = z.looseObject({
  range: z.string(),
  state: z.string(),
  block: z.union([z.string(), z.int()]).nullish(),
  node: z.union([z.string(), z.int()]).nullish(),
  zones: z.string().nullish(),
});
const shape = z.looseObject({ memory: z.array(rowShape) });
type Row = z.output<typeof rowShape>;

const STATES: Readonly<Record<string, ListedBlock['state']>> = {
  online: 'online',
  offline: 'offline',
  'on->off': 'goingOffline',
  'going-offline': 'goingOffline',
};

interface Reading {
  readonly file: string;
  readonly text: string;
  readonly line: number;
}

/** A row that can't be: the place is the first on which its range stands. */
function refuse({ file, text, line }: Reading, row: Row, read: string, expected: string): SourceError {
  const at = text.indexOf(JSON.stringify(row.range));
  const before = text.slice(0, Math.max(0, at)).split('\n');
  const place = { file, line: line + before.length - 1, column: (before.at(-1)?.length ?? 0) + 1 };
  return new SourceError({ place, read, expected });
}

function bytesOf(reading: Reading, row: Row): { start: number; size: number } {
  const [, first, last] = /^0x([0-9a-f]{1,16})-0x([0-9a-f]{1,16})$/.exec(row.range) ?? [];
  const start = Number.parseInt(first ?? '', 16);
  const size = Number.parseInt(last ?? '', 16) - start + 1;
  if (Number.isSafeInteger(start + size) && size > 0) return { start, size };
  throw refuse(
    reading,
    row,
    `range ${quoted(row.range)}`,
    'a range of bytes, as in 0x0000000000000000-0x0000000007ffffff',
  );
}

/** The number of blocks that a row has; undefined where it does not tell. */
function countOf(reading: Reading, row: Row): number | undefined {
  if (row.block === null || row.block === undefined) return undefined;
  const [, first, last = first] = /^(\d{1,9})(?:-(\d{1,9}))?$/.exec(String(row.block)) ?? [];
  const count = Number(last) - Number(first) + 1;
  if (count > 0) return count;
  throw refuse(reading, row, `block ${quoted(String(row.block))}`, 'a number of a block, or first-last');
}

function nodeOf({ node }: Row): number | null {
  const text = String(node ?? '');
  return /^\d{1,6}$/.test(text) ? Number(text) : null;
}

function rowOf(reading: Reading, row: Row): LsmemRow {
  const state = STATES[row.state];
  if (state === undefined)
    throw refuse(reading, row, `state ${quoted(row.state)}`, `one of ${Object.keys(STATES).join(', ')}`);
  const zones = row.zones ?? '';
  const online = state === 'online';
  const one = online && zones !== '' && !/none/i.test(zones);
  return {
    ...bytesOf(reading, row),
    state,
    zone: one ? zones : null,
    oneZone: online && zones !== '' ? one : state === 'offline' ? true : null,
    nid: nodeOf(row),
  };
}

function snapshotOf(reading: Reading): LsmemSnapshot {
  const { file, text, line } = reading;
  const parsed = shape.safeParse(jsonIn(file, text, line));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new SourceError({
      place: { file, line, column: 1 },
      read: `${issue?.path.join('.') || 'the whole'}: ${issue?.message ?? 'something else'}`,
      expected: 'what lsmem -J -b prints: memory, a list of rows with range and state',
    });
  }
  let blockBytes: number | null = null;
  const rows = parsed.data.memory.map((row) => {
    const read = rowOf(reading, row);
    const count = countOf(reading, row);
    if (count === undefined) return read;
    const size = read.size / count;
    blockBytes ??= size;
    if (size === blockBytes) return read;
    const what = `${count} blocks in ${read.size} bytes`;
    throw refuse(reading, row, what, `blocks of ${blockBytes} bytes, as in the rows before`);
  });
  return { line, blockBytes, rows };
}

/** Several snapshots may stand one behind the other: each ends with a brace in a line of its own, or is one line. */
function* texts(text: string): Generator<{ readonly text: string; readonly line: number }> {
  let piece: string[] = [];
  let line = 1;
  for (const [index, one] of text.split('\n').entries()) {
    const whole = piece.length === 0 && /^\s*\{.*\}\s*$/.test(one);
    piece.push(one);
    if (!whole && one.trimEnd() !== '}') continue;
    yield { text: piece.join('\n'), line };
    piece = [];
    line = index + 2;
  }
  if (piece.some((one) => one.trim() !== '')) yield { text: piece.join('\n'), line };
}

/** Reads one or more outputs of `lsmem -J -b`, in the order of the file. @throws SourceError with line and column. */
export const readLsmem = (file: string, text: string): readonly LsmemSnapshot[] =>
  [...texts(text)].map((piece) => snapshotOf({ file, ...piece }));
