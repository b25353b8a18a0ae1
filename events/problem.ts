import type { Place } from './event.ts';
import { plain } from './plain-text.ts';

/** Why a source can't be read: where, what stood there, what was expected, and what to do. */
export interface SourceProblem {
  readonly place: Place & { readonly column: number };
  readonly read: string;
  readonly expected: string;
  readonly advice?: string | undefined;
}

const LONGEST_QUOTE = 80;

/** Text in quotes as it may be shown: nothing that a terminal obeys, not too long. */
export function quoted(text: string): string {
  return plain(JSON.stringify(text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text));
}

export const describeProblem = ({ place, read, expected, advice }: SourceProblem): string =>
  [
    `${place.file}:${place.line}:${place.column}: read ${read}`,
    `  expected ${expected}`,
    ...(advice ? [`  ${advice}`] : []),
  ].join('\n');

/** Carries a problem out of the reader; `openSource` turns it into a value. */
export class SourceError extends Error {
  override readonly name = 'SourceError';
  readonly problem: SourceProblem;

  constructor(problem: SourceProblem) {
    super(describeProblem(problem));
    this.problem = problem;
  }
}

/**
 * Runs what reads a file. What the system answers instead (no right to read it, a folder, too large) becomes a problem.
 * @throws SourceError
 */
export function readingFrom<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : null;
    if (code === null) throw error;
    throw new SourceError({
      place: { file: path, line: 1, column: 1 },
      read: `nothing: the system answers ${code}`,
      expected: 'a file that can be read',
    });
  }
}
