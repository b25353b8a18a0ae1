import type { Nanoseconds } from '../machines/kernel/units.ts';
import type { EventData, EventType } from './catalogue.ts';

/** Where in the source an event was read: file as the user named it, line from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

/** Who did it, as far as the source tells. */
export interface Actor {
  readonly task: string;
  readonly pid: number;
  readonly cpu: number | null;
}

interface Body<T extends EventType> {
  readonly type: T;
  readonly data: EventData<T>;
}

interface Circumstances {
  /** The kernel's trace clock; null where the source has no time, as for a decided event. */
  readonly timeNs: Nanoseconds | null;
  readonly actor: Actor | null;
  readonly place: Place | null;
}

/** What is known of an event before a log gives it its position. */
export type EventDraft = { [T in EventType]: Body<T> & Circumstances }[EventType];

/** An event at its position in a log: 1 is the first. Frozen. */
export type MemoryEvent = EventDraft & { readonly seq: number };

export type EventOf<T extends EventType> = Extract<MemoryEvent, { readonly type: T }>;

export const NOWHERE: Circumstances = Object.freeze({ timeNs: null, actor: null, place: null });

/** An event that the model decided: without time, actor or place. */
export const decided = <T extends EventType>(type: T, data: EventData<T>): EventDraft =>
  ({ type, data, ...NOWHERE }) as EventDraft;
