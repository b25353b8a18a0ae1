/** The end of a chain. */
export const NO_LINK = -1;

const SMALLEST = 256;

/**
 * Many short chains of numbers in two typed arrays. A link names the one before it, so a chain is known by its last link.
 * Links are never given back one by one: all of them are, once no chain is needed any more.
 */
export interface Chains {
  /** Adds a number after a link, or begins a chain after NO_LINK; returns the new link. */
  link(before: number, value: number): number;
  at(link: number): number;
  before(link: number): number;
  /** The numbers of a chain, first to last. */
  of(last: number): readonly number[];
  clear(): void;
}

export function chains(): Chains {
  let values = new Float64Array(SMALLEST);
  let befores = new Int32Array(SMALLEST);
  let length = 0;
  const grow = (): void => {
    const more = new Float64Array(2 * length);
    more.set(values);
    values = more;
    const moreBefores = new Int32Array(2 * length);
    moreBefores.set(befores);
    befores = moreBefores;
  };
  return {
    link(before, value) {
      if (length === values.length) grow();
      values[length] = value;
      befores[length] = before;
      return length++;
    },
    at: (link) => values[link] as number,
    before: (link) => befores[link] as number,
    of(last) {
      const numbers: number[] = [];
      for (let link = last; link !== NO_LINK; link = befores[link] as number) numbers.push(values[link] as number);
      return numbers.reverse();
    },
    clear() {
      length = 0;
    },
  };
}
