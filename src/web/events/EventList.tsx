import { useComputed, useSignal, useSignalEffect } from '@preact/signals';
import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  type VirtualItem,
  Virtualizer,
} from '@tanstack/virtual-core';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { MemoryEvent } from '../../../events/event.ts';
import { sentenceOf } from '../../actions/text/sentence.ts';
import { countUpTo } from '../../timeline/positions.ts';
import { here } from '../log/instant.ts';
import { jumpTo, moveTo } from '../log/moves.ts';
import { arrived, opened } from '../log/opened.ts';
import { secondsOf } from '../shell/words.ts';
import { Filters } from './Filters.tsx';
import { shownPositions } from './list.ts';

const ROW = 24;

/** Rows in view of a list of any length. */
function useRows(count: number) {
  const scroller = useRef<HTMLDivElement>(null);
  const turned = useSignal(0);
  const virtual = useRef<Virtualizer<HTMLDivElement, HTMLDivElement> | null>(null);
  const options = {
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 6,
    scrollMargin: ROW,
    scrollPaddingStart: ROW,
    scrollToFn: elementScroll,
    observeElementRect,
    observeElementOffset,
    onChange: () => {
      turned.value++;
    },
  };
  virtual.current ??= new Virtualizer(options);
  const rows = virtual.current;
  rows.setOptions({ ...rows.options, ...options });
  useLayoutEffect(() => rows._didMount(), [rows]);
  useLayoutEffect(() => rows._willUpdate());
  turned.value;
  return { scroller, rows };
}

const LOUD = /^(operation\.(refused|failed)|divergence\.|kernel\.crashed|pages\.notRemoved|notifier\.vetoed)/;

function Row({ event, item, isHere }: { event: MemoryEvent; item: VirtualItem; isHere: boolean }) {
  const { seq, timeNs, actor, type } = event;
  const isNested = 'operation' in event.data && !type.startsWith('operation.');
  return (
    <div
      role="row"
      class={`event ${isHere ? 'here' : ''} ${LOUD.test(type) ? 'loud' : ''} ${type === 'mark.set' ? 'mark' : ''}`}
      aria-rowindex={item.index + 2}
      aria-current={isHere ? 'true' : undefined}
      id={isHere ? 'event-here' : undefined}
      style={{ transform: `translateY(${item.start - ROW}px)` }}
      onClick={() => jumpTo(seq)}
    >
      <span role="cell" class="seq">
        {seq}
      </span>
      <span role="cell" class="time">
        {secondsOf(timeNs)}
      </span>
      <span role="cell" class="task">
        {actor ? `${actor.task}-${actor.pid}` : ''}
      </span>
      <span role="cell" class="kind">
        {type}
      </span>
      <span role="cell" class={`what ${isNested ? 'nested' : ''}`} title={sentenceOf(event)}>
        {sentenceOf(event)}
      </span>
    </div>
  );
}

export function EventList() {
  const positions = shownPositions.value;
  const count = positions ? positions.length : arrived.value;
  const log = opened.value?.timeline.log;
  const { scroller, rows } = useRows(count);
  const indexHere = useComputed(() =>
    shownPositions.value ? countUpTo(shownPositions.value, here.value) - 1 : here.value - 1,
  );
  useSignalEffect(() => {
    const index = indexHere.value;
    if (index >= 0) rows.scrollToIndex(index, { align: 'auto' });
  });
  const move = (by: number): void => {
    const index = Math.max(0, Math.min(count - 1, indexHere.value + by));
    const seq = positions ? positions[index] : index + 1;
    if (seq !== undefined) moveTo(seq);
  };
  const keys = (key: KeyboardEvent): void => {
    if (key.ctrlKey || key.metaKey || key.altKey || key.shiftKey) return;
    const by = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 }[key.key];
    if (by === undefined) return;
    move(by);
    key.preventDefault();
    key.stopPropagation();
  };
  return (
    <section class="events" aria-label="Events">
      <div class="bar">
        <h2>Events</h2>
        <Filters count={count} />
      </div>
      <div
        ref={scroller}
        class="event-scroll"
        role="table"
        tabIndex={0}
        aria-label="Events in order; up and down move through time"
        aria-rowcount={count + 1}
        onKeyDown={keys}
      >
        <div role="row" class="event heading" aria-rowindex={1}>
          {['seq', 'time s', 'task', 'event', 'what'].map((name) => (
            <span key={name} role="columnheader">
              {name}
            </span>
          ))}
        </div>
        <div class="event-space" role="rowgroup" style={{ height: `${rows.getTotalSize()}px` }}>
          {rows.getVirtualItems().map((item) => {
            const seq = positions ? positions[item.index] : item.index + 1;
            const event = seq === undefined ? undefined : log?.at(seq);
            return event && <Row key={event.seq} event={event} item={item} isHere={event.seq === here.value} />;
          })}
        </div>
        {count === 0 && <p class="none">No event passes the filter.</p>}
      </div>
    </section>
  );
}
