import { NO_OPERATION } from './shape.ts';

/** Events of one chunk. */
export const CHUNK_EVENTS = 2 ** 16;
const SMALLEST = 256;

/** No time; the kernel's clock never shows it. */
export const NO_TIME = -(2n ** 63n);

/** Ids of a dictionary: two bytes each until one does not fit. */
export type Ids = Uint16Array | Uint32Array;

/** Up to CHUNK_EVENTS events, column by column: 32 bytes an event. */
export interface Chunk {
  length: number;
  /** Nanoseconds, or NO_TIME. */
  times: BigInt64Array;
  a: Float64Array;
  b: Uint32Array;
  operations: Uint32Array;
  lines: Uint32Array;
  shapes: Ids;
  circumstances: Ids;
  /** The last time that was told before this chunk; null for none. */
  readonly timeBefore: bigint | null;
}

/** One event's row. `b` is packed (see packLength); a time that fits no column is left out of it. */
export interface Row {
  readonly timeNs: bigint | null;
  readonly a: number;
  readonly b: number;
  readonly operation: number;
  readonly line: number;
  readonly shape: number;
  readonly circumstance: number;
}

const emptyChunk = (capacity: number, timeBefore: bigint | null): Chunk => ({
  length: 0,
  times: new BigInt64Array(capacity),
  a: new Float64Array(capacity),
  b: new Uint32Array(capacity),
  operations: new Uint32Array(capacity),
  lines: new Uint32Array(capacity),
  shapes: new Uint16Array(capacity),
  circumstances: new Uint16Array(capacity),
  timeBefore,
});

function grow(chunk: Chunk): void {
  const capacity = Math.min(CHUNK_EVENTS, chunk.times.length * 2);
  const wider = <T extends { set(from: T): void }>(into: T, from: T): T => {
    into.set(from);
    return into;
  };
  const ids = (from: Ids): Ids => {
    const into = from instanceof Uint16Array ? new Uint16Array(capacity) : new Uint32Array(capacity);
    into.set(from);
    return into;
  };
  chunk.times = wider(new BigInt64Array(capacity), chunk.times);
  chunk.a = wider(new Float64Array(capacity), chunk.a);
  chunk.b = wider(new Uint32Array(capacity), chunk.b);
  chunk.operations = wider(new Uint32Array(capacity), chunk.operations);
  chunk.lines = wider(new Uint32Array(capacity), chunk.lines);
  chunk.shapes = ids(chunk.shapes);
  chunk.circumstances = ids(chunk.circumstances);
}

const fitting = (ids: Ids, id: number): Ids =>
  id > 0xffff && ids instanceof Uint16Array ? Uint32Array.from(ids) : ids;

/** The largest of some ids; -1 of none. */
export function largest(ids: Ids): number {
  let most = -1;
  for (const id of ids) if (id > most) most = id;
  return most;
}

/** The columns of a log, chunk after chunk; only the last is not full. */
export interface Columns {
  readonly chunks: readonly Chunk[];
  readonly length: number;
  /** Bytes that the columns take in memory. */
  readonly bytes: number;
  push(row: Row): void;
  /**
   * Takes many rows at once. @param lastTime the last time that they tell; null where they tell none.
   * @throws RangeError for rows that do not fit into the last chunk.
   */
  pushAll(rows: Rows, lastTime: bigint | null): void;
}

/** Rows side by side, column by column. */
export type Rows = Pick<Chunk, 'times' | 'a' | 'b' | 'operations' | 'lines' | 'shapes' | 'circumstances'>;

/** Columns that begin with some chunks, or empty. */
export function columnsOf(filled: readonly Chunk[] = [], lastTime: bigint | null = null): Columns {
  const chunks = [...filled];
  let length = filled.reduce((sum, chunk) => sum + chunk.length, 0);
  let last = chunks.at(-1);
  let time = lastTime;
  /** The chunk that the next row goes into, with room for it. */
  const open = (): Chunk => {
    if (!last || last.length === CHUNK_EVENTS) {
      last = emptyChunk(last ? CHUNK_EVENTS : SMALLEST, time);
      chunks.push(last);
    } else if (last.length === last.times.length) grow(last);
    return last;
  };
  return {
    chunks,
    get length() {
      return length;
    },
    get bytes() {
      return chunks.reduce((sum, chunk) => sum + bytesOf(chunk), 0);
    },
    push({ timeNs, a, b, operation, line, shape, circumstance }) {
      const into = open();
      const at = into.length;
      into.times[at] = timeNs !== null && fitsTime(timeNs) ? timeNs : NO_TIME;
      into.a[at] = a;
      into.b[at] = b;
      into.operations[at] = operation;
      into.lines[at] = line;
      into.shapes = fitting(into.shapes, shape);
      into.shapes[at] = shape;
      into.circumstances = fitting(into.circumstances, circumstance);
      into.circumstances[at] = circumstance;
      into.length = at + 1;
      length++;
      time = timeNs ?? time;
    },
    pushAll(rows, lastTime) {
      const count = rows.times.length;
      const into = open();
      const at = into.length;
      if (at + count > CHUNK_EVENTS) throw new RangeError(`${count} rows do not fit into a chunk that has ${at}`);
      while (at + count > into.times.length) grow(into);
      into.times.set(rows.times, at);
      into.a.set(rows.a, at);
      into.b.set(rows.b, at);
      into.operations.set(rows.operations, at);
      into.lines.set(rows.lines, at);
      into.shapes = fitting(into.shapes, largest(rows.shapes));
      into.shapes.set(rows.shapes, at);
      into.circumstances = fitting(into.circumstances, largest(rows.circumstances));
      into.circumstances.set(rows.circumstances, at);
      into.length = at + count;
      length += count;
      time = lastTime ?? time;
    },
  };
}

/** The arrays of a chunk, in the order in which a file holds them. */
export const arraysOf = ({ times, a, b, operations, lines, shapes, circumstances }: Chunk) => [
  times,
  a,
  b,
  operations,
  lines,
  shapes,
  circumstances,
];

const bytesOf = (chunk: Chunk): number => arraysOf(chunk).reduce((sum, { byteLength }) => sum + byteLength, 0);

/** Whether a column of times holds it. */
export const fitsTime = (timeNs: bigint): boolean => timeNs > NO_TIME && timeNs < -NO_TIME;

export const operationIn = (operation: number): number | null => (operation === NO_OPERATION ? null : operation);
