import { z } from 'zod';

/** What a field of an event means: each kind in plain words. */
export const KINDS = {
  page: 'page-frame number',
  address: 'physical address of memory, in bytes',
  resource: 'physical address of a line in /proc/iomem, be it memory or not',
  block: 'number N of a memory block, memoryN',
  pages: 'number of pages',
  size: 'number of bytes',
  operation: 'number of the operation that the event belongs to',
  parent: 'number of the operation around it',
  node: 'NUMA node',
  zone: 'name of a zone',
  errno: 'error of the kernel',
  cpu: 'number of a CPU',
  count: 'whole number',
  duration: 'nanoseconds',
  word: 'word of a closed list',
  term: 'name in the kernel or the model, the same on every machine',
  file: 'name of a file',
  text: 'free text, which can name tasks and addresses',
  quotation: 'quoted source, which can hold anything',
} as const;
export type Kind = keyof typeof KINDS;

/** Kinds of the fields that say where something lies, and the kind of the field beside each that says how far it reaches. */
export const EXTENT_OF = { page: 'pages', address: 'size', resource: 'size', block: null } as const;
export type PlaceKind = keyof typeof EXTENT_OF;

export const isPlaceKind = (kind: Kind | null): kind is PlaceKind => kind !== null && kind in EXTENT_OF;
export const isExtentKind = (kind: Kind | null): boolean => kind === 'pages' || kind === 'size';

/** What the schema of a field is registered with: its kind, or the kinds of a record's values by their names. */
type Meaning = Kind | Readonly<Record<string, Kind>>;
const MEANINGS = z.registry<{ readonly meaning: Meaning }>();

/** A schema whose values are of a kind. */
export function ofKind<S extends z.ZodType>(meaning: Meaning, schema: S): S {
  MEANINGS.add(schema, { meaning });
  return schema;
}

/** One field of an event's data: a value of a kind, or (`kind` null) the fields of an object, or of each object of a list. */
export interface Field {
  readonly key: string;
  readonly kind: Kind | null;
  readonly inside: readonly Field[];
  /** The record holds other keys too, whose values are text: what was asked of an operation. */
  readonly isOpen: boolean;
}

const leaf = (key: string, kind: Kind): Field => ({ key, kind, inside: [], isOpen: false });

/**
 * The field that a schema describes. Text is free text until its kind says otherwise.
 * @throws Error for a number, or a shape, that has no kind.
 */
function fieldOf(key: string, schema: unknown): Field {
  const meaning = schema instanceof z.ZodType ? MEANINGS.get(schema)?.meaning : undefined;
  if (typeof meaning === 'string') return leaf(key, meaning);
  if (meaning) {
    const inside = Object.entries(meaning).map(([name, kind]) => leaf(name, kind));
    return { key, kind: null, inside, isOpen: true };
  }
  if (schema instanceof z.ZodNullable) return fieldOf(key, schema.unwrap());
  if (schema instanceof z.ZodArray) return fieldOf(key, schema.element);
  if (schema instanceof z.ZodObject) return { key, kind: null, inside: fieldsOf(schema), isOpen: false };
  if (schema instanceof z.ZodEnum || schema instanceof z.ZodBoolean) return leaf(key, 'word');
  if (schema instanceof z.ZodString) return leaf(key, 'text');
  throw new Error(`the field ${key} has no kind: say with ofKind() what its values mean`);
}

/** Fields of an object, in the order of its schema. */
export const fieldsOf = (schema: z.ZodObject): readonly Field[] =>
  Object.entries(schema.shape).map(([key, part]) => fieldOf(key, part));
