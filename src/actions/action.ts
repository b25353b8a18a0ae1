import type { Session } from './debugger/session.ts';

/** Exit codes. Scripts rely on them: they never change. */
export const EXIT = { clean: 0, findings: 1, wrongCall: 2, unreadable: 3 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The call itself is wrong: an unknown name, a missing argument. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export interface ArgumentSpec {
  readonly name: string;
  readonly description: string;
  readonly required: boolean;
  /** Takes all that are left; only the last argument may. */
  readonly many?: true;
}

export interface OptionSpec {
  /** As in help: `--at <when>`; a flag without `<…>` is a switch. */
  readonly flags: string;
  readonly description: string;
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

/** What an action came to: a value for programs, and the same for people. */
export interface ActionResult {
  readonly exit: ExitCode;
  /** One JSON value; or, with `lines`, one JSON value a line. */
  readonly json:
    | { readonly kind: 'value'; readonly value: unknown }
    | { readonly kind: 'lines'; readonly values: Iterable<unknown> | AsyncIterable<unknown> };
  readonly text: (style: Style) => Iterable<string> | AsyncIterable<string>;
  /** Said on standard error, also with --json: what can't be known, what was left out. */
  readonly notes?: readonly string[];
}

export interface ActionInput {
  readonly args: Readonly<Record<string, string | undefined>>;
  readonly options: Readonly<Record<string, string | boolean | readonly string[] | undefined>>;
  /** Everything that an argument which takes many got. */
  readonly lists?: Readonly<Record<string, readonly string[]>>;
  /** Told how far long work has come; a face shows it where it does not get in the way. */
  readonly progress: (text: string) => void;
}

/** A verb that does not end with one answer: the face takes words for this session until it ends. */
export interface SessionOpened {
  readonly session: Session;
  /** File of words to run instead of asking for them; `-` for standard input. */
  readonly commands: string | undefined;
  /** Whether words go on after one that failed. */
  readonly keepGoing: boolean;
  /** Who shares the session; null for one that is alone with whoever says words. */
  readonly company: Company | null;
}

/** Others that see a session and may move it, as viewers do that attached to it. */
export interface Company {
  /** Printed before the first word: how others come in. */
  readonly invitation: ActionResult;
  /** Where to tell what the others do: a line at a time. */
  readonly tellTo: (tell: (line: string) => void) => void;
  /** What happens where nobody says words; ends when the user interrupts. */
  readonly alone: () => Promise<void>;
  /** The session is over. */
  readonly end: () => Promise<void>;
}

/** One thing that a user can do: a verb of the CLI, an entry of the palette. Words of a session are its like: see debugger/. */
export interface Action {
  readonly name: string;
  readonly summary: string;
  readonly args: readonly ArgumentSpec[];
  readonly options: readonly OptionSpec[];
  /** Calls that work, each with what it shows. */
  readonly examples: readonly { readonly call: string; readonly shows: string }[];
  /** What the arguments leave to be told, as the language of a predicate: told in help after the examples. */
  readonly more?: { readonly title: string; readonly lines: readonly string[] };
  readonly run: (input: ActionInput) => ActionResult | SessionOpened | Promise<ActionResult | SessionOpened>;
}

/** An option's text, or undefined. */
export function textOption({ options }: ActionInput, name: string): string | undefined {
  const value = options[name];
  return typeof value === 'string' ? value : undefined;
}

/** What an option got that may be given more than once, in order. */
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
