import { sameValue } from './same-value.ts';

/** Things of one kind by their numbers. */
export type Numbered<T> = Readonly<Record<number, T>>;

/** How some numbered things differ between two instants. A thing that is in both, and alike, is in none of the three. */
export interface Changes<T> {
  readonly added: Numbered<T>;
  readonly updated: Numbered<readonly [from: T, to: T]>;
  readonly removed: Numbered<T>;
}

/** A thing on both sides of a change; undefined where it was removed. */
interface Pair<T> {
  readonly from: T | undefined;
  readonly to: T | undefined;
}

/** Changes put together from what each number was and became; what stayed as it was is left out. */
export class ChangesBuilder<T> {
  readonly #added: Record<number, T> = {};
  readonly #updated: Record<number, readonly [T, T]> = {};
  readonly #removed: Record<number, T> = {};

  put(number: number, { from, to }: Pair<T>): void {
    if (from === undefined && to !== undefined) this.#added[number] = to;
    else if (from !== undefined && to === undefined) this.#removed[number] = from;
    else if (from !== undefined && to !== undefined && !sameValue(from, to)) this.#updated[number] = [from, to];
  }

  build(): Changes<T> {
    return { added: this.#added, updated: this.#updated, removed: this.#removed };
  }
}

/** Every number of some changes with both its sides, ascending. */
export function* eachChange<T>({ added, updated, removed }: Changes<T>): Generator<readonly [number, Pair<T>]> {
  const pairs: [number, Pair<T>][] = [];
  for (const [number, to] of Object.entries(added)) pairs.push([Number(number), { from: undefined, to }]);
  for (const [number, [from, to]] of Object.entries(updated)) pairs.push([Number(number), { from, to }]);
  for (const [number, from] of Object.entries(removed)) pairs.push([Number(number), { from, to: undefined }]);
  yield* pairs.sort(([a], [b]) => a - b);
}

/** What differs between two sets of things. */
export function changesBetween<T>(from: Numbered<T>, to: Numbered<T>): Changes<T> {
  const changes = new ChangesBuilder<T>();
  if (from === to) return changes.build();
  for (const name of new Set([...Object.keys(from), ...Object.keys(to)])) {
    const number = Number(name);
    changes.put(number, { from: from[number], to: to[number] });
  }
  return changes.build();
}

/** The way back. */
export function reverseChanges<T>({ added, updated, removed }: Changes<T>): Changes<T> {
  const back = Object.entries(updated).map(([number, [from, to]]) => [number, [to, from] as const] as const);
  return { added: removed, updated: Object.fromEntries(back), removed: added };
}

/** Two changes, one after the other, as one; what came back to what it was is in none. */
export function squashChanges<T>(first: Changes<T>, second: Changes<T>): Changes<T> {
  const sides = new Map<number, Pair<T>>(eachChange(first));
  for (const [number, { from, to }] of eachChange(second)) {
    sides.set(number, { from: sides.has(number) ? sides.get(number)?.from : from, to });
  }
  const changes = new ChangesBuilder<T>();
  for (const [number, pair] of sides) changes.put(number, pair);
  return changes.build();
}
