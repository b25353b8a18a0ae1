import { type CompiledTable, NOTHING } from './compiled-table.ts';

/** SECTIONS_PER_ROOT of a 4 KiB page kernel; memory blocks are kept in pages of as many. */
export const PAGE = 256;
const PAGE_SHIFT = 8;
/** Roots whose slot is found in an array; any machine's memory lies in them. Others are found by a map. */
const DENSE = 2 ** 16;
const SMALLEST = 16;
/** Numbers that two bytes hold. */
const NARROW = 2 ** 16;
/** From, and to, where a page holds nothing that the settling change alters. */
const SETTLED_FROM = PAGE;
const SETTLED_TO = -1;

/** Two bytes an entry; four once a table has more entries than these can tell apart. */
export type Page = Uint16Array | Uint32Array;

const EMPTY: Page = new Uint16Array(PAGE);

/** What stands where at an instant. Its pages never change, and images share those that are equal. */
export interface PageImage {
  readonly pages: readonly Page[];
  readonly looseFrom: Int16Array;
  readonly looseTo: Int16Array;
}

const samePage = (a: Page, b: Page): boolean => {
  for (let at = 0; at < PAGE; at++) if (a[at] !== b[at]) return false;
  return true;
};

/**
 * Numbers of entries by section or block, in pages of 256. All pages that are written lie behind each other in one array; a
 * copy of a page is taken when somebody wants to keep it, if it was written since. Of each page it is known between which
 * entries the settling change of its table may alter any.
 */
export class NumberedPages {
  readonly #slotOfDense = new Int32Array(DENSE).fill(-1);
  readonly #slotOfFar = new Map<number, number>();
  readonly #roots: number[] = [];
  #numbers: Page = new Uint16Array(SMALLEST * PAGE);
  /** By slot, the last copy that was taken; it is still right where the page was not written since. */
  #copies: Page[] = [];
  #written: Uint8Array = new Uint8Array(SMALLEST);
  #looseFrom: Int16Array = new Int16Array(SMALLEST).fill(SETTLED_FROM);
  #looseTo: Int16Array = new Int16Array(SMALLEST).fill(SETTLED_TO);

