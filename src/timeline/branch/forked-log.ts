import type { MemoryEvent } from '../../../events/event.ts';
import type { EventLog } from '../../../events/log.ts';
import { memoryLog } from '../../../events/memory-log.ts';

/** An event of a branch's own log, at its position behind what the branch shares with the record. */
const moved = (event: MemoryEvent, by: number): MemoryEvent => Object.freeze({ ...event, seq: event.seq + by });

/**
 * A log that begins as another one, up to and with event `at`, and goes its own way from there. What is appended to it is
 * in it alone, and what is appended to the other log later is not in it.
 */
export function forkedLog(record: EventLog, at: number): EventLog {
  const own = memoryLog();
  return {
    get position() {
      return at + own.position;
    },
    append(drafts, expected) {
      const appended = own.append(drafts, expected - at);
      if (appended.ok) return { ok: true, position: at + appended.position };
      if (appended.problem === 'invalid') return appended;
      return { ...appended, expected, actual: at + appended.actual };
    },
    *read(from = 1, to = at + own.position) {
      yield* record.read(from, Math.min(to, at));
      for (const event of own.read(from - at, to - at)) yield moved(event, at);
    },
    at(position) {
      if (position <= at) return record.at(position);
      const event = own.at(position - at);
      return event && moved(event, at);
    },
  };
}
