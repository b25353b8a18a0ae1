import type { EventType } from '../catalogue.ts';
import type { EventDraft } from '../event.ts';

/**
 * Where a number of an event goes: into a column of its log. `hexA`, `hexB` and `decimalA` are numbers that an operation's
 * arguments hold as text; `parent` is an operation's number told by its distance.
 */
type Hole = 'a' | 'b' | 'operation' | 'parent' | 'hexA' | 'hexB' | 'decimalA' | 'inside';

/** One field: a number in a column, or a value that all events of the shape share. */
interface Field {
  readonly key: string;
  readonly hole: Hole | null;
  /** The shared value; the distance of a `parent`; the fields of an object `inside`. */
  readonly value: unknown;
}

/** What events have in common that differ in a place, an extent and an operation's number only. */
export interface Shape {
  readonly type: EventType;
  readonly fields: readonly Field[];
}

/** The numbers of one event. `operation` is null where the event has none, or the shape itself holds it. */
export interface Numbers {
  /** A pfn, an address in bytes, or a block number. */
  a: number;
  /** A length, in pages or bytes. */
  b: number;
  operation: number | null;
}

/** The most that a column of operations holds; the value above means none. */
export const NO_OPERATION = 0xffff_ffff;
const HALF = 2 ** 31;
const UNIT = 4096;

/** A length in 32 bits: itself, or in units of 4096 with the top bit set; null for one that is neither. */
export function packLength(value: number): number | null {
  if (!Number.isSafeInteger(value) || value < 0 || Object.is(value, -0)) return null;
  if (value < HALF) return value;
  return value % UNIT === 0 && value / UNIT < HALF ? HALF + value / UNIT : null;
}

export const unpackLength = (packed: number): number => (packed < HALF ? packed : (packed - HALF) * UNIT);

const isPlace = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && !Object.is(value, -0);
const isLength = (value: unknown): value is number => typeof value === 'number' && packLength(value) !== null;
const isOperation = (value: unknown): value is number => isPlace(value) && value < NO_OPERATION;

const HEX = /^0x(?:0|[1-9a-f][0-9a-f]{0,12})$/;
const DECIMAL = /^(?:0|[1-9]\d{0,14})$/;
const numberIn = (text: unknown, form: RegExp): number | null =>
  typeof text === 'string' && form.test(text) ? Number(text) : null;

const PLACES: ReadonlySet<string> = new Set(['pfn', 'start', 'block', 'step']);
const LENGTHS: ReadonlySet<string> = new Set(['nrPages', 'size', 'count']);

/** Takes an event's data apart. What fits no column stays in the shape, so that nothing is ever lost. */
export function takeApart({ type, data }: EventDraft): { readonly shape: Shape; readonly numbers: Numbers } {
  const numbers: Numbers = { a: 0, b: 0, operation: null };
  let placed = false;
  let measured = false;
  const place = (value: number): void => {
    numbers.a = value;
    placed = true;
  };
  const measure = (value: number): void => {
    numbers.b = value;
    measured = true;
  };
  const fieldOf = (key: string, value: unknown): Field => {
    if (key === 'operation' && isOperation(value)) {
      numbers.operation = value;
      return { key, hole: 'operation', value: null };
    }
    if (key === 'parent' && isPlace(value) && numbers.operation !== null) {
      return { key, hole: 'parent', value: numbers.operation - value };
    }
    if (!placed && PLACES.has(key) && isPlace(value)) {
      place(value);
      return { key, hole: 'a', value: null };
    }
    if (!measured && LENGTHS.has(key) && isLength(value)) {
      measure(value);
      return { key, hole: 'b', value: null };
    }
    return { key, hole: null, value };
  };
  const textOf = (key: string, value: unknown): Field => {
    const hex = numberIn(value, HEX);
    if (!placed && key === 'start' && hex !== null && isPlace(hex)) {
      place(hex);
      return { key, hole: 'hexA', value: null };
    }
    if (!measured && key === 'size' && hex !== null && isLength(hex)) {
      measure(hex);
      return { key, hole: 'hexB', value: null };
    }
    const decimal = numberIn(value, DECIMAL);
    if (!placed && key === 'block' && decimal !== null) {
      place(decimal);
      return { key, hole: 'decimalA', value: null };
    }
    return { key, hole: null, value };
  };
  const fields = Object.entries(data).map(([key, value]): Field => {
    if (type !== 'operation.started' || key !== 'args') return fieldOf(key, value);
    return { key, hole: 'inside', value: Object.entries(value).map(([name, text]) => textOf(name, text)) };
  });
  return { shape: { type, fields }, numbers };
}

/** A text that two shapes share only when they are the same. */
export const keyOfShape = ({ type, fields }: Shape): string =>
  JSON.stringify([type, ...fields.map(({ key, hole, value }) => [key, hole, value])]);

function told({ hole, value }: Field, numbers: Numbers): unknown {
  switch (hole) {
    case null:
      return value;
    case 'a':
      return numbers.a;
    case 'b':
      return numbers.b;
    case 'operation':
      return numbers.operation;
    case 'parent':
      return (numbers.operation ?? 0) - Number(value);
    case 'hexA':
      return `0x${numbers.a.toString(16)}`;
    case 'hexB':
      return `0x${numbers.b.toString(16)}`;
    case 'decimalA':
      return String(numbers.a);
    case 'inside':
      return Object.freeze(Object.fromEntries((value as readonly Field[]).map((one) => [one.key, told(one, numbers)])));
  }
}

/** Puts an event's data together again: the same fields in the same order, frozen. */
export function putTogether(shape: Shape, numbers: Numbers): EventDraft['data'] {
  const data: Record<string, unknown> = {};
  for (const field of shape.fields) data[field.key] = told(field, numbers);
  const whole: unknown = Object.freeze(data);
  return whole as EventDraft['data'];
}

/** Whether the columns hold all of an event's numbers, so that its data need not be looked at. */
export const numbersInColumns = ({ fields }: Shape): boolean =>
  fields.every(
    ({ key, hole, value }) =>
      hole !== null || value === null || !(PLACES.has(key) || LENGTHS.has(key) || key === 'operation'),
  );
