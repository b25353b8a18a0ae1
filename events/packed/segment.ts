import type { EventDraft } from '../event.ts';
import { NOWHERE } from '../event.ts';
import type { AppendResult } from '../log.ts';
import { validData } from '../memory-log.ts';
import type { Circumstance } from './circumstance.ts';
import {
  CHUNK_EVENTS,
  type Chunk,
  type Columns,
  type Ids,
  largest,
  NO_TIME,
  operationIn,
  type Rows,
} from './columns.ts';
import { type Shape, unpackData, unpackLength } from './shape.ts';

/**
 * What a segment of a packed log says beside its columns: which events they are, and the shapes and circumstances that are
 * met here first. Plain JSON.
 */
export interface SegmentHead {
  readonly from: number;
  readonly count: number;
  readonly shapes: readonly Shape[];
  readonly circumstances: readonly (Omit<Circumstance, 'exactTime'> & { readonly exactTime: string | null })[];
  /** Bytes of an id of a shape, and of a circumstance. */
  readonly idBytes: readonly [shape: 2 | 4, circumstance: 2 | 4];
}

/** Some events of one chunk of a packed log, as they go over a wire: the columns are little-endian, one after the other. */
export interface LogSegment {
  readonly head: SegmentHead;
  readonly columns: Uint8Array<ArrayBuffer>;
}

const LITTLE = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

function swapBytes(bytes: Uint8Array, size: number): void {
  for (let at = 0; at < bytes.length; at += size) bytes.subarray(at, at + size).reverse();
}

/** Packed log that segments are cut from. */
interface PackedSource {
  readonly position: number;
  readonly columns: Columns;
  readonly shapes: readonly Shape[];
  readonly circumstances: readonly Circumstance[];
}

/** A segment after another of the same log tells only the shapes and circumstances that the earlier ones did not. */
export function segmentsOf(log: PackedSource): (from: number, most: number) => LogSegment {
  let [shapes, circumstances] = [0, 0];
  return (from, most) => {
    const chunk = log.columns.chunks[Math.floor((from - 1) / CHUNK_EVENTS)];
    if (!chunk) throw new RangeError(`no event ${from} in a log of ${log.position}`);
    const start = (from - 1) % CHUNK_EVENTS;
    const rows = rowsOf(chunk, start, Math.min(chunk.length, start + most));
    const [knownShapes, knownCircumstances] = [shapes, circumstances];
    shapes = Math.max(shapes, largest(rows.shapes) + 1);
    circumstances = Math.max(circumstances, largest(rows.circumstances) + 1);
    const head: SegmentHead = {
      from,
      count: rows.times.length,
      shapes: log.shapes.slice(knownShapes, shapes),
      circumstances: log.circumstances
        .slice(knownCircumstances, circumstances)
        .map((one) => ({ ...one, exactTime: one.exactTime?.toString() ?? null })),
      idBytes: [rows.shapes.BYTES_PER_ELEMENT === 2 ? 2 : 4, rows.circumstances.BYTES_PER_ELEMENT === 2 ? 2 : 4],
    };
    return { head, columns: bytesOfRows(rows) };
  };
}

const rowsOf = (chunk: Chunk, from: number, to: number): Rows => ({
  times: chunk.times.subarray(from, to),
  a: chunk.a.subarray(from, to),
  b: chunk.b.subarray(from, to),
  operations: chunk.operations.subarray(from, to),
  lines: chunk.lines.subarray(from, to),
  shapes: chunk.shapes.subarray(from, to),
  circumstances: chunk.circumstances.subarray(from, to),
});

function bytesOfRows({ times, a, b, operations, lines, shapes, circumstances }: Rows): Uint8Array<ArrayBuffer> {
  const columns = [times, a, b, operations, lines, shapes, circumstances];
  const bytes = new Uint8Array(columns.reduce((sum, { byteLength }) => sum + byteLength, 0));
  let at = 0;
  for (const { buffer, byteOffset, byteLength, BYTES_PER_ELEMENT } of columns) {
    const part = bytes.subarray(at, at + byteLength);
    part.set(new Uint8Array(buffer, byteOffset, byteLength));
    if (!LITTLE) swapBytes(part, BYTES_PER_ELEMENT);
    at += byteLength;
  }
  return bytes;
}

/** Bytes of a segment's columns. */
export const columnBytesOf = ({
  count,
  idBytes: [shape, circumstance],
}: Pick<SegmentHead, 'count' | 'idBytes'>): number => count * (8 + 8 + 4 + 4 + 4 + shape + circumstance);

/** The columns of a segment. @throws RangeError for bytes that are no such columns. */
export function rowsIn({ head, columns }: LogSegment): Rows {
  const { count, idBytes } = head;
  if (columns.length !== columnBytesOf(head)) throw new RangeError(`${columns.length} bytes for ${count} events`);
  let at = 0;
  const next = (size: number): ArrayBuffer => {
    const part = columns.slice(at, at + count * size);
    if (!LITTLE) swapBytes(part, size);
    at += count * size;
    return part.buffer;
  };
  const ids = (size: 2 | 4): Ids => (size === 2 ? new Uint16Array(next(2)) : new Uint32Array(next(4)));
  return {
    times: new BigInt64Array(next(8)),
    a: new Float64Array(next(8)),
    b: new Uint32Array(next(4)),
    operations: new Uint32Array(next(4)),
    lines: new Uint32Array(next(4)),
    shapes: ids(idBytes[0]),
    circumstances: ids(idBytes[1]),
  };
}

/** The circumstances that a segment tells. */
export const circumstancesIn = ({ circumstances }: SegmentHead): readonly Circumstance[] =>
  circumstances.map(({ exactTime, ...one }) => ({ ...one, exactTime: exactTime === null ? null : BigInt(exactTime) }));

/** The last time that some rows tell; null where they tell none. */
export function lastTimeIn({ times, circumstances }: Rows, told: readonly Circumstance[]): bigint | null {
  for (let index = times.length - 1; index >= 0; index--) {
    const time = times[index] ?? NO_TIME;
    if (time !== NO_TIME) return time;
    const odd = told[circumstances[index] ?? -1]?.exactTime ?? null;
    if (odd !== null) return odd;
  }
  return null;
}

/**
 * Why the catalogue does not know a new shape of a segment, judged by the first event that has it: what differs between the
 * events of one shape are numbers that fit any. Null where it knows them all.
 * @param known shapes that earlier segments told.
 */
export function unknownShapeIn(
  { shapes }: SegmentHead,
  rows: Rows,
  known: number,
): Extract<AppendResult, { readonly problem: 'invalid' }> | null {
  for (const [offset, shape] of shapes.entries()) {
    const index = rows.shapes.indexOf(known + offset);
    if (index < 0) continue;
    const numbers = {
      a: rows.a[index] ?? 0,
      b: unpackLength(rows.b[index] ?? 0),
      operation: operationIn(rows.operations[index] ?? 0),
    };
    const checked = validData([{ type: shape.type, data: unpackData(shape, numbers), ...NOWHERE } as EventDraft]);
    if (!checked.ok) return { ...checked, index };
  }
  return null;
}
