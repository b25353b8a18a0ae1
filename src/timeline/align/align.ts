/** Two lists laid side by side: what stands in both in one order is one row. */
export type Row<T> = readonly [a: T, b: T] | readonly [a: T, b: null] | readonly [a: null, b: T];

/** Lengths of the longest common subsequence of `a` with each beginning of `b`: one row of the table. */
function lastLengths(a: readonly string[], b: readonly string[]): Uint32Array {
  let before = new Uint32Array(b.length + 1);
  for (const key of a) {
    const row = new Uint32Array(b.length + 1);
    for (let index = 1; index <= b.length; index++) {
      row[index] =
        b[index - 1] === key ? (before[index - 1] ?? 0) + 1 : Math.max(before[index] ?? 0, row[index - 1] ?? 0);
    }
    before = row;
  }
  return before;
}

type Pair = readonly [a: number, b: number];

/**
 * Pairs of a longest common subsequence, by halving `a` (Hirschberg): memory for one row, so that long records fit.
 * @param at where the lists begin in the whole ones.
 */
function commonPairs(a: readonly string[], b: readonly string[], at: Pair): readonly Pair[] {
  const [first] = a;
  if (first === undefined || b.length === 0) return [];
  if (a.length === 1) {
    const found = b.indexOf(first);
    return found < 0 ? [] : [[at[0], at[1] + found]];
  }
  const middle = a.length >> 1;
  const left = lastLengths(a.slice(0, middle), b);
  const right = lastLengths(a.slice(middle).reverse(), b.toReversed());
  let cut = 0;
  for (let index = 1; index <= b.length; index++) {
    const sum = (left[index] ?? 0) + (right[b.length - index] ?? 0);
    if (sum > (left[cut] ?? 0) + (right[b.length - cut] ?? 0)) cut = index;
  }
  return [
    ...commonPairs(a.slice(0, middle), b.slice(0, cut), at),
    ...commonPairs(a.slice(middle), b.slice(cut), [at[0] + middle, at[1] + cut]),
  ];
}

/** Aligns two lists by a key of their things, order kept, with as many in common as can be. */
export function align<T>(a: readonly T[], b: readonly T[], keyOf: (thing: T) => string): readonly Row<T>[] {
  const [keysA, keysB] = [a.map(keyOf), b.map(keyOf)];
  let same = 0;
  while (same < keysA.length && same < keysB.length && keysA[same] === keysB[same]) same++;
  const begin: readonly Pair[] = Array.from({ length: same }, (_, index) => [index, index] as const);
  const pairs = [...begin, ...commonPairs(keysA.slice(same), keysB.slice(same), [same, same])];
  const rows: Row<T>[] = [];
  let [nextA, nextB] = [0, 0];
  for (const [indexA, indexB] of [...pairs, [a.length, b.length] as const]) {
    for (const thing of a.slice(nextA, indexA)) rows.push([thing, null]);
    for (const thing of b.slice(nextB, indexB)) rows.push([null, thing]);
    const [thingA, thingB] = [a[indexA], b[indexB]];
    if (thingA !== undefined && thingB !== undefined) rows.push([thingA, thingB]);
    [nextA, nextB] = [indexA + 1, indexB + 1];
  }
  return rows;
}
