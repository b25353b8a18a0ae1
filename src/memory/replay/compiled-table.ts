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
}

/**
 * Entries and changes as small numbers, and what each change makes of each entry, filled in by asking the rule the first
 * time. No rule is written here: the table remembers answers, and forgets them all when it is left for a new one.
 */
export interface CompiledTable<Entry, Change> {
  /** By number; frozen. Equal entries are one object. */
  readonly entries: readonly (Entry | undefined)[];
  numberOf(entry: Entry | undefined): number;
  changeOf(change: Change): number;
  /** The answers to one change by number of the entry, as far as asked; negative where not. Long enough for every entry. */
  row(change: number): Int32Array;
  /** The answer for one entry; asks the rule where nobody did. */
  ask(change: number, entry: number): number;
  /** Whether an answer that this change ever gave is one that the settling change alters. */
  loosens(change: number): boolean;
  /** Whether it outgrew its bounds. */
  readonly crowded: boolean;
}

export function compiledTable<Entry extends object, Change>(
  rule: Rule<Entry, Change>,
  bounds: Bounds,
): CompiledTable<Entry, Change> {
  const entries: (Entry | undefined)[] = [undefined];
  const numbers = new Map<string, number>();
  const changes: Change[] = [];
  const changeNumbers = new Map<string, number>();
  const rows: Int32Array[] = [];
  const loosening: boolean[] = [];
  let cells = 0;
  const numberOf = (entry: Entry | undefined): number => {
    if (!entry) return NOTHING;
    const key = rule.entryKey(entry);
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, entries.length);
    entries.push(Object.freeze(entry));
    return entries.length - 1;
  };
  const row = (change: number): Int32Array => {
    const have = rows[change] ?? new Int32Array(0);
    if (have.length >= entries.length) return have;
    let length = Math.max(SMALLEST_ROW, have.length);
    while (length < entries.length) length *= 2;
    const longer = new Int32Array(length).fill(UNASKED, have.length);
    longer.set(have);
    rows[change] = longer;
    cells += length - have.length;
    return longer;
  };
  const keyOf = (entry: Entry | undefined): string => (entry ? rule.entryKey(entry) : '');
  const isLoose = (entry: Entry | undefined): boolean =>
    rule.settling !== null && keyOf(rule.step(entry, rule.settling)) !== keyOf(entry);
  return {
    entries,
    numberOf,
    changeOf(change) {
      const key = rule.changeKey(change);
      const known = changeNumbers.get(key);
      if (known !== undefined) return known;
      changeNumbers.set(key, changes.length);
      changes.push(change);
      return changes.length - 1;
    },
    row,
    ask(change, entry) {
      const known = row(change)[entry];
      if (known !== undefined && known >= 0) return known;
      const asked = changes[change];
      const next = asked === undefined ? entry : numberOf(rule.step(entries[entry], asked));
      row(change)[entry] = next;
      loosening[change] ||= isLoose(entries[next]);
      return next;
    },
    loosens: (change) => loosening[change] === true,
    get crowded() {
      return entries.length > bounds.entries || cells > bounds.cells || changes.length > bounds.entries;
    },
  };
}
