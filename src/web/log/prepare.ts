import { opened } from './opened.ts';

/** Events between two looks at the clock. */
const STEP = 512;
/** Less than this is left to whoever needs the page now. Milliseconds. */
const SPARE = 2;

/** Makes the timeline's keyframes while nobody needs the page, so that the first drag to the end does not wait for them. */
export function prepareWhenIdle(): void {
  const work = (idle: IdleDeadline): void => {
    const timeline = opened.value?.timeline;
    if (!timeline) return;
    while (idle.timeRemaining() > SPARE) if (timeline.prepare(STEP)) return;
    requestIdleCallback(work);
  };
  // Safari has no such callback; the first question makes the keyframes there.
  if ('requestIdleCallback' in globalThis) requestIdleCallback(work);
}
