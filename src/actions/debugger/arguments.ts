import type { Token } from './tokens.ts';
import { type SessionAction, usageOf, WordError, type WordOption } from './word.ts';

/** What was typed behind a word, by the names of its arguments and options. */
export interface Typed {
  readonly args: Readonly<Record<string, string | undefined>>;
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
  readonly columns: Readonly<Record<string, number>>;
}

/** `--from <when>` as an option's name and whether it takes a value. */
export function optionShape({ flags }: WordOption): { readonly flag: string; readonly takesValue: boolean } {
  const flag = /--[\w-]+/.exec(flags)?.[0] ?? flags;
  return { flag, takesValue: flags.includes('<') };
}

const keyOf = (flag: string): string => flag.slice(2).replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

/**
 * Lays tokens behind a word out as its arguments and options.
 * @throws WordError at what does not belong there, or where something is missing.
 */
export function typedFor(word: SessionAction, line: string, tokens: readonly Token[]): Typed {
  const args: Record<string, string> = {};
  const options: Record<string, string | boolean> = {};
  const columns: Record<string, number> = {};
  const usage = `usage: ${usageOf(word)}`;
  let next = 0;
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index];
    if (!token) break;
    if (token.text.startsWith('--')) {
      const [flag = '', value] = token.text.split(/=(.*)/s);
      const option = word.options.find((one) => optionShape(one).flag === flag);
      if (!option) throw new WordError(token.column, `${word.name} has no option ${flag}; ${usage}`);
      const key = keyOf(flag);
      if (!optionShape(option).takesValue) {
        options[key] = true;
        continue;
      }
      const given = value === undefined ? tokens[++index] : { ...token, text: value };
      if (!given) throw new WordError(token.end, `${flag} takes a value: ${option.description}`);
      options[key] = given.text;
      columns[key] = given.column;
      continue;
    }
    const argument = word.args[next++];
    if (!argument) {
      const takes = word.args.length === 0 ? 'takes no argument' : 'takes no more';
      throw new WordError(token.column, `${word.name} ${takes}: ${JSON.stringify(token.text)}; ${usage}`);
    }
    columns[argument.name] = token.column;
    if (argument.rest) {
      args[argument.name] = line.slice(token.column - 1).trimEnd();
      break;
    }
    args[argument.name] = token.text;
  }
  const missing = word.args.slice(next).find(({ required }) => required);
  if (missing) {
    const column = (tokens.at(-1)?.end ?? line.trimEnd().length + 1) + 1;
    throw new WordError(column, `${word.name} expects ${missing.name}: ${missing.description}; ${usage}`);
  }
  return { args, options, columns };
}