  /** A copy of every page that holds or held something, with the number of its root. */
  *shared(): Generator<readonly [root: number, page: Page]> {
    this.#copyWritten();
    for (const [slot, page] of this.#copies.entries()) {
      if (page !== EMPTY) yield [this.#roots[slot] ?? 0, page];
    }
  }

  image(): PageImage {
    this.#copyWritten();
    return {
      pages: this.#copies.slice(),
      looseFrom: this.#looseFrom.slice(0, this.#roots.length),
      looseTo: this.#looseTo.slice(0, this.#roots.length),
    };
  }

  /** @param entries how many entries the table has whose numbers the image holds. */
  restore({ pages, looseFrom, looseTo }: PageImage, entries: number): void {
    if (entries > NARROW) this.#widen();
    this.#looseFrom.fill(SETTLED_FROM).set(looseFrom);
    this.#looseTo.fill(SETTLED_TO).set(looseTo);
    for (let slot = 0; slot < this.#roots.length; slot++) {
      const page = pages[slot] ?? EMPTY;
      if (page === this.#copies[slot] && this.#written[slot] === 0) continue;
      this.#numbers.set(page, slot * PAGE);
      this.#copies[slot] = page;
      this.#written[slot] = 0;
    }
  }

  /** Puts other numbers in the place of the ones that are there. */
  renumber(renumbered: (before: number) => number): void {
    const numbers = Uint32Array.from(this.#numbers, renumbered);
    this.#numbers = numbers.every((entry) => entry < NARROW) ? Uint16Array.from(numbers) : numbers;
    this.#written.fill(1, 0, this.#roots.length);
  }

  get(at: number): number {
    const root = Math.floor(at / PAGE);
    const slot = this.#slotOf(root);
    return slot < 0 ? NOTHING : (this.#numbers[slot * PAGE + at - root * PAGE] as number);
  }

  set(at: number, entry: number): void {
    const root = Math.floor(at / PAGE);
    const slot = this.#slotFor(root);
    if (entry >= NARROW) this.#widen();
    this.#numbers[slot * PAGE + at - root * PAGE] = entry;
    this.#written[slot] = 1;
    this.#loosen(slot, at - root * PAGE, at - root * PAGE);
  }

  /** Lets everything from `first` to `last`, both included, take one change of a table. */
  run<Entry extends object, Change>(
    first: number,
    last: number,
    table: CompiledTable<Entry, Change>,
    change: number,
  ): void {
    if (last >= DENSE * PAGE) {
      this.#runFar(first, last, table, change);
      return;
    }
    // Whole numbers of 32 bits from here on: the machine counts these fastest.
    const end = last | 0;
    for (let at = first | 0; at <= end; ) {
      const base = at & ~(PAGE - 1);
      const to = end - base < PAGE ? end - base : PAGE - 1;
      this.#runIn(this.#slotFor(base >> PAGE_SHIFT), at - base, to, table, change);
      at = base + PAGE;
    }
  }

  /** `run` for one section or block. */
  runOne<Entry extends object, Change>(at: number, table: CompiledTable<Entry, Change>, change: number): void {
    if (at < DENSE * PAGE && !table.loosens(change)) {
      const whole = at | 0;
      const slot = this.#slotOfDense[whole >> PAGE_SHIFT] as number;
      if (slot >= 0) {
        const index = slot * PAGE + (whole & (PAGE - 1));
        const next = table.row(change)[this.#numbers[index] as number] as number;
        if (next >= 0) {
          this.#numbers[index] = next;
          this.#written[slot] = 1;
          return;
        }
      }
    }
    this.run(at, at, table, change);
  }

  /** `run` with the table's settling change: only where it may alter anything. */
  settle<Entry extends object, Change>(
    first: number,
    last: number,
    table: CompiledTable<Entry, Change>,
    change: number,
  ): void {
    for (let root = Math.floor(first / PAGE); root * PAGE <= last; root++) {
      const base = root * PAGE;
      const slot = this.#slotOf(root);
      if (slot < 0) continue;
      const looseFrom = this.#looseFrom[slot] as number;
      const looseTo = this.#looseTo[slot] as number;
      const from = Math.max(looseFrom, first - base);
      const to = Math.min(looseTo, last - base);
      if (from > to) continue;
      this.#change(slot, from, to, table, change);
      if (from > looseFrom && to < looseTo) continue;
      this.#looseFrom[slot] = from > looseFrom ? looseFrom : to === looseTo ? SETTLED_FROM : to + 1;
      this.#looseTo[slot] = from > looseFrom ? from - 1 : to === looseTo ? SETTLED_TO : looseTo;
    }
  }

  /** `run` where addresses are so high that hardly a machine has memory there. */
  #runFar<Entry extends object, Change>(
    first: number,
    last: number,
    table: CompiledTable<Entry, Change>,
    change: number,
  ): void {
    for (let root = Math.floor(first / PAGE); root * PAGE <= last; root++) {
      const base = root * PAGE;
      this.#runIn(this.#slotFor(root), Math.max(0, first - base), Math.min(PAGE - 1, last - base), table, change);
    }
  }

  #runIn<Entry extends object, Change>(
    slot: number,
    from: number,
    to: number,
    table: CompiledTable<Entry, Change>,
    change: number,
  ): void {
    this.#change(slot, from, to, table, change);
    if (table.loosens(change)) this.#loosen(slot, from, to);
  }

  #change<Entry extends object, Change>(
    slot: number,
    from: number,
    to: number,
    table: CompiledTable<Entry, Change>,
    change: number,
  ): void {
    const row = table.row(change);
    const numbers = this.#numbers;
    const last = slot * PAGE + to;
    this.#written[slot] = 1;
    // No call in this loop: the machine keeps arrays in its registers only as long as nobody else may change them.
    for (let at = slot * PAGE + from; at <= last; at++) {
      const next = row[numbers[at] as number] as number;
      if (next < 0) {
        this.#asking(at, last, table, change);
        return;
      }
      numbers[at] = next;
    }
  }

  /** `#change` where an answer is not known yet. */
  #asking<Entry extends object, Change>(
    first: number,
    last: number,
    table: CompiledTable<Entry, Change>,
    change: number,
  ): void {
    for (let at = first; at <= last; at++) {
      const next = table.ask(change, this.#numbers[at] as number);
      if (next >= NARROW) this.#widen();
      this.#numbers[at] = next;
    }
  }

  #copyWritten(): void {
    for (let slot = 0; slot < this.#roots.length; slot++) {
      if (this.#written[slot] === 0) continue;
      this.#written[slot] = 0;
      const page = this.#numbers.slice(slot * PAGE, (slot + 1) * PAGE);
      // What was changed and changed back is shared again.
      if (!samePage(page, this.#copies[slot] as Page)) this.#copies[slot] = page;
    }
  }

  /** Gives every entry four bytes. */
  #widen(): void {
    if (this.#numbers instanceof Uint16Array) this.#numbers = Uint32Array.from(this.#numbers);
  }

  #loosen(slot: number, from: number, to: number): void {
    if (from < (this.#looseFrom[slot] as number)) this.#looseFrom[slot] = from;
    if (to > (this.#looseTo[slot] as number)) this.#looseTo[slot] = to;
  }

  #slotOf(root: number): number {
    return root < DENSE ? (this.#slotOfDense[root] as number) : (this.#slotOfFar.get(root) ?? -1);
  }

  #slotFor(root: number): number {
    const known = this.#slotOf(root);
    if (known >= 0) return known;
    const slot = this.#roots.push(root) - 1;
    if (slot === this.#written.length) this.#grow();
    this.#copies.push(EMPTY);
    if (root < DENSE) this.#slotOfDense[root] = slot;
    else this.#slotOfFar.set(root, slot);
    return slot;
  }

  #grow(): void {
    const slots = this.#written.length;
    const numbers = this.#numbers;
    const more = 2 * slots * PAGE;
    this.#numbers = numbers instanceof Uint16Array ? new Uint16Array(more) : new Uint32Array(more);
    this.#numbers.set(numbers);
    const written = this.#written;
    this.#written = new Uint8Array(2 * slots);
    this.#written.set(written);
    const looseFrom = this.#looseFrom;
    this.#looseFrom = new Int16Array(2 * slots).fill(SETTLED_FROM);
    this.#looseFrom.set(looseFrom);
    const looseTo = this.#looseTo;
    this.#looseTo = new Int16Array(2 * slots).fill(SETTLED_TO);
    this.#looseTo.set(looseTo);
  }
}
