/** One token of a predicate. Columns count from 1. */
export interface Token {
  readonly text: string;
  readonly column: number;
}

/** A predicate that can't be read: where, what stands there, and what could stand there. */
export interface PredicateProblem {
  readonly column: number;
  readonly read: string;
  readonly expected: string;
}

/** Subjects, words with a hyphen, numbers, comparisons, brackets. */
const TOKEN = /\s*(?:([A-Za-z_][\w:-]*|0[xX][0-9a-fA-F]+|\d+|[=!<>]=?|[()])|(\S))/y;

export type Tokens =
  | { readonly ok: true; readonly tokens: readonly Token[] }
  | { readonly ok: false; readonly problem: PredicateProblem };

/** Splits a predicate; the first character that belongs to no token is told. */
export function tokensOf(text: string): Tokens {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  for (let found = TOKEN.exec(text); found; found = TOKEN.exec(text)) {
    const [whole, token, strange] = found;
    const column = found.index + whole.length - (token ?? strange ?? '').length + 1;
    if (token === undefined) {
      const expected = 'words, numbers, comparisons (= != < <= > >=) and brackets';
      return { ok: false, problem: { column, read: JSON.stringify(strange), expected } };
    }
    tokens.push({ text: token, column });
  }
  return { ok: true, tokens };
}
