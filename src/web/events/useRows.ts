import { type Signal, useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { useSize } from '../shell/surface.tsx';
import { bounded, drawn, offsetAt, ROW, type Rows, revealing, scrollAt, spaceOf } from './rows.ts';

/** A scrolled element with rows in it, of a list of any length. */
export interface ScrolledRows {
  readonly scroller: { current: HTMLDivElement | null };
  readonly space: number;
  readonly first: number;
  readonly end: number;
  /** Where a row lies in the element that stands for all. CSS pixels. */
  topOf(index: number): number;
  reveal(index: number): void;
  readonly onScroll: () => void;
  readonly onWheel: (turn: WheelEvent) => void;
}

/**
 * Rows in view of a list of `count`. The element's own scrolling is followed; in a list that is too tall for a browser, the
 * wheel still moves it row by row, which the element's own scrolling would not.
 */
export function useRows(count: number): ScrolledRows {
  const { ref, size } = useSize<HTMLDivElement>();
  const offset: Signal<number> = useSignal(0);
  const scrolled = useRef(0);
  const revealed = useRef(0);
  const rows: Rows = { count, view: Math.max(0, size.value.height - ROW) };
  const latest = useRef(rows);
  latest.current = rows;

  const moveTo = (to: number): void => {
    offset.value = to;
    scrolled.current = Math.round(scrollAt(latest.current, to));
    if (ref.current && ref.current.scrollTop !== scrolled.current) ref.current.scrollTop = scrolled.current;
  };
  // A list that grew keeps its rows where they are; one that became shorter ends where it ends.
  useLayoutEffect(() => moveTo(bounded(rows, offset.peek())), [count]);
  useLayoutEffect(() => moveTo(revealing(rows, offset.peek(), revealed.current)), [rows.view]);
  const { first, end } = drawn(rows, offset.value);
  return {
    scroller: ref,
    space: spaceOf(rows),
    first,
    end,
    topOf: (index) => scrollAt(rows, offset.value) - offset.value + index * ROW,
    reveal: (index) => {
      revealed.current = index;
      moveTo(revealing(latest.current, offset.peek(), index));
    },
    onScroll: () => {
      const box = ref.current;
      if (!box || Math.abs(box.scrollTop - scrolled.current) < 1) return;
      scrolled.current = box.scrollTop;
      offset.value = offsetAt(latest.current, box.scrollTop);
    },
    onWheel: (turn) => {
      if (spaceOf(latest.current) === latest.current.count * ROW || turn.ctrlKey || turn.deltaY === 0) return;
      turn.preventDefault();
      const unit =
        turn.deltaMode === WheelEvent.DOM_DELTA_LINE
          ? ROW
          : turn.deltaMode === WheelEvent.DOM_DELTA_PAGE
            ? rows.view
            : 1;
      moveTo(bounded(latest.current, offset.peek() + turn.deltaY * unit));
    },
  };
}
