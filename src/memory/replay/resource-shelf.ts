import { type Reservation, type Resource, type ResourceTree, release, reserve } from '../resources.ts';

/**
 * /proc/iomem while a log is replayed: a tree that is changed in place. What `reserve` and `release` do to a range depends on
 * the lines that touch it, and on no other: they are asked of these lines alone, which are found by halving.
 */
export interface ResourceShelf {
  /** The tree; the same object until it changes. */
  readonly tree: ResourceTree;
  /** Another tree. */
  put(tree: ResourceTree): void;
  /** Whether the line found its place. Addresses in bytes, the end included. */
  reserve(line: Pick<Resource, 'start' | 'end' | 'name' | 'mergeable'>): boolean;
  release(start: number, end: number): void;
}

/** In the order of addresses, none over another: halving finds what touches a range. A hostile log's tree may be otherwise. */
const isOrderly = (lines: ResourceTree): boolean =>
  lines.every(({ start, end }, index) => start <= end && (lines[index - 1]?.end ?? -1) < start);

export function resourceShelf(first: ResourceTree): ResourceShelf {
  let lines: Resource[] = [];
  let orderly = true;
  let tree: ResourceTree | null = null;

  const put = (whole: ResourceTree): void => {
    lines = [...whole];
    orderly = isOrderly(lines);
    tree = whole;
  };
  /** How many lines end before an address. */
  const linesBefore = (address: number): number => {
    let low = 0;
    let high = lines.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((lines[middle] as Resource).end < address) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  /** Puts what `change` makes of the lines that touch a range, or lie at its very edge, in their place. */
  const change = (start: number, end: number, rule: (part: ResourceTree) => Reservation): boolean => {
    if (!orderly || start > end) {
      const whole = rule(lines);
      if (whole.ok) put(whole.tree);
      return whole.ok;
    }
    const from = linesBefore(start - 1);
    let to = from;
    while (to < lines.length && (lines[to] as Resource).start <= end + 1) to++;
    const part = rule(lines.slice(from, to));
    if (!part.ok) return false;
    lines.splice(from, to - from, ...part.tree);
    tree = null;
    return true;
  };

  put(first);
  return {
    get tree() {
      tree ??= Object.freeze(lines.slice());
      return tree;
    },
    put,
    reserve: (line) => change(line.start, line.end, (part) => reserve(part, line)),
    release: (start, end) => void change(start, end, (part) => ({ ok: true, tree: release(part, start, end) })),
  };
}
