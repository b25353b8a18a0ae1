import { batch, effect } from '@preact/signals';
import { jumpPlace, replacePlace } from './history.ts';
import { at, dragged, here } from './instant.ts';
import { sayHere, within } from './navigation.ts';

/** A drag that rests so long is followed by everything, whatever it costs. Milliseconds. */
const REST = 120;
/** Work cheaper than this is done while the playhead moves, between two frames. Milliseconds. */
const CHEAP = 5;

/** What it cost to tell all of an instant, the last time; unknown before the first. */
let cost = Number.POSITIVE_INFINITY;
let resting: ReturnType<typeof setTimeout> | undefined;
let asked = false;

/** Lets the panel, and all that tells an instant in full, follow the playhead. */
function follow(): void {
  clearTimeout(resting);
  const to = dragged.value;
  if (to === null || to === at.value) return;
  const from = performance.now();
  at.value = to;
  // What the page draws anew is drawn before the next task.
  setTimeout(() => {
    cost = performance.now() - from;
  });
}

/** Begins to drag the playhead: the place that it leaves can be gone back to. */
export function beginDrag(seq: number): void {
  if (within(seq) === here.value) dragTo(seq);
  else jumpPlace(() => dragTo(seq));
}

/** The playhead is at an event: the map, the timeline and the list follow in this frame, the rest as soon as there is time. */
export function dragTo(seq: number): void {
  dragged.value = within(seq);
  clearTimeout(resting);
  resting = setTimeout(follow, REST);
  if (cost > CHEAP || asked) return;
  asked = true;
  requestAnimationFrame(() =>
    setTimeout(() => {
      asked = false;
      if (cost <= CHEAP) follow();
    }),
  );
}

/** The playhead was let go. */
export function endDrag(): void {
  const to = dragged.value;
  if (to === null) return;
  clearTimeout(resting);
  batch(() => {
    at.value = to;
    dragged.value = null;
  });
  replacePlace();
  sayHere();
}

effect(() => {
  // Whoever goes elsewhere by a key, or the browser's way back, lets the playhead go.
  at.value;
  if (dragged.peek() !== null && dragged.peek() !== at.peek()) dragged.value = null;
});
