import type { MemoryEvent } from '../../../events/event.ts';
import type { EventLog } from '../../../events/log.ts';

/** The log as the page has it: events in order, as far as they have arrived. Only the feed adds to it. */
export interface PageLog extends EventLog {
  take(events: readonly MemoryEvent[]): void;
}

export function pageLog(): PageLog {
  const events: MemoryEvent[] = [];
  return {
    get position() {
      return events.length;
    },
    take(more) {
      for (const event of more) events.push(event);
    },
    append: (_drafts, expected) => ({ ok: false, problem: 'conflict', expected, actual: events.length }),
    *read(from = 1, to = events.length) {
      for (let position = Math.max(1, from); position <= Math.min(to, events.length); position++) {
        const event = events[position - 1];
        if (event) yield event;
      }
    },
    at: (position) => events[position - 1],
  };
}
