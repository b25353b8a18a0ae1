import { catalogueEntry } from './catalogue.ts';
import type { EventDraft, MemoryEvent } from './event.ts';
import type { AppendResult, EventLog } from './log.ts';

/** Freezes a value to the bottom. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    Object.freeze(value);
    for (const part of Object.values(value)) deepFreeze(part);
  }
  return value;
}

/**
 * The event that a draft becomes. It shares nothing with the draft: what its writer does to its own objects afterwards,
 * whether or not they were frozen, changes no event.
 */
function stored(draft: EventDraft, data: EventDraft['data'], seq: number): MemoryEvent {
  const { type, timeNs } = draft;
  const actor = draft.actor && { ...draft.actor };
  const place = draft.place && { ...draft.place };
  return deepFreeze({ type, data, timeNs, actor, place, seq } as MemoryEvent);
}

type ValidData =
  | { readonly ok: true; readonly data: readonly EventDraft['data'][] }
  | Extract<AppendResult, { readonly problem: 'invalid' }>;

/** The data of each draft as its catalogue entry makes it, or the first that the catalogue refuses. */
export function validData(drafts: readonly EventDraft[]): ValidData {
  const data: EventDraft['data'][] = [];
  for (const [index, draft] of drafts.entries()) {
    const parsed = catalogueEntry(draft.type)?.data.safeParse(draft.data);
    if (!parsed?.success) {
      const issue = parsed?.error.issues[0];
      const reason = issue ? `${issue.path.join('.') || 'data'}: ${issue.message}` : `no event is called ${draft.type}`;
      return { ok: false, problem: 'invalid', index, reason };
    }
    data.push(parsed.data);
  }
  return { ok: true, data };
}

/** A log in memory. Stored events are frozen to the bottom: nobody can change what was recorded. */
export function memoryLog(): EventLog {
  const events: MemoryEvent[] = [];
  return {
    get position() {
      return events.length;
    },
    append(drafts, expected) {
      if (expected !== events.length) {
        return { ok: false, problem: 'conflict', expected, actual: events.length };
      }
      const checked = validData(drafts);
      if (!checked.ok) return checked;
      for (const [index, draft] of drafts.entries()) {
        const data = checked.data[index];
        if (data) events.push(stored(draft, data, events.length + 1));
      }
      return { ok: true, position: events.length };
    },
    *read(from = 1, to = events.length) {
      for (let position = Math.max(1, from); position <= Math.min(to, events.length); position++) {
        const event = events[position - 1];
        if (event) yield event;
      }
    },
    at: (position) => events[position - 1],
  };
}
