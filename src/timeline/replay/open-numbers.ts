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
  /** No number in the array is open above it. */
  #highest = -1;

  get count(): number {
    return this.#count;
  }

  /** Begins anew what is under way already. */
  begin(number: number, position: number): void {
    this.#begins++;
    if (number >= this.#began.length) {
      this.#beginBeyond(number, position);
      return;
    }
    if (this.#began[number] === CLOSED) this.#count++;
    this.#began[number] = position;
    if (number > this.#highest) this.#highest = number;
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

  /** The one that began with the highest number first, but for those that are kept aside. */
  each(visit: (number: number, position: number) => void): void {
    let left = this.#count - this.#far.size;
    for (let number = this.#highest; left > 0; number--) {
      const position = this.#began[number] as number;
      if (position === CLOSED) continue;
      visit(number, position);
      left--;
    }
    for (const [number, position] of this.#far) visit(number, position);
  }

  clear(): void {
    this.each((number) => {
      if (number < this.#began.length) this.#began[number] = CLOSED;
    });
    this.#far.clear();
    this.#count = 0;
    this.#highest = -1;
  }

  #beginBeyond(number: number, position: number): void {
    if (number < REACH * this.#begins) {
      this.#reach(number);
      this.begin(number, position);
      return;
    }
    if (!this.#far.has(number)) this.#count++;
    this.#far.set(number, position);
  }

  /** Makes the array reach a number, and takes in what was kept aside until now. */
  #reach(number: number): void {
    const longer = new Uint32Array(Math.max(2 * this.#began.length, number + 1)).fill(CLOSED);
    longer.set(this.#began);
    this.#began = longer;
    for (const [aside, position] of this.#far) {
      if (aside >= longer.length) continue;
      longer[aside] = position;
      this.#highest = Math.max(this.#highest, aside);
      this.#far.delete(aside);
    }
  }
}
