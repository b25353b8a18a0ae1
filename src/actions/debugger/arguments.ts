import type { Token } from '../../sources/scenario/tokens.ts';
import { optionShape, type SessionAction, usageOf } from '../action.ts';
import { LineError } from './line.ts';

/** Arguments and options of a line, by name, with the columns at which they stand. */
export interface LineInput {
  readonly args: Readonly<Record<string, string | undefined>>;
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
  readonly columns: Readonly<Record<string, number>>;
}

/** Options of an action on its line: its own, and arguments that may be named. */
export function* flagsOf({ args = [], options = [] }: SessionAction) {
  for (const option of options) yield { ...optionShape(option.flags), ...option };
  for (const { name, flags, ...argument } of args) {
    if (flags !== undefined) yield { ...optionShape(flags), ...argument, argument: name };
  }
}

/**
 * Lays tokens behind an action's name out as its arguments and options.
 * @throws LineError at what does not belong there, or where something is missing.
 */
export function inputOf(action: SessionAction, line: string, tokens: readonly Token[]): LineInput {
  const args: Record<string, string> = {};
  const options: Record<string, string | boolean> = {};
  const columns: Record<string, number> = {};
  const usage = `usage: ${usageOf(action)}`;
  const places = action.args ?? [];
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index];
    if (!token) break;
    if (token.text.startsWith('--')) {
      const [flag = '', value] = token.text.split(/=(.*)/s);
      const option = [...flagsOf(action)].find((one) => one.flag === flag);
      if (!option) throw new LineError(token.column, `${action.id} has no option ${flag}; ${usage}`);
      if (!option.takesValue) {
        options[option.key] = true;
        continue;
      }
      const given = value === undefined ? tokens[++index] : { ...token, text: value };
      if (!given) throw new LineError(token.end, `${flag} takes a value: ${option.description}`);
      const [into, name] = 'argument' in option ? [args, option.argument] : [options, option.key];
      into[name] = given.text;
      columns[name] = given.column;
      continue;
    }
    const argument = places.find(({ name }) => !(name in args));
    if (!argument) {
      const takes = places.length === 0 ? 'takes no argument' : 'takes no more';
      throw new LineError(token.column, `${action.id} ${takes}: ${JSON.stringify(token.text)}; ${usage}`);
    }
    columns[argument.name] = token.column;
    if (argument.rest) {
      args[argument.name] = line.slice(token.column - 1).trimEnd();
      break;
    }
    args[argument.name] = token.text;
  }
  const missing = places.find(({ name, required }) => required && !(name in args));
  if (missing) {
    const column = (tokens.at(-1)?.end ?? line.trimEnd().length + 1) + 1;
    throw new LineError(column, `${action.id} expects ${missing.name}: ${missing.description}; ${usage}`);
  }
  return { args, options, columns };
}
