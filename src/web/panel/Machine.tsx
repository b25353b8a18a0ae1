import { useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { spaced, transitionText } from '../../actions/diagram/arrows.ts';
import { stopLine } from '../../actions/diagram/caption.ts';
import type { ChartAt } from '../../actions/diagram/chart-at.ts';
import { sentenceOf } from '../../actions/text/sentence.ts';
import { jumpTo } from '../log/navigation.ts';
import { stateFilter } from '../map/view-options.ts';
import { Models } from './machine/Models.tsx';
import { Region } from './machine/Region.tsx';
import { saveStatechart } from './machine/save.ts';
import { choices, type MachineKind, machineAsked, machineKind, shownChart } from './machine/shown.ts';

const COUNTED: Readonly<Record<MachineKind, string>> = {
  section: 'Sections in each state; press a state to see only those on the map.',
  'memory-block': 'Memory blocks in each state; press a state to see only those on the map.',
  operation:
    'Operations of this kind that have gone along each arc; in brackets, how many of them ended with which errno.',
};

const NOTHING: Readonly<Record<MachineKind, string>> = {
  section: 'No section is selected.',
  'memory-block': 'No memory block is there.',
  operation: 'This event belongs to no operation.',
};

/** The machines to choose from, and what can be done with the one that is shown. */
function Bar() {
  return (
    <div class="machine-bar">
      <div class="levels" role="group" aria-label="Machine">
        {choices.value.map(({ kind, title }) => (
          <button
            key={kind}
            type="button"
            aria-pressed={machineKind.value === kind}
            onClick={() => {
              machineAsked.value = kind;
            }}
          >
            {title}
          </button>
        ))}
      </div>
      {stateFilter.value && (
        <button
          type="button"
          onClick={() => {
            stateFilter.value = null;
          }}
        >
          show all
        </button>
      )}
      <button
        type="button"
        class="save"
        aria-label="Save SVG"
        title="Save this statechart as an SVG file"
        onClick={saveStatechart}
      >
        Save
      </button>
    </div>
  );
}

/** The event that moved the machine last, and the transitions that it took. */
function Last({ shown: { chart, about, lit, stoppedBy } }: { readonly shown: ChartAt }) {
  if (!about || !lit) return <p class="quiet-text">{NOTHING[machineKind.value]}</p>;
  const { event, last } = lit;
  if (!event) return <p class="quiet-text">No event has moved it yet.</p>;
  return (
    <div class="last-step">
      <p>
        <button type="button" class="link" title="To the event that moved it last" onClick={() => jumpTo(event.seq)}>
          event {event.seq}
        </button>{' '}
        {sentenceOf(event)}
      </p>
      <ul aria-label="Last transition">
        {last.map((one) => (
          <li key={`${one.region} ${one.from} ${one.to} ${transitionText(one)}`}>
            <code>{transitionText(one)}</code>{' '}
            {one.from === one.to ? 'stays' : `${spaced(one.from)} → ${spaced(one.to)}`}
            {chart.regions.length > 1 && <span> ({spaced(one.region)})</span>}
          </li>
        ))}
      </ul>
      {stoppedBy && <p>{stopLine(stoppedBy)}</p>}
    </div>
  );
}

/**
 * A statechart, drawn from the machine itself: where the selection, its block or the attempt around this event is in it, how it
 * came there, how many are in each state, and what both memory models would answer now.
 */
export function Machine() {
  const frame = useRef<HTMLDivElement>(null);
  const room = useSignal(0);
  useLayoutEffect(() => {
    const element = frame.current;
    if (!element) return undefined;
    const measure = (): void => {
      room.value = element.clientWidth;
    };
    const watcher = new ResizeObserver(measure);
    watcher.observe(element);
    measure();
    return () => watcher.disconnect();
  }, [room]);
  const shown = shownChart.value;
  return (
    <div class="chart" ref={frame}>
      {shown && (
        <>
          <Bar />
          <Last shown={shown} />
          {room.value > 0 && (
            <div class="regions">
              {shown.chart.regions.map((region) => (
                <Region key={region.name} region={region} shown={shown} room={room.value} />
              ))}
            </div>
          )}
          <p class="quiet-text">{COUNTED[machineKind.value]}</p>
          <Models />
        </>
      )}
    </div>
  );
}
