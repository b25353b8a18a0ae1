import { CATALOGUE, type EventType, fieldsOfType } from '../catalogue.ts';
import type { EventDraft } from '../event.ts';
import { type Field, isExtentKind, isPlaceKind, type Kind } from '../kinds.ts';

/**
 * Where a number of an event goes: into a column of its log. `hexA`, `hexB` and `decimalA` are numbers that an operation's
 * arguments hold as text; `parent` is an operation's number told by its distance.
 */
type Slot = 'a' | 'b' | 'operation' | 'parent' | 'hexA' | 'hexB' | 'decimalA' | 'inside';

/** One field: a number in a column, or a value that all events of the shape share. */
export interface PackedField {
  readonly key: string;
  readonly slot: Slot | null;
  /** The shared value; the distance of a `parent`; the fields of an object `inside`. */
  readonly value: unknown;
}

/** What events have in common that differ in a place, an extent or count, and an operation's number only. */
export interface Shape {
  readonly type: EventType;
  readonly fields: readonly PackedField[];
}

/** The numbers of one event. `operation` is null where the event has none, or the shape itself holds it. */
export interface Numbers {
  /** A pfn, an address in bytes, or a block number. */
  a: number;
  /** A length, in pages or bytes, or a count. */
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

const isExactNumber = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && !Object.is(value, -0);

const HEX = /^0x(?:0|[1-9a-f][0-9a-f]{0,12})$/;
const DECIMAL = /^(?:0|[1-9]\d{0,14})$/;

/** A field with the column that holds its numbers; null where none does. */
interface ColumnField {
  readonly kind: Kind | null;
  readonly column: 'a' | 'b' | null;
  /** Fields of an operation's arguments. */
  readonly args: ColumnFields | null;
}
type ColumnFields = ReadonlyMap<string, ColumnField>;

const columnOf = (kind: Kind | null): ColumnField['column'] =>
  isPlaceKind(kind) ? 'a' : isExtentKind(kind) || kind === 'count' ? 'b' : null;

const columnFields = (fields: readonly Field[]): ColumnFields =>
  new Map(
    fields.map(({ key, kind, inside, isOpen }) => [
      key,
      { kind, column: columnOf(kind), args: isOpen ? columnFields(inside) : null },
    ]),
  );

const BY_TYPE: ReadonlyMap<string, ColumnFields> = new Map(
  CATALOGUE.map(({ type, fields }) => [type, columnFields(fields)]),
);

/** Takes an event's data apart. What fits no column stays in the shape, so that nothing is ever lost. */
export function packData({ type, data }: EventDraft): { readonly shape: Shape; readonly numbers: Numbers } {
  const numbers: Numbers = { a: 0, b: 0, operation: null };
  let placed = false;
  let measured = false;
  /** Puts a number into a column; null where it fits none, or another one is there already. */
  const put = (column: ColumnField['column'], value: unknown): 'a' | 'b' | null => {
    if (column === null || !isExactNumber(value)) return null;
    if (column === 'a') {
      if (placed) return null;
      numbers.a = value;
      placed = true;
    } else {
      if (measured || packLength(value) === null) return null;
      numbers.b = value;
      measured = true;
    }
    return column;
  };
  const fieldOf = (key: string, field: ColumnField | undefined, value: unknown): PackedField => {
    if (field?.kind === 'operation' && isExactNumber(value) && value < NO_OPERATION) {
      numbers.operation = value;
      return { key, slot: 'operation', value: null };
    }
    if (field?.kind === 'parent' && isExactNumber(value) && numbers.operation !== null)
      return { key, slot: 'parent', value: numbers.operation - value };
    const slot = put(field?.column ?? null, value);
    return { key, slot, value: slot ? null : value };
  };
  const textOf = (key: string, column: ColumnField['column'], text: string): PackedField => {
    const isNumber = column !== null && (HEX.test(text) || (column === 'a' && DECIMAL.test(text)));
    const slot = isNumber ? put(column, Number(text)) : null;
    if (slot === null) return { key, slot, value: text };
    if (slot === 'b') return { key, slot: 'hexB', value: null };
    return { key, slot: text.startsWith('0x') ? 'hexA' : 'decimalA', value: null };
  };
  const known = BY_TYPE.get(type);
  const fields = Object.entries(data).map(([key, value]): PackedField => {
    const field = known?.get(key);
    const args = field?.args;
    if (!args) return fieldOf(key, field, value);
    const inside = Object.entries(value as Readonly<Record<string, string>>).map(([name, text]) =>
      textOf(name, args.get(name)?.column ?? null, text),
    );
    return { key, slot: 'inside', value: inside };
  });
  return { shape: { type, fields }, numbers };
}

/** A text that two shapes share only when they are the same. */
export const keyOfShape = ({ type, fields }: Shape): string =>
  JSON.stringify([type, ...fields.map(({ key, slot, value }) => [key, slot, value])]);

function unpackField({ slot, value }: PackedField, numbers: Numbers): unknown {
  switch (slot) {
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
      return Object.freeze(
        Object.fromEntries((value as readonly PackedField[]).map((one) => [one.key, unpackField(one, numbers)])),
      );
  }
}

/** Puts an event's data together again: the same fields in the same order, frozen. */
export function unpackData(shape: Shape, numbers: Numbers): EventDraft['data'] {
  const data: Record<string, unknown> = {};
  for (const field of shape.fields) data[field.key] = unpackField(field, numbers);
  const whole: unknown = Object.freeze(data);
  return whole as EventDraft['data'];
}

/** A field of a shape, with what the catalogue says of it. */
export type ShapeField = PackedField & Pick<Field, 'kind' | 'inside'>;

const withMeaning = (known: readonly Field[], packed: readonly PackedField[]): readonly ShapeField[] =>
  known.flatMap(({ key, kind, inside }) => {
    const field = packed.find((one) => one.key === key);
    if (field?.slot === 'inside') return withMeaning(inside, field.value as readonly PackedField[]);
    return field ? [{ ...field, kind, inside }] : [];
  });

/** Fields of a shape in the order of the catalogue, those of an operation's arguments among them. */
export const fieldsOfShape = ({ type, fields }: Shape): readonly ShapeField[] =>
  withMeaning(fieldsOfType(type), fields);

/** Whether the columns hold the place, the extent and the operation of an event, so that its data need not be looked at. */
export const numbersInColumns = (fields: readonly ShapeField[]): boolean =>
  fields.every(
    ({ kind, slot, value }) =>
      slot !== null || value === null || !(isPlaceKind(kind) || isExtentKind(kind) || kind === 'operation'),
  );
