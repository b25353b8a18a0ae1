import type { EventLog } from '../../events/log.ts';
import { countUpTo } from './positions.ts';

/** Where in a log operations failed, the model was contradicted, kernels stopped and events were lost. */
export interface Tally {
  readonly refusals: readonly number[];
  readonly failures: readonly number[];
  readonly divergences: readonly number[];
  /** Where a kernel stopped, and where the source says that it lost events. */
  readonly crashes: readonly number[];
  readonly losses: readonly number[];
  /** Positions of refusals and failures, ascending, and the error of each; null for a refusal that is only a warning. */
  readonly errors: readonly number[];
  readonly errnos: readonly (string | null)[];
}

interface Growing {
  readonly refusals: number[];
  readonly failures: number[];
  readonly divergences: number[];
  readonly crashes: number[];
  readonly losses: number[];
  readonly errors: number[];
  readonly errnos: (string | null)[];
  read: number;
}

const empty = (): Growing => ({
  refusals: [],
  failures: [],
  divergences: [],
  crashes: [],
  losses: [],
  errors: [],
  errnos: [],
  read: 0,
});

const TALLIES = new WeakMap<EventLog, Growing>();

/** The tally of a log. The first question reads it once; later ones read only what was appended since. */
export function tallyOf(log: EventLog): Tally {
  const tally = TALLIES.get(log) ?? empty();
  TALLIES.set(log, tally);
  for (const event of log.read(tally.read + 1)) {
    switch (event.type) {
      case 'operation.refused':
      case 'operation.failed':
        (event.type === 'operation.refused' ? tally.refusals : tally.failures).push(event.seq);
        tally.errors.push(event.seq);
        tally.errnos.push(event.data.errno);
        break;
      case 'divergence.found':
        tally.divergences.push(event.seq);
        break;
      case 'kernel.crashed':
        tally.crashes.push(event.seq);
        break;
      case 'events.lost':
        tally.losses.push(event.seq);
        break;
      default:
    }
  }
  tally.read = log.position;
  return tally;
}

/** The error of the last operation that was refused or failed up to an instant; null where there was none yet. */
export const lastErrno = ({ errors, errnos }: Tally, seq: number): string | null =>
  errnos[countUpTo(errors, seq) - 1] ?? null;
