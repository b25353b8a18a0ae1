import { type Token, tokensOf } from '../../sources/scenario/tokens.ts';
import { UsageError } from '../action.ts';

/** A line that no action can be made of, with the column, from 1, at which it goes wrong. */
export class LineError extends UsageError {
  readonly column: number;

  constructor(column: number, reason: string) {
    super(reason);
    this.column = column;
  }
}

/** The tokens of a line. @throws LineError at a quote that nothing closes */
export function tokensOfLine(line: string): readonly Token[] {
  const split = tokensOf(line);
  if (split.ok) return split.tokens;
  throw new LineError(split.column, split.reason);
}
