/** One token of a line. Columns count from 1; `end` is the column after it. */
export interface Token {
  readonly text: string;
  readonly column: number;
  readonly end: number;
}

/** The tokens of a line; or the column, from 1, of a quote that nothing closes. */
export type Tokens =
  | { readonly ok: true; readonly tokens: readonly Token[] }
  | { readonly ok: false; readonly column: number; readonly reason: string };

/** Splits a line at white space and other separators; what stands in quotes stays together. */
export function tokensOf(line: string, separators = ''): Tokens {
  const tokens: Token[] = [];
  const form = new RegExp(`(?:[^\\s${separators}"']|"[^"]*"|'[^']*')+|["']`, 'g');
  for (const { 0: found, index } of line.matchAll(form)) {
    if (found === '"' || found === "'")
      return { ok: false, column: index + 1, reason: `a ${found} that nothing closes` };
    const text = found.replaceAll(/"([^"]*)"|'([^']*)'/g, '$1$2');
    tokens.push({ text, column: index + 1, end: index + found.length + 1 });
  }
  return { ok: true, tokens };
}
