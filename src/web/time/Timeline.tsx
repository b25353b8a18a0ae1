import { computed } from '@preact/signals';
import { sentenceOf } from '../../actions/text/sentence.ts';
import { eventAtPlayhead, playhead } from '../log/instant.ts';
import { moveTo } from '../log/navigation.ts';
import { arrived } from '../log/open-log.ts';
import { beginDrag, dragTo, endDrag } from '../log/playhead-drag.ts';
import { Surface, useSize } from '../shell/surface.tsx';
import { palette } from '../shell/theme.ts';
import { secondsOf } from '../shell/words.ts';
import { following, seqAt, valueAtSeq, zoomed } from './axis.ts';
import { LEFT, paintTrack, valueAtX, xOf } from './paint.ts';
import { rhythm, shownWindow, track, zoom } from './track.ts';

/** PageUp and PageDown, as the slider practice has it: larger than an arrow. */
const large = (): number => Math.max(10, Math.round(arrived.value / 20));

const valueText = computed(() => {
  const now = eventAtPlayhead.value;
  return now ? `event ${now.seq}, ${secondsOf(now.timeNs)} seconds, ${sentenceOf(now)}` : 'before the first event';
});

function zoomBy(factor: number, around = valueAtSeq(track.value.axis, playhead.value)): void {
  zoom.value = zoomed(track.value.axis, shownWindow.value, around, factor);
}

export function Timeline() {
  const { ref, size } = useSize<HTMLDivElement>();
  const axis = track.value.axis;
  const range = shownWindow.value;
  const x = xOf(range, size.value.width, valueAtSeq(axis, playhead.value));
  const isVisible = x >= LEFT - 1 && x <= size.value.width;

  const seqUnder = (clientX: number): number => {
    const left = ref.current?.getBoundingClientRect().left ?? 0;
    return seqAt(axis, valueAtX(range, size.value.width, clientX - left));
  };
  const drag = (pointer: PointerEvent): void => {
    if (pointer.buttons !== 1) return;
    dragTo(seqUnder(pointer.clientX));
  };
  const begin = (pointer: PointerEvent): void => {
    if (pointer.button !== 0) return;
    ref.current?.setPointerCapture(pointer.pointerId);
    beginDrag(seqUnder(pointer.clientX));
  };
  const wheel = (turn: WheelEvent): void => {
    if (!turn.deltaY) return;
    turn.preventDefault();
    const left = ref.current?.getBoundingClientRect().left ?? 0;
    zoomBy(turn.deltaY > 0 ? 1.25 : 0.8, valueAtX(range, size.value.width, turn.clientX - left));
  };
  const keys = (key: KeyboardEvent): void => {
    if (key.ctrlKey || key.metaKey || key.altKey || key.shiftKey) return;
    if (key.key === 'PageUp') moveTo(playhead.value + large());
    else if (key.key === 'PageDown') moveTo(playhead.value - large());
    else if (key.key === 'ArrowUp') moveTo(playhead.value + 1);
    else if (key.key === 'ArrowDown') moveTo(playhead.value - 1);
    else return;
    zoom.value = zoom.value && following(axis, zoom.value, valueAtSeq(axis, playhead.value));
    key.preventDefault();
    key.stopPropagation();
  };

  return (
    <section class="timeline" aria-label="Timeline">
      <div
        ref={ref}
        class="track"
        role="slider"
        tabIndex={0}
        aria-label="Time"
        aria-orientation="horizontal"
        aria-valuemin={0}
        aria-valuemax={arrived.value}
        aria-valuenow={playhead.value}
        aria-valuetext={valueText.value}
        onPointerDown={begin}
        onPointerMove={drag}
        onPointerUp={endDrag}
        onPointerCancel={endDrag}
        onWheel={wheel}
        onDblClick={() => {
          zoom.value = null;
        }}
        onKeyDown={keys}
      >
        <Surface
          size={size}
          paint={(pen, box) => paintTrack(pen, box, track.value, shownWindow.value, palette.value)}
        />
        {isVisible && <div class="playhead" style={{ transform: `translateX(${Math.round(x)}px)` }} />}
      </div>
      <div class="track-tools">
        <button
          type="button"
          class="icon"
          title="Nearer in time"
          aria-label="Nearer in time"
          onClick={() => zoomBy(0.5)}
        >
          +
        </button>
        <button
          type="button"
          class="icon"
          title="Farther in time"
          aria-label="Farther in time"
          onClick={() => zoomBy(2)}
        >
          −
        </button>
        <button
          type="button"
          class="icon wide"
          aria-pressed={rhythm.value === 'events'}
          title="Give every event the same room, instead of its time"
          onClick={() => {
            rhythm.value = rhythm.value === 'time' ? 'events' : 'time';
          }}
        >
          even
        </button>
      </div>
    </section>
  );
}
