import type { Completions, Kind, SessionAction } from '../action.ts';
import { flagsOf } from './arguments.ts';
import { tokensOfLine } from './line.ts';
import { wordMeant } from './meaning.ts';
import { wordsOf } from './registry.ts';
import type { Session } from './session.ts';
import { valuesOfKind } from './values.ts';

/** More than these are shown by how they go on, not one by one. */
const MOST = 100;

/** What may stand where a line ends. */
export interface Completion {
  /** Texts that may replace `typed`; each ends in a space where the text is whole, in `:` or `=` where it goes on. */
  readonly candidates: readonly string[];
  /** The part of the line, up to its end, that they replace. */
  readonly typed: string;
}

/** Beginnings of a few letters more, where there are too many candidates to read. */
function readable(candidates: readonly string[], typed: string): readonly string[] {
  for (let more = 6; candidates.length > MOST && more > 0; more--) {
    const shorter = [...new Set(candidates.map((one) => one.slice(0, typed.length + more)))];
    if (shorter.length <= MOST || more === 1) return shorter;
  }
  return candidates;
}

function fitting(values: Iterable<string>, typed: string): Completion {
  const hits = new Set<string>();
  for (const value of values) {
    if (value.startsWith(typed)) hits.add(/(?::|\w=| )$/.test(value) ? value : `${value} `);
  }
  return { candidates: readable([...hits], typed), typed };
}

const valuesOf = (
  session: Session,
  { kind = 'text', values }: { readonly kind?: Kind; readonly values?: Completions },
  before: readonly string[],
): Iterable<string> => (values ?? valuesOfKind(kind))(session, before);

/** The values of the argument or option that `before` leads up to. */
function valuesAfter(
  session: Session,
  action: SessionAction,
  before: readonly string[],
  typed: string,
): Iterable<string> {
  const flags = [...flagsOf(action)];
  const last = flags.find(({ flag }) => flag === before.at(-1));
  if (last?.takesValue) return valuesOf(session, last, []);
  if (typed.startsWith('-')) return flags.map(({ flag }) => flag);
  const positional: string[] = [];
  for (let index = 0; index < before.length; index++) {
    const option = flags.find(({ flag }) => flag === before[index]);
    if (!option) positional.push(before[index] ?? '');
    else if (option.takesValue) index++;
  }
  const { args = [] } = action;
  const rest = args.at(-1)?.rest ? args.at(-1) : undefined;
  const argument = args[positional.length] ?? rest;
  return argument ? valuesOf(session, argument, positional) : [];
}

/** What may stand at the end of a line: a word, an argument, an option's value. Never throws. */
export function completionOf(session: Session, line: string): Completion {
  const typed = /\S*$/.exec(line)?.[0] ?? '';
  const before = line.slice(0, line.length - typed.length);
  if (/["']/.test(before)) return { candidates: [], typed };
  const [first, ...rest] = tokensOfLine(before);
  if (!first) {
    return fitting(
      wordsOf(session).map(({ id }) => id),
      typed,
    );
  }
  const meant = wordMeant(wordsOf(session), first.text);
  if (meant.kind !== 'word') return { candidates: [], typed };
  const behind = rest.map(({ text }) => text);
  return fitting(valuesAfter(session, meant.word, behind, typed), typed);
}
