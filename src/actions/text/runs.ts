/** Numbers in a row that say the same: one line for many alike. */
export interface Run {
  readonly first: number;
  readonly last: number;
  readonly text: string;
}

/** Folds ascending numbers with a text each into runs of neighbours with one text. */
export function runsOf(rows: Iterable<readonly [number, string]>): readonly Run[] {
  const runs: Run[] = [];
  for (const [number, text] of rows) {
    const before = runs.at(-1);
    if (before && before.last === number - 1 && before.text === text)
      runs[runs.length - 1] = { ...before, last: number };
    else runs.push({ first: number, last: number, text });
  }
  return runs;
}

/** `32`, or `32-39`. */
export const runName = ({ first, last }: Run): string => (first === last ? String(first) : `${first}-${last}`);
