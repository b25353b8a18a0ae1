/** Numbers from 0 for distinct values, in the order in which they came. */
export interface Dictionary<T> {
  readonly values: readonly T[];
  idOf(value: T): number;
}

/** A dictionary that begins with some values. @param keyOf a text that two values share only when they are the same. */
export function dictionaryOf<T>(keyOf: (value: T) => string, first: Iterable<T> = []): Dictionary<T> {
  const values: T[] = [];
  const ids = new Map<string, number>();
  const idOf = (value: T): number => {
    const key = keyOf(value);
    const known = ids.get(key);
    if (known !== undefined) return known;
    ids.set(key, values.length);
    values.push(value);
    return values.length - 1;
  };
  for (const value of first) idOf(value);
  return { values, idOf };
}
