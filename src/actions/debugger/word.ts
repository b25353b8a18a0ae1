import { type ActionInput, type ActionResult, type ArgumentSpec, type OptionSpec, UsageError } from '../action.ts';
import type { Session } from './session.ts';

/** A word was understood, its arguments were not: what was expected, and where in the line. */
export class WordError extends UsageError {
  /** Counts from 1. */
  readonly column: number;

  constructor(column: number, reason: string) {
    super(reason);
    this.column = column;
  }
}

export interface WordArgument extends ArgumentSpec {
  /** Takes the rest of the line as it was typed, spaces and quotes included. */
  readonly rest?: true;
  /** What may stand here, for completion. @param before arguments that stand before it */
  readonly values?: (session: Session, before: readonly string[]) => Iterable<string>;
}

export interface WordOption extends OptionSpec {
  readonly values?: (session: Session) => Iterable<string>;
}

/** What a face lends to a word while it runs. */
export interface RunContext {
  /** Told how far long work has come. */
  readonly progress: (text: string) => void;
  /** Set when somebody wants a long run to stop. */
  readonly signal: AbortSignal;
  /** Whether an empty line said the word again. */
  readonly again: boolean;
}

export interface WordInput extends ActionInput, RunContext {
  /** Column, from 1, at which an argument or an option's value was typed; where the line ends for one left out. */
  readonly columnOf: (name: string) => number;
}

export const WORD_GROUPS = {
  move: 'move in time',
  look: 'look at memory',
  search: 'search and compare',
  watch: 'stop where something happens',
  mark: 'come back, or try something else',
  session: 'the session',
} as const;
export type WordGroup = keyof typeof WORD_GROUPS;

/** One thing that a user can do in a session: a word of the debugger now, an entry of the palette later. */
export interface SessionAction {
  readonly name: string;
  /** Other names, gdb's and rr's short ones above all. Each works whole; a prefix of one does too. */
  readonly aliases: readonly string[];
  readonly group: WordGroup;
  readonly summary: string;
  readonly args: readonly WordArgument[];
  readonly options: readonly WordOption[];
  readonly examples: readonly { readonly call: string; readonly shows: string }[];
  /** What the arguments leave to be told, as the language of a predicate: names with what they mean, for help. */
  readonly more?: { readonly title: string; readonly rows: readonly (readonly [name: string, text: string])[] };
  /** Whether an empty line says this word again, as in gdb: not what sets something up, or leaves. */
  readonly repeats: boolean;
  /** Keys of the inspector that do the same. */
  readonly keys?: readonly string[];
  readonly run: (session: Session, input: WordInput) => ActionResult | Promise<ActionResult>;
}

/** `goto <when>`, as help and complaints write it. */
export const usageOf = ({ name, args, options }: SessionAction): string =>
  [
    name,
    ...args.map(({ name: arg, required, rest }) => {
      const shown = rest ? `${arg} …` : arg;
      return required ? `<${shown}>` : `[${shown}]`;
    }),
    ...options.map(({ flags }) => `[${flags}]`),
  ].join(' ');
