import { z } from 'zod';
import type { OperationName } from '../../../events/catalogue.ts';
import { COMMAND_FIELDS, environment } from './shape.ts';

/** What may stand behind a field's name. */
export type FieldKind = 'quantity' | 'number' | 'switch' | 'word' | 'text';

/** Field of a command, as a scenario's shape has it. */
export interface CommandField {
  readonly name: string;
  readonly kind: FieldKind;
  /** The words of a field of kind `word`. */
  readonly words: readonly string[];
  readonly required: boolean;
  /** Whether it is something that the kernel's rules don't decide. */
  readonly outside: boolean;
}

type Shape = Readonly<Record<string, z.core.$ZodType>>;

function bare(schema: z.core.$ZodType): z.core.$ZodType {
  return schema instanceof z.ZodOptional || schema instanceof z.ZodDefault ? bare(schema.unwrap()) : schema;
}

function kindOf(schema: z.core.$ZodType): FieldKind {
  if (schema instanceof z.ZodUnion) return 'quantity';
  if (schema instanceof z.ZodNumber) return 'number';
  if (schema instanceof z.ZodBoolean) return 'switch';
  return schema instanceof z.ZodEnum ? 'word' : 'text';
}

const fieldsIn = (shape: Shape, outside: boolean): readonly CommandField[] =>
  Object.entries(shape).map(([name, schema]) => {
    const inner = bare(schema);
    const words = inner instanceof z.ZodEnum ? inner.options.map(String) : [];
    return { name, kind: kindOf(inner), words, required: inner === schema, outside };
  });

const OUTSIDE = fieldsIn(environment.shape, true);

/** Fields of a command: its own first, then those of the environment. */
export function commandFields(operation: OperationName): readonly CommandField[] {
  const { environment: _, ...own } = COMMAND_FIELDS[operation].shape;
  return [...fieldsIn(own, false), ...OUTSIDE];
}

/** Fields that may stand without their names, in this order: a block and what it is to become, or a range and its node. */
const PLACED = ['block', 'kind', 'start', 'size', 'nid'];

/** The fields of a command that may stand without their names, in their order. */
export const placedFields = (operation: OperationName): readonly CommandField[] =>
  commandFields(operation)
    .filter(({ name, outside }) => !outside && PLACED.includes(name))
    .sort((a, b) => PLACED.indexOf(a.name) - PLACED.indexOf(b.name));
