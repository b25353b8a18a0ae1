/**
 * A search that may be long, as steps: each yields the position that it has come to, so that whoever takes them can tell
 * how far it is, and give it up. What it found is what it returns.
 */
export type Search<T> = Generator<number, T, void>;

/** Takes every step of a search at once. */
export function runToEnd<T>(search: Search<T>): T {
  for (;;) {
    const step = search.next();
    if (step.done) return step.value;
  }
}
