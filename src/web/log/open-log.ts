import { signal } from '@preact/signals';
import type { FeedLine } from '../../../events/formats/rows.ts';
import type { PackedLog } from '../../../events/packed/packed-log.ts';
import type { ReplayedTimeline } from '../../timeline/timeline.ts';
import type { Extent } from './extent.ts';
import type { Refusals } from './refusals.ts';

/** The log that the page shows. */
export interface OpenLog extends Omit<Extract<FeedLine, { kind: 'log' }>, 'kind'> {
  readonly log: PackedLog;
  readonly timeline: ReplayedTimeline;
  readonly refused: Refusals;
}

/** Null until the first segment came. */
export const openLog = signal<OpenLog | null>(null);
/** Position of the last event that came. */
export const arrived = signal(0);
/** Whether the log came to its end; more may be appended to it. */
export const isWhole = signal(false);
/** The log, where it came to its end without an event. */
export const empty = signal<Pick<OpenLog, 'name' | 'grows'> | null>(null);
/** What of the address space the log speaks of, as far as it came. */
export const map = signal<readonly Extent[]>([]);
/** What went wrong with the log, for everybody to see. */
export const logProblem = signal<string | null>(null);
