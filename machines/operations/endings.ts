import type { Context, Outcome } from './context.ts';

interface Ended {
  readonly context: Context;
}

type Stopped<Kind> = Extract<NonNullable<Context['stopped']>, { readonly kind: Kind }>;

/** What stopped the operation, where it ends as that can end it. */
function stoppedBy<Kind extends Outcome['kind']>({ context: { stopped } }: Ended, kind: Kind): Stopped<Kind> {
  if (stopped?.kind !== kind) throw new Error(`an operation ends ${kind} and was not`);
  return stopped as Stopped<Kind>;
}

const final = (output: (ended: Ended) => Outcome) => ({ type: 'final' as const, output });

/** The states that an operation can end in. Which it is says how the operation ended; what stopped it says why. */
export const done = final(() => ({ kind: 'done' }));
/** A rule said no before anything was changed, or all is as it was. */
export const refused = final((ended) => stoppedBy(ended, 'refused'));
export const failed = final((ended) => ({ ...stoppedBy(ended, 'failed'), orphans: false }));
/** Sections that nobody owns stay behind. */
export const leftOrphans = final((ended) => ({ ...stoppedBy(ended, 'failed'), orphans: true }));
/** The kernel stopped (BUG, oops) instead of returning. */
export const crashed = final((ended) => stoppedBy(ended, 'crashed'));
