import { type CompiledTable, NOTHING } from './compiled-table.ts';

/** SECTIONS_PER_ROOT of a 4 KiB page kernel; memory blocks are kept in pages of as many. */
export const PAGE = 256;
const DENSE = 2 ** 16;
const EMPTY = new Uint32Array(PAGE);
/** From, and to, where a page holds nothing that the settling change alters. */
const SETTLED_FROM = PAGE;
const SETTLED_TO = -1;

/** What stands where at an instant. Its pages never change: whoever goes on copies the ones that he writes. */
export interface PageImage {
  readonly pages: readonly Uint32Array[];
  readonly looseFrom: Int16Array;
  readonly looseTo: Int16Array;
}

/**
 * Numbers of entries by section or block, in pages of 256. Pages that an image was taken of are shared with it, and copied
 * when they are written. Of each page it is known between which entries the settling change of its table may alter any.
 */
export class NumberedPages {
  readonly #slotOfDense = new Int32Array(DENSE).fill(-1);
  readonly #slotOfFar = new Map<number, number>();
  readonly #roots: number[] = [];
  #pages: Uint32Array[] = [];
  /** Whether the page is nobody else's. */
  #own: boolean[] = [];
  #looseFrom: number[] = [];
  #looseTo: number[] = [];

  /** Every page that holds something, with the number of its root. Shares them: they are not written any more. */
  *shared(): Generator<readonly [root: number, page: Uint32Array]> {
    this.#own.fill(false);
    for (const [slot, page] of this.#pages.entries()) {
      if (page !== EMPTY) yield [this.#roots[slot] ?? 0, page];
    }
  }

  image(): PageImage {
    this.#own.fill(false);
    return {
      pages: this.#pages.slice(),
      looseFrom: Int16Array.from(this.#looseFrom),
      looseTo: Int16Array.from(this.#looseTo),
    };
  }

  restore({ pages, looseFrom, looseTo }: PageImage): void {
    this.#own.fill(false);
    for (let slot = 0; slot < this.#pages.length; slot++) {
      this.#pages[slot] = pages[slot] ?? EMPTY;
      this.#looseFrom[slot] = looseFrom[slot] ?? SETTLED_FROM;
      this.#looseTo[slot] = looseTo[slot] ?? SETTLED_TO;
    }
  }

  /** Puts other numbers in the place of the ones that are there. */
  renumber(renumbered: (before: number) => number): void {
    for (const [slot, page] of this.#pages.entries()) {
      if (page !== EMPTY) this.#pages[slot] = page.map(renumbered);
      this.#own[slot] = page !== EMPTY;
    }
  }

  get(at: number): number {
    const root = Math.floor(at / PAGE);
    const slot = this.#slotOf(root);
    return slot < 0 ? NOTHING : ((this.#pages[slot] as Uint32Array)[at - root * PAGE] as number);
  }

  set(at: number, entry: number): void {
    const root = Math.floor(at / PAGE);
    const slot = this.#slotFor(root);
    this.#writable(slot)[at - root * PAGE] = entry;
    this.#loosen(slot, at - root * PAGE, at - root * PAGE);
  }

  /** Lets everything from `first` to `last`, both included, take one change of a table. */
  run<Entry, Change>(first: number, last: number, table: CompiledTable<Entry, Change>, change: number): void {
    for (let root = Math.floor(first / PAGE); root * PAGE <= last; root++) {
      const base = root * PAGE;
      const slot = this.#slotFor(root);
      const from = Math.max(0, first - base);
      const to = Math.min(PAGE - 1, last - base);
      this.#change(slot, from, to, table, change);
      if (table.loosens(change)) this.#loosen(slot, from, to);
    }
  }

  /** `run` with the table's settling change: only where it may alter anything. */
  settle<Entry, Change>(first: number, last: number, table: CompiledTable<Entry, Change>, change: number): void {
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

  #change<Entry, Change>(
    slot: number,
    from: number,
    to: number,
    table: CompiledTable<Entry, Change>,
    change: number,
  ): void {
    const row = table.row(change);
    let page = this.#pages[slot] as Uint32Array;
    let at = from;
    if (this.#own[slot] !== true) {
      // What changes nothing copies nothing.
      while (at <= to && row[page[at] as number] === page[at]) at++;
      if (at > to) return;
      page = this.#writable(slot);
    }
    for (; at <= to; at++) {
      const entry = page[at] as number;
      const next = row[entry] as number;
      page[at] = next < 0 ? table.ask(change, entry) : next;
    }
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
    this.#pages.push(EMPTY);
    this.#own.push(false);
    this.#looseFrom.push(SETTLED_FROM);
    this.#looseTo.push(SETTLED_TO);
    if (root < DENSE) this.#slotOfDense[root] = slot;
    else this.#slotOfFar.set(root, slot);
    return slot;
  }

  #writable(slot: number): Uint32Array {
    const page = this.#pages[slot] as Uint32Array;
    if (this.#own[slot] === true) return page;
    const copy = page.slice();
    this.#pages[slot] = copy;
    this.#own[slot] = true;
    return copy;
  }
}
