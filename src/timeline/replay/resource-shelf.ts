import { type NewLine, type Resource, type ResourceTree, releaseAmong, reserveAmong } from '../../memory/resources.ts';

/**
 * /proc/iomem while a log is replayed: a tree that is changed in place. What `reserve` and `release` do to a range depends on
 * the lines that touch it, and on no other: they look at these alone, which are found by halving.
 */
export interface ResourceShelf {
  /** The tree; the same object until it changes. */
  readonly tree: ResourceTree;
  /** Another tree. */
  put(tree: ResourceTree): void;
  /** Whether the line found its place. Addresses in bytes, the end included. */
  reserve(line: NewLine): boolean;
  release(start: number, end: number): void;
}

/** Lines of a board when a tree is put up, and the most that one holds before it is cut. */
const BOARD = 32;
const FULL = 64;

/** In the order of addresses, none over another: halving finds what touches a range. A hostile log's tree may be otherwise. */
const isOrderly = (lines: ResourceTree): boolean =>
  lines.every(({ start, end }, index) => start <= end && (lines[index - 1]?.end ?? -1) < start);

export function resourceShelf(first: ResourceTree): ResourceShelf {
  /** Lines in order, a few to a board; and the address that each board but the first begins at. */
  let boards: Resource[][] = [];
  let begins: number[] = [];
  let orderly = true;
  let tree: ResourceTree | null = null;

  const put = (whole: ResourceTree): void => {
    boards = [];
    begins = [];
    for (let at = 0; at < whole.length || at === 0; at += BOARD) {
      const board = whole.slice(at, at + BOARD);
      boards.push(board);
      begins.push(board[0]?.start ?? 0);
    }
    orderly = isOrderly(whole);
    tree = whole;
  };

  /** The board that an address belongs to. */
  const boardOf = (address: number): number => {
    let low = 0;
    let high = begins.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((begins[middle] as number) <= address) low = middle;
      else high = middle - 1;
    }
    return low;
  };

  /** After lines of a board came or went: one that is full is cut, an empty one is taken away. */
  const tidy = (at: number): void => {
    const board = boards[at] as Resource[];
    const lowest = board[0];
    if (lowest) begins[at] = lowest.start;
    else if (boards.length > 1) {
      boards.splice(at, 1);
      begins.splice(at, 1);
    }
    let place = at;
    for (let full = board; full.length > FULL; ) {
      full = full.splice(BOARD);
      boards.splice(++place, 0, full);
      begins.splice(place, 0, full[0]?.start ?? 0);
    }
  };

  /** Makes one board of two. */
  const joinNext = (at: number): void => {
    const [next = []] = boards.splice(at + 1, 1);
    begins.splice(at + 1, 1);
    boards[at]?.push(...next);
  };

  const wholeTree = (): ResourceTree => {
    tree ??= Object.freeze(boards.flat());
    return tree;
  };

  /** The board on which every line stands that touches a range, or lies at its very edge. */
  const boardAround = (start: number, end: number): number => {
    const at = boardOf(start - 1);
    while (end + 1 >= (begins[at + 1] ?? Number.POSITIVE_INFINITY)) joinNext(at);
    return at;
  };
  /** The first line of a board that ends no earlier than just before an address. */
  const firstFrom = (board: readonly Resource[], start: number): number => {
    let low = 0;
    let high = board.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((board[middle] as Resource).end < start - 1) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  /** The first line after `from` that begins later than just after an address. */
  const firstAfter = (board: readonly Resource[], from: number, end: number): number => {
    let to = from;
    while (to < board.length && (board[to] as Resource).start <= end + 1) to++;
    return to;
  };

  put(first);
  return {
    get tree() {
      return wholeTree();
    },
    put,
    reserve(line) {
      const { start, end } = line;
      if (!orderly || start > end) {
        const lines = boards.flat();
        const placed = reserveAmong(lines, line) === null;
        if (placed) put(lines);
        return placed;
      }
      const at = boardAround(start, end);
      const board = boards[at] as Resource[];
      const from = firstFrom(board, start);
      if (reserveAmong(board, line, from, firstAfter(board, from, end)) !== null) return false;
      tree = null;
      tidy(at);
      return true;
    },
    release(start, end) {
      if (!orderly || start > end) {
        const lines = boards.flat();
        if (releaseAmong(lines, start, end)) put(lines);
        return;
      }
      const at = boardAround(start, end);
      const board = boards[at] as Resource[];
      const from = firstFrom(board, start);
      if (!releaseAmong(board, start, end, from, firstAfter(board, from, end))) return;
      tree = null;
      tidy(at);
    },
  };
}
