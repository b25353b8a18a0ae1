import { useComputed, useSignalEffect } from '@preact/signals';
import type { MemoryEvent } from '../../../events/event.ts';
import { sentenceOf } from '../../actions/text/sentence.ts';
import { playhead } from '../log/instant.ts';
import { jumpTo, moveTo } from '../log/navigation.ts';
import { arrived, openLog } from '../log/open-log.ts';
import { secondsOf } from '../shell/words.ts';
import { Filters } from './Filters.tsx';
import { shown } from './list.ts';
import { useRows } from './useRows.ts';

const LOUD = /^(operation\.(refused|failed)|divergence\.|kernel\.crashed|pages\.notRemoved|notifier\.vetoed)/;

interface RowProps {
  readonly event: MemoryEvent;
  readonly index: number;
  readonly top: number;
  readonly isHere: boolean;
}

function Row({ event, index, top, isHere }: RowProps) {
  const { seq, timeNs, actor, type } = event;
  const isNested = 'operation' in event.data && !type.startsWith('operation.');
  return (
    <div
      role="row"
      class={`event ${isHere ? 'here' : ''} ${LOUD.test(type) ? 'loud' : ''} ${type === 'mark.set' ? 'mark' : ''}`}
      aria-rowindex={index + 2}
      aria-current={isHere ? 'true' : undefined}
      id={isHere ? 'event-here' : undefined}
      style={{ transform: `translateY(${top}px)` }}
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
  const positions = shown.value?.positions;
  const count = positions ? positions.length : arrived.value;
  const log = openLog.value?.log;
  const { scroller, space, first, end, topOf, reveal, onScroll, onWheel } = useRows(count);
  const seqAt = (index: number): number => (positions ? positions.at(index) : index + 1);
  const indexHere = useComputed(() => (shown.value?.positions.countUpTo(playhead.value) ?? playhead.value) - 1);
  useSignalEffect(() => {
    if (indexHere.value >= 0) reveal(indexHere.value);
  });
  const move = (by: number): void => {
    const index = Math.max(0, Math.min(count - 1, indexHere.value + by));
    if (count > 0) moveTo(seqAt(index));
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
        onScroll={onScroll}
        onWheel={onWheel}
      >
        <div role="row" class="event heading" aria-rowindex={1}>
          {['seq', 'time s', 'task', 'event', 'what'].map((name) => (
            <span key={name} role="columnheader">
              {name}
            </span>
          ))}
        </div>
        <div class="event-space" role="rowgroup" style={{ height: `${space}px` }}>
          {Array.from({ length: end - first }, (_, place) => {
            const index = first + place;
            const event = log?.at(seqAt(index));
            // By its place: while time runs through the list, its rows stay and only their texts change.
            return (
              event && (
                <Row key={place} event={event} index={index} top={topOf(index)} isHere={event.seq === playhead.value} />
              )
            );
          })}
        </div>
        {count === 0 && shown.value?.isWhole && <p class="none">No event passes the filter.</p>}
      </div>
    </section>
  );
}
