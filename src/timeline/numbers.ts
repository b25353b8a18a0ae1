/** Whole numbers from 0 to 2³²-1 in a row that grows: four bytes each. */
export class Numbers {
  #held = new Uint32Array(64);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(number: number): void {
    if (this.#length === this.#held.length) {
      const longer = new Uint32Array(2 * this.#length);
      longer.set(this.#held);
      this.#held = longer;
    }
    this.#held[this.#length++] = number;
  }

  /** The number at a place; 0 for a place that there is not. */
  at(index: number): number {
    return index < this.#length ? (this.#held[index] ?? 0) : 0;
  }

  put(index: number, number: number): void {
    if (index < this.#length) this.#held[index] = number;
  }

  /** How many of the numbers, which must be ascending, are not above a bound. */
  countUpTo(bound: number): number {
    let low = 0;
    let high = this.#length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#held[middle] ?? 0) <= bound) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
