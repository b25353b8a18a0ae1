import { EMPTY_HEAD, type Head } from '../../events/chain.ts';
import type { EventStore, ReadQuery, Snapshot, StoredEvent } from '../../events/log.ts';
import { chainBatch, mayAppend } from './prepare.ts';
import { watchers } from './watchers.ts';

const timeOf = ({ event }: StoredEvent): bigint | null => event.timeNs;

/** The positions that a query means, first to last in its direction. */
export function selected(
  events: readonly StoredEvent[],
  { from, fromTimeNs, direction = 'forward', limit }: ReadQuery,
): readonly StoredEvent[] {
  const forward = direction === 'forward';
  const fits = (one: StoredEvent): boolean => {
    if (from !== undefined && (forward ? one.position < from : one.position > from)) return false;
    const time = timeOf(one);
    if (fromTimeNs === undefined) return true;
    return time !== null && (forward ? time >= fromTimeNs : time <= fromTimeNs);
  };
  const start = forward ? events.findIndex(fits) : events.findLastIndex(fits);
  if (start < 0) return [];
  const chosen = forward ? events.slice(start) : events.slice(0, start + 1).reverse();
  return limit === undefined ? chosen : chosen.slice(0, limit);
}

/** A store in memory: for tests, for programs that need no file, and as the plainest keeper of the contract of stores. */
export function memoryStore(): EventStore {
  const events: StoredEvent[] = [];
  const byId = new Map<string, StoredEvent>();
  const snapshots: Snapshot[] = [];
  const watch = watchers();
  let head: Head = EMPTY_HEAD;
  let open = true;
  const alive = (): void => {
    if (!open) throw new Error('the store is closed');
  };
  return {
    async head() {
      alive();
      return head;
    },
    async append(batch, expected) {
      alive();
      const chained = chainBatch(batch, head, (id) => byId.get(id));
      if (!chained.ok) return chained;
      if (!mayAppend(expected, head, chained))
        return { ok: false, problem: 'conflict', expected, actual: head.position };
      for (const one of chained.events) {
        events.push(one);
        byId.set(one.id, one);
      }
      head = chained.head;
      watch.wake();
      return { ok: true, head, stored: chained.events.length };
    },
    async *read(query = {}) {
      alive();
      yield* selected(events, query);
    },
    async *follow(from, signal) {
      let next = Math.max(1, from);
      while (!signal.aborted && open) {
        for (let one = events[next - 1]; one; one = events[next - 1]) {
          if (signal.aborted) return;
          yield one;
          next++;
        }
        await watch.next(signal);
      }
    },
    async saveSnapshot(snapshot) {
      alive();
      snapshots.push(Object.freeze({ ...snapshot }));
    },
    async snapshotBefore(position, kind) {
      alive();
      return snapshots
        .filter((one) => one.kind === kind && one.position <= position)
        .reduce<Snapshot | undefined>((best, one) => (best && best.position > one.position ? best : one), undefined);
    },
    async close() {
      open = false;
      watch.wake();
    },
  };
}
