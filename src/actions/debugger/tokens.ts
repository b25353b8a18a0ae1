import { UsageError } from '../action.ts';

/** One token of a line. Columns count from 1; `end` is the column after it. */
export interface Token {
  readonly text: string;
  readonly column: number;
  readonly end: number;
}

/** A line that no action can be made of, with the column, from 1, at which it goes wrong. */
export class LineError extends UsageError {
  readonly column: number;

  constructor(column: number, reason: string) {
    super(reason);
    this.column = column;
  }
}

/**
 * Splits a line at white space; what stands in quotes stays together.
 * @throws LineError at a quote that nothing closes.
 */
export function tokensOf(line: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < line.length) {
    if (/\s/.test(line[at] ?? '')) {
      at++;
      continue;
    }
    const column = at + 1;
    let text = '';
    while (at < line.length && !/\s/.test(line[at] ?? '')) {
      const quote = line[at] ?? '';
      if (quote !== '"' && quote !== "'") {
        text += quote;
        at++;
        continue;
      }
      const close = line.indexOf(quote, at + 1);
      if (close < 0) throw new LineError(at + 1, `a ${quote} that nothing closes`);
      text += line.slice(at + 1, close);
      at = close + 1;
    }
    tokens.push({ text, column, end: at + 1 });
  }
  return tokens;
}
