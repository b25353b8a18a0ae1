import { isWhole, openLog } from './open-log.ts';

/** Events between two looks at the clock. */
const STEP = 512;
/** Less than this is left to whoever needs the page now. Milliseconds. */
const SPARE = 2;
/** Between two looks at whether more of the log has arrived. Milliseconds. */
const PAUSE = 100;

/**
 * Makes the timeline's keyframes while nobody needs the page, from the first segment of the log to its last, so that a drag
 * to the end does not wait for them.
 */
export function prepareWhenIdle(): void {
  // Safari has no such callback; the first question makes the keyframes there.
  if (!('requestIdleCallback' in globalThis)) return;
  const work = (idle: IdleDeadline): void => {
    const timeline = openLog.value?.timeline;
    let isThere = !timeline;
    while (timeline && !isThere && idle.timeRemaining() > SPARE) isThere = timeline.prepare(STEP);
    if (!isThere) requestIdleCallback(work);
    else if (!isWhole.value) setTimeout(() => requestIdleCallback(work), PAUSE);
  };
  requestIdleCallback(work);
}
