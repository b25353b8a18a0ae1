import { type EventType, roleOf } from '../../../events/catalogue.ts';
import type { SectionRange, Span } from '../../timeline/about.ts';
import { Numbers } from '../../timeline/numbers.ts';

/** Wider events describe the whole machine; to mark each of its sections would tell nothing of any. */
const WIDEST = 4096;
/** Beginnings and ends between two checkpoints. */
const STRIDE = 4096;

const CHANGES =
  /^(memory|pages\.(added|removed)|sections\.|section\.|blocks\.|block\.(onlined|offlined|goingOnline|goingOffline)|zone\.|device\.)/;
const REFUSES: ReadonlySet<EventType> = new Set<EventType>([
  'operation.refused',
  'operation.failed',
  'pages.notRemoved',
]);

/** What an event of a type means for the sections that it names: its last attempt was refused, or something changed them. */
export interface Effect {
  readonly on: 'refuses' | 'changes' | 'nothing';
  /** Tells which pages its operation is about. */
  readonly begins: boolean;
  readonly ends: boolean;
}

export const effectOf = (type: EventType): Effect => ({
  on: REFUSES.has(type) ? 'refuses' : CHANGES.test(type) ? 'changes' : 'nothing',
  begins: roleOf(type) === 'begins',
  ends: roleOf(type) === 'ends',
});

/** A checkpoint: the marks that stand after so many beginnings and ends. */
interface Checkpoint {
  readonly turns: number;
  readonly open: readonly number[];
}

/**
 * Where the last thing that was tried was refused or failed, and nothing changed since: ranges of sections, each from one
 * event to another. Built as events arrive; what stands at an instant is found from the checkpoint before it.
 */
export function refusals(rangeOf: (span: Span) => SectionRange | null) {
  /** Of each mark, its sections. */
  const [firsts, lasts] = [new Numbers(), new Numbers()];
  /** Beginnings and ends of marks, in order: at which event, and twice the mark, plus one where it ends. */
  const [seqs, turns] = [new Numbers(), new Numbers()];
  /** Marks that stand after the last event, by their first section. None overlaps another. */
  const open: number[] = [];
  const checkpoints: Checkpoint[] = [{ turns: 0, open: [] }];
  const pagesOf = new Map<number, readonly Span[]>();

  const turn = (seq: number, mark: number, ends: boolean): void => {
    seqs.push(seq);
    turns.push(2 * mark + (ends ? 1 : 0));
  };
  const begin = (seq: number, first: number, last: number): void => {
    if (first > last) return;
    const mark = firsts.length;
    firsts.push(first);
    lasts.push(last);
    turn(seq, mark, false);
    open.splice(placeOf(first), 0, mark);
  };
  /** How many open marks begin before a section. */
  const placeOf = (section: number): number => {
    let low = 0;
    let high = open.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (firsts.at(open[middle] ?? 0) < section) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  /** Ends what stands over some sections; what of it lies beside them goes on. */
  const clear = (seq: number, { first, last }: SectionRange): void => {
    let at = placeOf(first);
    if (at > 0 && lasts.at(open[at - 1] ?? 0) >= first) at--;
    let end = at;
    while (end < open.length && firsts.at(open[end] ?? 0) <= last) end++;
    for (const mark of open.splice(at, end - at)) {
      turn(seq, mark, true);
      begin(seq, firsts.at(mark), Math.min(lasts.at(mark), first - 1));
      begin(seq, Math.max(firsts.at(mark), last + 1), lasts.at(mark));
    }
  };

  return {
    /** Takes an event, in the log's order. @param operation number that it carries; -1 for none. @param spans pages that it names. */
    take(seq: number, { on, begins, ends }: Effect, operation: number, spans: readonly Span[] | null): void {
      if (begins && spans)
        pagesOf.set(
          operation,
          spans.map(({ pfn, nrPages }) => ({ pfn, nrPages })),
        );
      if (on !== 'nothing') {
        for (const span of spans ?? pagesOf.get(operation) ?? []) {
          const range = rangeOf(span);
          if (!range || range.last - range.first >= WIDEST) continue;
          clear(seq, range);
          if (on === 'refuses') begin(seq, range.first, range.last);
        }
      }
      if (ends) pagesOf.delete(operation);
      const last = checkpoints.at(-1);
      if (last && turns.length - last.turns >= STRIDE) checkpoints.push({ turns: turns.length, open: [...open] });
    },
    /** Sections whose last attempt was refused or failed, up to and with event `at`. */
    standingAt(at: number): readonly SectionRange[] {
      const until = seqs.countUpTo(at);
      const from = checkpoints.findLast((one) => one.turns <= until) ?? { turns: 0, open: [] };
      const standing = new Set(from.open);
      for (let index = from.turns; index < until; index++) {
        const code = turns.at(index);
        if (code % 2 === 0) standing.add(code / 2);
        else standing.delete((code - 1) / 2);
      }
      return [...standing].map((mark) => ({ first: firsts.at(mark), last: lasts.at(mark) }));
    },
  };
}

export type Refusals = ReturnType<typeof refusals>;
