import type { WordInput } from './word.ts';

/** How long work goes on before somebody may interrupt it. */
const SLICE_MS = 40;
/** Steps between two looks at the clock. */
const STEPS = 256;

/**
 * For long runs, called at every step: now and then it tells how far the run has come and lets the face hear an
 * interruption. @returns whether the run is to stop.
 */
export function pausing({
  signal,
  progress,
}: Pick<WordInput, 'signal' | 'progress'>): (told: () => string) => Promise<boolean> | boolean {
  let steps = 0;
  let since = performance.now();
  return (told) => {
    if (++steps % STEPS !== 0 || performance.now() - since < SLICE_MS) return signal.aborted;
    progress(told());
    return new Promise((resolve) => {
      setTimeout(() => {
        since = performance.now();
        resolve(signal.aborted);
      }, 0);
    });
  };
}
