import type { Head } from './chain.ts';
import type { EventDraft, MemoryEvent } from './event.ts';

/** An event on its way into a store. The id makes a second sending of the same event harmless. */
export interface NewEvent {
  /** Unique in its store: a recording's name and the event's number there, say. */
  readonly id: string;
  /** Where it comes from, as a URI reference: the recording, the host. */
  readonly source: string;
  readonly draft: EventDraft;
  /**
   * The canonical content that another log holds of it, for an event that is taken from one; its draft is what that says.
   * It is kept as it was written, in the version that its type then had, and only its `sequence` follows its new place.
   */
  readonly body?: string;
}

/** An event at its place in a store. `body` is its canonical form, the text that `hash` proves. */
export interface StoredEvent {
  readonly position: number;
  readonly id: string;
  readonly source: string;
  readonly body: string;
  readonly hash: string;
  readonly event: MemoryEvent;
}

/** What an append came to. Unless `ok`, nothing of the batch was stored. */
export type StoreAppend =
  | {
      readonly ok: true;
      readonly head: Head;
      /** Events of the batch that were new; the others had been stored before, with the same content. */
      readonly stored: number;
    }
  /** Another writer was there first. */
  | { readonly ok: false; readonly problem: 'conflict'; readonly expected: number; readonly actual: number }
  | { readonly ok: false; readonly problem: 'invalid'; readonly index: number; readonly reason: string }
  /** An id is there already, with other content. */
  | { readonly ok: false; readonly problem: 'idTaken'; readonly index: number; readonly id: string }
  /** The disk is full, the file is read-only, the file is damaged: what the store says. */
  | { readonly ok: false; readonly problem: 'storage'; readonly reason: string };

export interface ReadQuery {
  /** First position, or last one when reading backward; the beginning, or the end, when left out. */
  readonly from?: number;
  /** First event at or after this time of the kernel's clock (backward: last one at or before it). */
  readonly fromTimeNs?: bigint;
  readonly direction?: 'forward' | 'backward';
  readonly limit?: number;
}

/** Something that was computed from the events up to a position, kept so that it need not be computed again. */
export interface Snapshot {
  readonly position: number;
  /** Who can read it: a name and a version of the format. */
  readonly kind: string;
  readonly body: string;
}

/**
 * A store of one log: append-only, ordered, provable. What the contract suite in store-contract.ts asks holds
 * for every one. Positions count from 1 without gaps; an acknowledged append is kept.
 */
export interface EventStore {
  /** Position and hash of the last event. */
  head(): Promise<Head>;
  /**
   * Appends all events of a batch or none. Events whose id is stored already with the same content are passed over, so a
   * batch may be sent again after a lost acknowledgement.
   * @param expected position that the writer believes to be the last.
   */
  append(batch: readonly NewEvent[], expected: number): Promise<StoreAppend>;
  read(query?: ReadQuery): AsyncIterable<StoredEvent>;
  /** Events from a position on, and then each as it is appended, by whomever, until the signal ends it. */
  follow(from: number, signal: AbortSignal): AsyncIterable<StoredEvent>;
  saveSnapshot(snapshot: Snapshot): Promise<void>;
  /** The latest snapshot of a kind at or before a position. */
  snapshotBefore(position: number, kind: string): Promise<Snapshot | undefined>;
  close(): Promise<void>;
}

/** What an append came to. Nothing is stored unless `ok`. */
export type AppendResult =
  | { readonly ok: true; readonly position: number }
  | { readonly ok: false; readonly problem: 'conflict'; readonly expected: number; readonly actual: number }
  | { readonly ok: false; readonly problem: 'invalid'; readonly index: number; readonly reason: string };

/** An append-only log of events that a program holds in memory. Positions count from 1; 0 is the empty log. */
export interface EventLog {
  /** Position of the last event. */
  readonly position: number;
  /**
   * Appends all drafts or none.
   * @param expected the position that the writer believes to be the last; another one is a conflict.
   */
  append(drafts: readonly EventDraft[], expected: number): AppendResult;
  /** Events from position `from` to `to`, both included, in order. */
  read(from?: number, to?: number): IterableIterator<MemoryEvent>;
  /** The event at a position, or undefined. */
  at(position: number): MemoryEvent | undefined;
}
