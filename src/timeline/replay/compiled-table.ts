/** A machine as a table is compiled from: entry × change → entry; undefined is the entry of what is not there. */
export interface Rule<Entry, Change> {
  readonly step: (entry: Entry | undefined, change: Change) => Entry | undefined;
  /** A text that two entries share only when they are the same. */
  readonly entryKey: (entry: Entry) => string;
  readonly changeKey: (change: Change) => string;
  /** A change that mostly alters nothing, and is asked for again and again; null for a rule without one. */
  readonly settling: Change | null;
}

/** The number of the entry of what is not there. */
export const NOTHING = 0;

const UNASKED = -1;
const SMALLEST_ROW = 64;

/** Entries that a table holds, and cells of all its rows, before it is worth building it anew. */
export interface Bounds {
  readonly entries: number;
  readonly cells: number;
  /** Hears when a table outgrows them. */
  readonly crowded: () => void;
}

/**
 * Entries and changes as small numbers, and what each change makes of each entry, filled in by asking the rule the first
 * time. No rule is written here: the table remembers answers, and forgets them all when it is left for a new one.
 */
export class CompiledTable<Entry extends object, Change> {
  readonly #entries: (Entry | undefined)[] = [undefined];
  readonly #numbers = new Map<string, number>();
  readonly #changes: Change[] = [];
  readonly #changeNumbers = new Map<string, number>();
  readonly #rows: Int32Array[] = [];
  readonly #loosening: boolean[] = [];
  readonly #rule: Rule<Entry, Change>;
  readonly #bounds: Bounds;
  #cells = 0;

  constructor(rule: Rule<Entry, Change>, bounds: Bounds) {
    this.#rule = rule;
    this.#bounds = bounds;
  }

  /** By number; frozen. Equal entries are one object. */
  get entries(): readonly (Entry | undefined)[] {
    return this.#entries;
  }

  numberOf(entry: Entry | undefined): number {
    if (!entry) return NOTHING;
    const key = this.#rule.entryKey(entry);
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    this.#numbers.set(key, this.#entries.length);
    this.#entries.push(Object.freeze(entry));
    return this.#entries.length - 1;
  }

  changeOf(change: Change): number {
    const key = this.#rule.changeKey(change);
    const known = this.#changeNumbers.get(key);
    if (known !== undefined) return known;
    const number = this.#changes.push(change) - 1;
    this.#changeNumbers.set(key, number);
    this.#rows.push(new Int32Array(0));
    this.#loosening.push(false);
    this.#heed();
    return number;
  }

  /** The answers to one change by number of the entry, as far as asked; negative where not. Long enough for every entry. */
  row(change: number): Int32Array {
    const row = this.#rows[change] as Int32Array;
    return row.length >= this.#entries.length ? row : this.#longer(change, row);
  }

  /** The answer for one entry; asks the rule where nobody did. */
  ask(change: number, entry: number): number {
    const known = this.row(change)[entry];
    if (known !== undefined && known >= 0) return known;
    const asked = this.#changes[change];
    const next = asked === undefined ? entry : this.numberOf(this.#rule.step(this.#entries[entry], asked));
    this.row(change)[entry] = next;
    if (this.#isLoose(this.#entries[next])) this.#loosening[change] = true;
    this.#heed();
    return next;
  }

  /** Whether an answer that this change ever gave is one that the settling change alters. */
  loosens(change: number): boolean {
    return this.#loosening[change] as boolean;
  }

  #longer(change: number, row: Int32Array): Int32Array {
    let length = Math.max(SMALLEST_ROW, row.length);
    while (length < this.#entries.length) length *= 2;
    const longer = new Int32Array(length).fill(UNASKED, row.length);
    longer.set(row);
    this.#rows[change] = longer;
    this.#cells += length - row.length;
    return longer;
  }

  #isLoose(entry: Entry | undefined): boolean {
    const { settling, step, entryKey } = this.#rule;
    if (settling === null) return false;
    const settled = step(entry, settling);
    return (settled && entryKey(settled)) !== (entry && entryKey(entry));
  }

  #heed(): void {
    const { entries, cells, crowded } = this.#bounds;
    if (this.#entries.length > entries || this.#cells > cells || this.#changes.length > entries) crowded();
  }
}
