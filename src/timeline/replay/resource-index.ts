import { type NewLine, type Resource, type ResourceTree, releaseAmong, reserveAmong } from '../../memory/resources.ts';

/**
 * /proc/iomem while a log is replayed: a tree that is changed in place. What `reserve` and `release` do to a range depends on
 * the lines that touch it, and on no other: they look at these alone, which are found by halving.
 */
export interface ResourceIndex {
  /** The tree; the same object until it changes. */
  readonly tree: ResourceTree;
  /** Another tree. */
  replace(tree: ResourceTree): void;
  /** Whether the line found its place. Addresses in bytes, the end included. */
  reserve(line: NewLine): boolean;
  release(start: number, end: number): void;
}

/** Lines of a new chunk, and the most that a chunk holds before it is split. */
const CHUNK = 32;
const LARGEST_CHUNK = 64;

/** In the order of addresses, none over another: halving finds what touches a range. A hostile log's tree may be otherwise. */
const isOrderly = (lines: ResourceTree): boolean =>
  lines.every(({ start, end }, index) => start <= end && (lines[index - 1]?.end ?? -1) < start);

export function resourceIndex(first: ResourceTree): ResourceIndex {
  /** Lines in order, a few to a chunk; and the address that each chunk but the first begins at. */
  let chunks: Resource[][] = [];
  let begins: number[] = [];
  let orderly = true;
  let tree: ResourceTree | null = null;

  const put = (whole: ResourceTree): void => {
    chunks = [];
    begins = [];
    for (let at = 0; at < whole.length || at === 0; at += CHUNK) {
      const chunk = whole.slice(at, at + CHUNK);
      chunks.push(chunk);
      begins.push(chunk[0]?.start ?? 0);
    }
    orderly = isOrderly(whole);
    tree = whole;
  };

  /** The chunk that an address belongs to. */
  const chunkOf = (address: number): number => {
    let low = 0;
    let high = begins.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((begins[middle] as number) <= address) low = middle;
      else high = middle - 1;
    }
    return low;
  };

  /** Splits a chunk that is too full, and drops an empty one. */
  const tidy = (at: number): void => {
    const chunk = chunks[at] as Resource[];
    const lowest = chunk[0];
    if (lowest) begins[at] = lowest.start;
    else if (chunks.length > 1) {
      chunks.splice(at, 1);
      begins.splice(at, 1);
    }
    let place = at;
    for (let full = chunk; full.length > LARGEST_CHUNK; ) {
      full = full.splice(CHUNK);
      chunks.splice(++place, 0, full);
      begins.splice(place, 0, full[0]?.start ?? 0);
    }
  };

  /** Makes one chunk of two. */
  const joinNext = (at: number): void => {
    const [next = []] = chunks.splice(at + 1, 1);
    begins.splice(at + 1, 1);
    chunks[at]?.push(...next);
  };

  const wholeTree = (): ResourceTree => {
    tree ??= Object.freeze(chunks.flat());
    return tree;
  };

  /** The chunk on which every line stands that touches a range, or lies at its very edge. */
  const chunkAround = (start: number, end: number): number => {
    const at = chunkOf(start - 1);
    while (end + 1 >= (begins[at + 1] ?? Number.POSITIVE_INFINITY)) joinNext(at);
    return at;
  };
  /** The first line of a chunk that ends no earlier than just before an address. */
  const firstFrom = (chunk: readonly Resource[], start: number): number => {
    let low = 0;
    let high = chunk.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((chunk[middle] as Resource).end < start - 1) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  /** The first line after `from` that begins later than just after an address. */
  const firstAfter = (chunk: readonly Resource[], from: number, end: number): number => {
    let to = from;
    while (to < chunk.length && (chunk[to] as Resource).start <= end + 1) to++;
    return to;
  };

  put(first);
  return {
    get tree() {
      return wholeTree();
    },
    replace: put,
    reserve(line) {
      const { start, end } = line;
      if (!orderly || start > end) {
        const lines = chunks.flat();
        const placed = reserveAmong(lines, line) === null;
        if (placed) put(lines);
        return placed;
      }
      const at = chunkAround(start, end);
      const chunk = chunks[at] as Resource[];
      const from = firstFrom(chunk, start);
      if (reserveAmong(chunk, line, from, firstAfter(chunk, from, end)) !== null) return false;
      tree = null;
      tidy(at);
      return true;
    },
    release(start, end) {
      if (!orderly || start > end) {
        const lines = chunks.flat();
        if (releaseAmong(lines, start, end)) put(lines);
        return;
      }
      const at = chunkAround(start, end);
      const chunk = chunks[at] as Resource[];
      const from = firstFrom(chunk, start);
      if (!releaseAmong(chunk, start, end, from, firstAfter(chunk, from, end))) return;
      tree = null;
      tidy(at);
    },
  };
}
