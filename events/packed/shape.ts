import { type EventType, fieldsOfType } from '../catalogue.ts';
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

const FIELDS = new Map<EventType, ReadonlyMap<string, Field>>();

/** Fields of a type's data by their keys. */
function fieldsByKey(type: EventType): ReadonlyMap<string, Field> {
  const known = FIELDS.get(type) ?? new Map(fieldsOfType(type).map((field) => [field.key, field]));
  FIELDS.set(type, known);
  return known;
}

/** Takes an event's data apart. What fits no column stays in the shape, so that nothing is ever lost. */
export function packData({ type, data }: EventDraft): { readonly shape: Shape; readonly numbers: Numbers } {
  const numbers: Numbers = { a: 0, b: 0, operation: null };
  let placed = false;
  let measured = false;
  /** Puts a number into the column of its kind; null where it fits none, or another one is there already. */
  const put = (kind: Kind | null, value: unknown): 'a' | 'b' | null => {
    if (!kind || !isExactNumber(value)) return null;
    if (!placed && isPlaceKind(kind)) {
      numbers.a = value;
      placed = true;
      return 'a';
    }
    if (measured || !(isExtentKind(kind) || kind === 'count') || packLength(value) === null) return null;
    numbers.b = value;
    measured = true;
    return 'b';
  };
  const slotOf = (kind: Kind | null, value: unknown): Omit<PackedField, 'key'> => {
    if (kind === 'operation' && isExactNumber(value) && value < NO_OPERATION) {
      numbers.operation = value;
      return { slot: 'operation', value: null };
    }
    if (kind === 'parent' && isExactNumber(value) && numbers.operation !== null)
      return { slot: 'parent', value: numbers.operation - value };
    const slot = put(kind, value);
    return slot ? { slot, value: null } : { slot, value };
  };
  const slotOfText = (kind: Kind | null, text: string): Omit<PackedField, 'key'> => {
    const slot = HEX.test(text) || (isPlaceKind(kind) && DECIMAL.test(text)) ? put(kind, Number(text)) : null;
    if (slot === null) return { slot, value: text };
    if (slot === 'b') return { slot: 'hexB', value: null };
    return { slot: text.startsWith('0x') ? 'hexA' : 'decimalA', value: null };
  };
  const known = fieldsByKey(type);
  const fields = Object.entries(data).map(([key, value]): PackedField => {
    const field = known.get(key);
    if (!field?.isOpen) return { key, ...slotOf(field?.kind ?? null, value) };
    const inside = Object.entries(value as Readonly<Record<string, string>>).map(([name, text]) => ({
      key: name,
      ...slotOfText(field.inside.find((one) => one.key === name)?.kind ?? null, text),
    }));
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
