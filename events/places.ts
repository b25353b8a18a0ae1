import { fieldsOfType } from './catalogue.ts';
import type { EventDraft } from './event.ts';
import { EXTENT_OF, type Field, isPlaceKind, type Kind, type PlaceKind } from './kinds.ts';

type Values = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Values => typeof value === 'object' && value !== null;

/** Where an event says that something lies. A number that the event holds as text may be none: NaN. */
export interface EventPlace {
  readonly kind: PlaceKind;
  /** Page-frame number, address in bytes, or number of a block. */
  readonly at: number;
  /** Pages or bytes; null where the event names no extent. */
  readonly extent: number | null;
  /** Somebody asked for it, and there may be no such memory. */
  readonly isAsked: boolean;
}

function* placesAmong(fields: readonly Field[], values: Values, isAsked: boolean): Generator<EventPlace> {
  const told = (key: string): unknown => values[key] ?? null;
  for (const { key, kind } of fields) {
    if (!isPlaceKind(kind) || told(key) === null) continue;
    const extentOf = fields.find((one) => one.kind === EXTENT_OF[kind] && told(one.key) !== null);
    const extent = extentOf ? Number(told(extentOf.key)) : null;
    for (const at of [told(key)].flat()) yield { kind, at: Number(at), extent, isAsked };
    // Who asks for a block by its number may name its address too.
    if (isAsked) break;
  }
  for (const { key, inside, isOpen } of fields) {
    if (inside.length === 0) continue;
    for (const part of [told(key)].flat()) if (isObject(part)) yield* placesAmong(inside, part, isOpen);
  }
}

/** Places that an event names, in order; empty for an event that names none. */
export const placesIn = ({ type, data }: EventDraft): readonly EventPlace[] => [
  ...placesAmong(fieldsOfType(type), data as Values, false),
];

/**
 * Makes the values of some fields anew, each by its kind; what `made` gives back unchanged stays as it is.
 * @param others the kind of keys that have no field.
 */
export function mapFields<T>(
  fields: readonly Field[],
  values: T,
  made: (kind: Kind, value: unknown) => unknown,
  others: Kind = 'text',
): T {
  const byKey = new Map(fields.map((field) => [field.key, field]));
  const part = (field: Field | undefined, value: unknown): unknown => {
    if (Array.isArray(value)) return value.map((one: unknown) => part(field, one));
    const kind = field ? (field.kind ?? 'text') : others;
    return isObject(value) ? mapFields(field?.inside ?? [], value, made, kind) : made(kind, value);
  };
  return Object.fromEntries(
    Object.entries(values as Values).map(([key, value]) => [key, part(byKey.get(key), value)]),
  ) as T;
}
