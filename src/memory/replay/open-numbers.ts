const SMALLEST = 1024;
/** Logs count operations from 1: the array reaches this many times as far as there were operations, no further. */
const REACH = 4;
const CLOSED = 0xffff_ffff;

/**
 * Numbers of operations that are under way, and where each began. Operations come and go by the million, in the order of
 * their numbers: a place in an array for each costs the least. The few numbers of a log that counts otherwise are kept aside.
 */
export class OpenNumbers {
  #began = new Uint32Array(SMALLEST).fill(CLOSED);
  readonly #far = new Map<number, number>();
  #count = 0;
  #begins = 0;
  /** No number in the array is open outside these. */
  #lowest = 0;
  #highest = -1;

  get count(): number {
    return this.#count;
  }

  /** Begins anew what is under way already. */
  begin(number: number, position: number): void {
    this.#begins++;
    if (number >= this.#began.length && number < REACH * this.#begins) this.#reach(number);
    if (number >= this.#began.length) {
      if (!this.#far.has(number)) this.#count++;
      this.#far.set(number, position);
      return;
    }
    const isNew = this.#began[number] === CLOSED;
    this.#keep(number, position);
    if (isNew) this.#count++;
  }

  has(number: number): boolean {
    return number < this.#began.length ? this.#began[number] !== CLOSED : this.#far.has(number);
  }

  /** Nothing for a number that is not under way. */
  end(number: number): void {
    if (number < this.#began.length) {
      if (this.#began[number] === CLOSED) return;
      this.#began[number] = CLOSED;
      this.#count--;
    } else if (this.#far.delete(number)) this.#count--;
  }

  /** Lowest number first, but for those that are kept aside. */
  each(visit: (number: number, position: number) => void): void {
    for (let number = this.#lowest; number <= this.#highest; number++) {
      const position = this.#began[number] as number;
      if (position !== CLOSED) visit(number, position);
    }
    for (const [number, position] of this.#far) visit(number, position);
  }

  clear(): void {
    if (this.#count > this.#far.size) this.#began.fill(CLOSED, this.#lowest, this.#highest + 1);
    this.#far.clear();
    this.#count = 0;
  }

  #keep(number: number, position: number): void {
    if (this.#count === this.#far.size) {
      this.#lowest = number;
      this.#highest = number;
    }
    this.#began[number] = position;
    if (number > this.#highest) this.#highest = number;
    if (number < this.#lowest) this.#lowest = number;
  }

  /** Makes the array reach a number, and takes in what was kept aside until now. */
  #reach(number: number): void {
    const longer = new Uint32Array(Math.max(2 * this.#began.length, number + 1)).fill(CLOSED);
    longer.set(this.#began);
    this.#began = longer;
    for (const [aside, position] of this.#far) {
      if (aside >= longer.length) continue;
      this.#keep(aside, position);
      this.#far.delete(aside);
    }
  }
}
