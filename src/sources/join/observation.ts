import type { OperationName } from '../../../events/catalogue.ts';
import type { EventDraft } from '../../../events/event.ts';
import type { SourceProblem } from '../../../events/problem.ts';
import type { BlockNr } from '../../../machines/kernel/units.ts';
import type { ClockKind } from '../kernel-log/line.ts';
import type { EvidenceKind } from '../partial/file.ts';

/** Call or block change of a trace that an observation may be of. */
export type Counterpart =
  | {
      readonly kind: 'call';
      readonly operations: readonly OperationName[];
      readonly outcome: 'done' | 'failed';
      /** Bytes that the call must be about; null for any. */
      readonly bytes: { readonly start: number; readonly size: number } | null;
    }
  | { readonly kind: 'block'; readonly action: BlockAction; readonly block: BlockNr };

export const BLOCK_ACTIONS = ['add', 'remove', 'online', 'offline'] as const;
export type BlockAction = (typeof BLOCK_ACTIONS)[number];

/** Event of an evidence source, on that source's own clock. */
export interface Observation {
  /** Nanoseconds; the true time lies within the source's resolution after it. */
  readonly ownNs: bigint;
  readonly line: number;
  /** The event, with neither its time nor its place. */
  readonly draft: EventDraft;
  /** Null where a trace can't show the same. */
  readonly counterpart: Counterpart | null;
}

/** Kernel log or uevents beside a trace, with its observations of memory. */
export interface EvidenceSource {
  /** Name kept in events, without a machine's folders. */
  readonly file: string;
  /** Path as the user gave it. */
  readonly path: string;
  readonly kind: EvidenceKind;
  readonly clock: ClockKind;
  readonly resolutionNs: bigint;
  /** The source's own time at which the machine booted; null where it does not tell, or counts from there. */
  readonly bootNs: bigint | null;
  /** In the order of their lines. */
  readonly observations: readonly Observation[];
  /** Lines or messages that are not about memory. */
  readonly leftAlone: number;
  /** Lines about memory that tell no time, so that nobody can say where they belong. */
  readonly withoutTime: number;
  /** Lines about memory from earlier boots, which are no part of this record. */
  readonly earlierBoots: number;
  readonly problems: readonly SourceProblem[];
  readonly moreProblems: number;
}
