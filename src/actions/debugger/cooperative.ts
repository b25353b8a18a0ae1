import type { Search } from '../../timeline/search.ts';
import type { ActionInput } from '../action.ts';

/** How long work goes on before somebody may interrupt it. */
const SLICE_MS = 40;
/** Steps between two looks at the clock. One may take as long as making the state of a big machine. */
const STEPS = 8;

/**
 * For long runs, called at every step: now and then it tells how far the run has come and lets the face hear an
 * interruption. @returns whether the run is to stop.
 */
export function pausing({
  signal,
  progress,
}: Pick<ActionInput, 'signal' | 'progress'>): (progressText: () => string) => Promise<boolean> | boolean {
  let steps = 0;
  let since = performance.now();
  return (progressText) => {
    if (++steps % STEPS !== 0 || performance.now() - since < SLICE_MS) return signal.aborted;
    progress(progressText());
    return new Promise((resolve) => {
      setTimeout(() => {
        since = performance.now();
        resolve(signal.aborted);
      }, 0);
    });
  };
}

/** The result of a search, unless somebody interrupted it. */
export type Interruptible<T> = { readonly interrupted: false; readonly value: T } | { readonly interrupted: true };

/** Takes the steps of a search, telling how far it has come, until it is done or interrupted. */
export async function runSearch<T>(search: Search<T>, input: ActionInput, end: number): Promise<Interruptible<T>> {
  const breathe = pausing(input);
  for (;;) {
    const step = search.next();
    if (step.done) return { interrupted: false, value: step.value };
    if (await breathe(() => `event ${step.value} of ${end}; Ctrl+C gives up`)) return { interrupted: true };
  }
}
