/**
 * Search of a log in steps: each yields the position reached, so that the caller can show progress and stop. Returns what it
 * found.
 */
export type Search<T> = Generator<number, T, void>;

/** Result of a search, run to its end. */
export function runToEnd<T>(search: Search<T>): T {
  for (;;) {
    const step = search.next();
    if (step.done) return step.value;
  }
}
