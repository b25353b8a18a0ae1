import type { Session } from './debugger/session.ts';

/** Exit codes. Scripts rely on them: they never change. */
export const EXIT = { clean: 0, findings: 1, wrongCall: 2, unreadable: 3 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The call itself is wrong: an unknown name, a missing argument. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  /** Name of the argument or option that is wrong; undefined where it is the call as a whole. */
  readonly argument: string | undefined;
  /** Characters of its text before the place that is wrong; undefined where that is all of it. */
  readonly offset: number | undefined;

  constructor(reason: string, argument?: string, offset?: number) {
    super(reason);
    this.argument = argument;
    this.offset = offset;
  }
}

/** Kinds of value, each with its own completion; a list is one of its texts. */
export type Kind =
  | 'text'
  | 'number'
  | 'source'
  | 'file'
  | 'instant'
  | 'subject'
  | 'predicate'
  | 'eventType'
  | 'profile'
  | 'timeline'
  | 'checkpoint'
  | readonly string[];

/** Texts that may stand where an argument goes. @param before the words in front of it */
export type Completions = (session: Session, before: readonly string[]) => Iterable<string>;

/** A value that an action takes by its place. */
export interface Argument {
  readonly name: string;
  readonly kind: Kind;
  readonly description: string;
  readonly required?: true;
  /** Takes all that are left, as a list; only the last argument may. */
  readonly many?: true;
  /** Takes the rest of the line as it was typed, spaces and quotes included; only the last argument may. */
  readonly rest?: true;
  /** The option that gives it in a shell, where the first place is the source's: `--first <predicate>`. */
  readonly flags?: string;
  /** Completion of its own, where the kind's is not all. */
  readonly values?: Completions;
}

/** A value that an action takes by a name. */
export interface OptionSpec {
  /** As in help: `--at <when>`; a flag without `<…>` is a switch. */
  readonly flags: string;
  readonly description: string;
  readonly kind?: Kind;
  readonly fallback?: string;
  /** May be given more than once. */
  readonly many?: true;
}

/** How colours and widths are chosen by the face that shows the text. */
export interface Style {
  readonly width: number;
  readonly paint: (text: string, ...formats: readonly Format[]) => string;
}
export type Format = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'blue' | 'magenta' | 'cyan';

/** The answer of an action: a value for programs, and the same for people. */
export interface ActionResult {
  readonly exit: ExitCode;
  /** One JSON value; or, with `lines`, one JSON value a line. */
  readonly json:
    | { readonly kind: 'value'; readonly value: unknown }
    | { readonly kind: 'lines'; readonly values: Iterable<unknown> | AsyncIterable<unknown> };
  readonly text: (style: Style) => Iterable<string> | AsyncIterable<string>;
  /** Lines for standard error, also with --json: what can't be known, what was left out. */
  readonly notes?: readonly string[];
}

/** An answer that is one value for programs and some lines for people. */
export const valueAnswer = (
  value: unknown,
  text: ActionResult['text'],
  notes: readonly string[] = [],
): ActionResult => ({ exit: EXIT.clean, json: { kind: 'value', value }, text, notes });

/** What a face lends to an action while it runs. */
export interface RunContext {
  /** Takes how far long work has come; a face shows it where it does not get in the way. */
  readonly progress: (text: string) => void;
  /** Set when somebody wants a long run to stop. */
  readonly signal: AbortSignal;
  /** Whether an empty line repeated the action. */
  readonly again: boolean;
}

export interface ActionInput extends RunContext {
  readonly args: Readonly<Record<string, string | undefined>>;
  readonly options: Readonly<Record<string, string | boolean | readonly string[] | undefined>>;
  /** Values of an argument that takes many. */
  readonly lists?: Readonly<Record<string, readonly string[]>>;
}

/** Groups of help, in its order, with their headings. */
export const GROUPS = {
  move: 'move in time',
  look: 'look at memory',
  search: 'search and compare',
  watch: 'stop where something happens',
  mark: 'come back, or try something else',
  model: 'ask the model',
  open: 'travel through a record',
  keep: 'keep a log, hand it on',
  map: 'the map',
  session: 'the session',
} as const;
export type Group = keyof typeof GROUPS;

/** A table under help: names with what they mean, as the language of predicates. */
export interface More {
  readonly title: string;
  readonly rows: readonly (readonly [name: string, text: string])[];
}

/** Anything that a user can do, in whatever face: one row of help, of completion, of the palette, of the list of keys. */
export interface Action {
  /** Its name, as it is typed: `reverse-continue`. */
  readonly id: string;
  /** Other names, gdb's and rr's short ones above all. Each works whole; a prefix of one does too. */
  readonly aliases?: readonly string[];
  readonly group: Group;
  readonly summary: string;
  readonly args?: readonly Argument[];
  readonly options?: readonly OptionSpec[];
  readonly more?: More;
}

/** Calls that work, each with what it shows. */
export type Examples = readonly { readonly call: string; readonly shows: string }[];

/** An action on a record that is open already: a word of the debugger, in a terminal and in the page. */
export interface SessionAction extends Action {
  readonly examples: Examples;
  /** Whether an empty line repeats it, as in gdb: not what sets something up, or leaves. */
  readonly repeats?: true;
  readonly run: (session: Session, input: ActionInput) => ActionResult | Promise<ActionResult>;
}

/** `goto <when>`, as help and complaints write it. */
export const usageOf = ({ id, args = [], options = [] }: Action): string =>
  [
    id,
    ...args.map(({ name, required, rest }) => {
      const shown = rest ? `${name} …` : name;
      return required ? `<${shown}>` : `[${shown}]`;
    }),
    ...options.map(({ flags }) => `[${flags}]`),
  ].join(' ');

/** `--from <when>` as an option's flag, its key in the input, and whether it takes a value. */
export function optionShape(flags: string): {
  readonly flag: string;
  readonly key: string;
  readonly takesValue: boolean;
} {
  const flag = /--[\w-]+/.exec(flags)?.[0] ?? flags;
  const key = flag.slice(2).replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  return { flag, key, takesValue: flags.includes('<') };
}

/** An option's text, or undefined. */
export function textOption({ options }: Pick<ActionInput, 'options'>, name: string): string | undefined {
  const value = options[name];
  return typeof value === 'string' ? value : undefined;
}

/** Texts of an option that may be given more than once, in order. */
export function textsOption({ options }: ActionInput, name: string): readonly string[] {
  const value = options[name];
  return typeof value === 'string' ? [value] : typeof value === 'object' ? value : [];
}

/** An argument that must be there. @throws UsageError when it is not. */
export function requiredArgument({ args }: ActionInput, name: string): string {
  const value = args[name];
  if (value === undefined) throw new UsageError(`missing ${name}`);
  return value;
}
