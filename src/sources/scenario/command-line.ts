import { OPERATIONS, type OperationName } from '../../../events/catalogue.ts';
import type { Geometry } from '../../../machines/kernel/geometry.ts';
import type { Command } from '../../memory/commands.ts';
import { type CommandField, commandFields, placedFields } from './command-fields.ts';
import { commandOfStep, QuantityProblem } from './commands.ts';
import { COMMAND_FIELDS, stepShape } from './shape.ts';
import { type Token, tokensOf } from './tokens.ts';

/** A command that was read from one line; or the column, from 1, at which it can't be read, and what was expected. */
export type CommandLine =
  | { readonly ok: true; readonly command: Command }
  | { readonly ok: false; readonly column: number; readonly reason: string };

class Problem extends Error {
  readonly column: number;

  constructor(column: number, reason: string) {
    super(reason);
    this.column = column;
  }
}

/** What the list of events adds to a command: its number before it, brackets around its arguments. Columns stay. */
const asWords = (text: string): string =>
  text
    .replace(/^\s*#\d+(?=\s)/, (number) => ' '.repeat(number.length))
    .replace(/^(\s*\w+\s*)\((.*)\)(\s*)$/s, '$1 $2 $3');

/** Names by which the log keeps what a scenario calls otherwise. */
const LOGGED: Readonly<Record<string, string>> = {
  ownMemmap: 'memmap_on_memory',
  mergeResource: 'merge',
  autoOnline: 'auto_online',
};

const NUMBER = /^(?:0x[0-9a-f]{1,13}|\d{1,15})$/i;

/** How a field is written: `start=`, `kind=online|…`, `signal`. */
export function fieldUsage({ name, kind, words }: CommandField): string {
  if (kind === 'switch') return name;
  return kind === 'word' ? `${name}=${words.join('|')}` : `${name}=`;
}

/** Usage of a command with all its fields; optional ones stand in brackets. */
export const commandUsage = (operation: OperationName): string =>
  [
    operation,
    ...commandFields(operation)
      .filter(({ outside }) => !outside)
      .map((field) => (field.required ? fieldUsage(field) : `[${fieldUsage(field)}]`)),
  ].join(' ');

/** A field's value as a scenario has it. @throws Problem for one that the field does not take */
function fieldValue(operation: OperationName, field: CommandField, text: string, column: number): unknown {
  const { name, kind, words } = field;
  switch (kind) {
    case 'number': {
      const number = name === 'block' ? text.replace(/^block:/, '') : text;
      if (NUMBER.test(number)) return Number(number);
      throw new Problem(column, `${operation} needs ${name}=, a number, decimal or 0x…; read ${JSON.stringify(text)}`);
    }
    case 'switch':
      if (/^(?:yes|true)$/.test(text)) return true;
      if (/^(?:no|false)$/.test(text)) return false;
      throw new Problem(column, `${name} is yes or no; read ${JSON.stringify(text)}`);
    case 'word':
      if (words.includes(text)) return text;
      throw new Problem(column, `${name} is one of ${words.join(', ')}; read ${JSON.stringify(text)}`);
    default:
      return text;
  }
}

/** Places tokens as a command's fields. */
class Fields {
  readonly own: Record<string, unknown> = {};
  readonly environment: Record<string, unknown> = {};
  readonly columns = new Map<string, number>();
  readonly #operation: OperationName;
  readonly #fields: readonly CommandField[];
  readonly #placed: readonly CommandField[];

  constructor(operation: OperationName) {
    this.#operation = operation;
    this.#fields = commandFields(operation);
    this.#placed = placedFields(operation);
  }

  take(piece: Token): void {
    const { column } = piece;
    const { field, text } = this.#meant(piece);
    if (this.columns.has(field.name)) throw new Problem(column, `${field.name} is told twice`);
    this.columns.set(field.name, column);
    const into = field.outside ? this.environment : this.own;
    into[field.name] = fieldValue(this.#operation, field, text, column);
  }

  /** @throws Problem where something that the command needs was not told */
  complete(end: number): void {
    const missing = this.#fields.find(({ name, required }) => required && !(name in this.own));
    if (!missing) return;
    const what =
      missing.kind === 'number' ? 'a number, decimal or 0x…' : 'an address or a size, as 0x140000000 or 128MiB';
    throw new Problem(end, `${this.#operation} needs ${missing.name}=, ${what}; ${this.#usage()}`);
  }

  #named(name: string): CommandField | undefined {
    const known = LOGGED[name] ?? name;
    return this.#fields.find((field) => field.name === known);
  }

  /** The field that a piece tells, by its name or by its place, and what it tells. @throws Problem for none */
  #meant({ text, column }: Token): { readonly field: CommandField; readonly text: string } {
    const equals = text.indexOf('=');
    if (equals >= 0) {
      const name = text.slice(0, equals);
      const field = this.#named(name);
      if (field) return { field, text: text.slice(equals + 1) };
      throw new Problem(column, `${this.#operation} takes no ${JSON.stringify(name)}; ${this.#usage()}`);
    }
    const lone = this.#named(text);
    if (lone?.kind === 'switch') return { field: lone, text: 'yes' };
    const field = this.#placed.find(({ name }) => !(name in this.own));
    if (field) return { field, text };
    throw new Problem(column, `${JSON.stringify(text)} is no field; ${this.#usage()}`);
  }

  #usage(): string {
    const outside = this.#fields.filter((field) => field.outside).map(fieldUsage);
    return `write ${commandUsage(this.#operation)}; from outside: ${outside.map((one) => one.split('|')[0]).join(' ')}`;
  }
}

/**
 * Reads a command of a scenario from one line: `offline 32`, `online block=33 kind=online_movable`,
 * `add_memory 0x140000000 128MiB unmovable_page`; or as the list of events shows it: `offline(block=32)`. Never throws.
 * @param geometry says what a page, a sub-section and a section are.
 */
export function readCommandLine(text: string, geometry: Geometry): CommandLine {
  const columns = new Map<string, number>();
  try {
    const split = tokensOf(asWords(text), ',');
    if (!split.ok) return split;
    const [first, ...rest] = split.tokens;
    const operation = OPERATIONS.find((name) => name === first?.text);
    if (!operation) {
      const reason = `write an operation with its arguments, as in offline 10 or offline(block=10); there are ${OPERATIONS.join(', ')}`;
      return { ok: false, column: first?.column ?? 1, reason };
    }
    const fields = new Fields(operation);
    for (const piece of rest) fields.take(piece);
    fields.complete(text.trimEnd().length + 1);
    for (const [name, column] of fields.columns) columns.set(name, column);
    const outside = Object.keys(fields.environment).length > 0 ? { environment: fields.environment } : {};
    const told = { ...fields.own, ...outside };
    const issue = COMMAND_FIELDS[operation].safeParse(told).error?.issues[0];
    if (issue) {
      const name = String(issue.path.at(-1));
      return { ok: false, column: columns.get(name) ?? 1, reason: `${name}: ${issue.message}` };
    }
    return { ok: true, command: commandOfStep(geometry, stepShape.parse({ [operation]: told })) };
  } catch (error) {
    if (error instanceof Problem) return { ok: false, column: error.column, reason: error.message };
    if (!(error instanceof QuantityProblem)) throw error;
    const name = String(error.path.at(-1));
    return { ok: false, column: columns.get(name) ?? 1, reason: `${name}: ${error.message}; read ${error.read}` };
  }
}
