import { nanoseconds } from '../machines/kernel/units.ts';
import { linkHash, type Sha256 } from './chain.ts';
import { decided } from './event.ts';
import type { EventStore, NewEvent, StoredEvent } from './log.ts';

/** One thing that every store must do. `holds` throws where it does not. Runs under any test runner, on anybody's store. */
export interface StoreRule {
  readonly sentence: string;
  readonly holds: (store: EventStore, sha256: Sha256) => Promise<void>;
}

function must(condition: boolean, what: string): asserts condition {
  if (!condition) throw new Error(`the store breaks its contract: ${what}`);
}

const same = (a: unknown, b: unknown, what: string): void => {
  const [left, right] = [JSON.stringify(a), JSON.stringify(b)];
  must(left === right, `${what}: ${left} is not ${right}`);
};

/** A small event: a mark, at a second of the clock. */
export const markEvent = (number: number, second: number | null = number): NewEvent => ({
  id: `mark-${number}`,
  source: 'contract',
  draft: {
    ...decided('mark.set', { step: number, name: `mark ${number}` }),
    timeNs: second === null ? null : nanoseconds(BigInt(second) * 1_000_000_000n),
  },
});

const marks = (from: number, to: number): NewEvent[] =>
  Array.from({ length: to - from + 1 }, (_, at) => markEvent(from + at));

async function collect(events: AsyncIterable<StoredEvent>): Promise<StoredEvent[]> {
  const all: StoredEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

const positions = async (events: AsyncIterable<StoredEvent>): Promise<number[]> =>
  (await collect(events)).map(({ position }) => position);

async function filled(store: EventStore, count: number): Promise<void> {
  const answer = await store.append(marks(1, count), 0);
  must(answer.ok, `a first append of ${count} events`);
}

/** Every rule. A store that keeps them all can stand under everything in memlapse that needs a log. */
export const STORE_CONTRACT: readonly StoreRule[] = [
  {
    sentence: 'an empty log has position 0, the genesis hash, and nothing to read',
    async holds(store) {
      same(await store.head(), { position: 0, hash: '0'.repeat(64) }, 'head');
      same(await positions(store.read()), [], 'events');
    },
  },
  {
    sentence: 'what is appended is read back in order, from position 1 on without gaps',
    async holds(store) {
      await filled(store, 3);
      const events = await collect(store.read());
      same(
        events.map(({ position }) => position),
        [1, 2, 3],
        'positions',
      );
      same(
        events.map(({ id }) => id),
        ['mark-1', 'mark-2', 'mark-3'],
        'ids',
      );
      same(
        events.map(({ event }) => event.seq),
        [1, 2, 3],
        'seq',
      );
      same(events[1]?.event.data, { step: 2, name: 'mark 2' }, 'data');
    },
  },
  {
    sentence: 'each event carries the hash of its content and of the one before',
    async holds(store, sha256) {
      await filled(store, 4);
      let before = '0'.repeat(64);
      for (const { body, hash } of await collect(store.read())) {
        same(hash, linkHash(sha256, before, body), 'hash');
        before = hash;
      }
      same((await store.head()).hash, before, 'head');
    },
  },
  {
    sentence: 'a writer that expects another position gets a conflict, and nothing is stored',
    async holds(store) {
      await filled(store, 2);
      const answer = await store.append([markEvent(3)], 1);
      same(answer, { ok: false, problem: 'conflict', expected: 1, actual: 2 }, 'append');
      same(await positions(store.read()), [1, 2], 'events');
    },
  },
  {
    sentence: 'of two writers at the same position one wins, and the other gets a conflict',
    async holds(store) {
      const answers = await Promise.all([store.append(marks(1, 3), 0), store.append(marks(11, 13), 0)]);
      same(answers.filter(({ ok }) => ok).length, 1, 'winners');
      const ids = (await collect(store.read())).map(({ id }) => id).join();
      must(ids === 'mark-1,mark-2,mark-3' || ids === 'mark-11,mark-12,mark-13', `batches were interleaved: ${ids}`);
    },
  },
  {
    sentence: 'a batch with one invalid event is refused whole, and names it',
    async holds(store) {
      const bad: NewEvent = { ...markEvent(2), draft: decided('mark.set', { step: -1, name: 'before the first' }) };
      const answer = await store.append([markEvent(1), bad, markEvent(3)], 0);
      must(!answer.ok && answer.problem === 'invalid' && answer.index === 1, `got ${JSON.stringify(answer)}`);
      same((await store.head()).position, 0, 'head');
    },
  },
  {
    sentence: 'a batch sent twice is stored once',
    async holds(store) {
      await filled(store, 3);
      const again = await store.append(marks(1, 3), 0);
      must(again.ok && again.stored === 0 && again.head.position === 3, `got ${JSON.stringify(again)}`);
      const more = await store.append(marks(2, 5), 3);
      must(more.ok && more.stored === 2, `got ${JSON.stringify(more)}`);
      same(await positions(store.read()), [1, 2, 3, 4, 5], 'events');
    },
  },
  {
    sentence: 'an id that is taken by another content is refused',
    async holds(store) {
      await filled(store, 2);
      const answer = await store.append([{ ...markEvent(7), id: 'mark-2' }], 2);
      must(!answer.ok && answer.problem === 'idTaken' && answer.id === 'mark-2', `got ${JSON.stringify(answer)}`);
      same((await store.head()).position, 2, 'head');
    },
  },
  {
    sentence: 'reads forward and backward, from a position, up to a limit',
    async holds(store) {
      await filled(store, 6);
      same(await positions(store.read({ from: 4 })), [4, 5, 6], 'forward');
      same(await positions(store.read({ from: 3, direction: 'backward' })), [3, 2, 1], 'backward');
      same(await positions(store.read({ direction: 'backward', limit: 2 })), [6, 5], 'from the end');
      same(await positions(store.read({ from: 2, limit: 2 })), [2, 3], 'limited');
      same(await positions(store.read({ from: 9 })), [], 'past the end');
    },
  },
  {
    sentence: 'reads from a time of the kernel’s clock, and passes over events without one',
    async holds(store) {
      const batch = [markEvent(1, null), markEvent(2, 10), markEvent(3, 20), markEvent(4, 30)];
      must((await store.append(batch, 0)).ok, 'append');
      same(await positions(store.read({ fromTimeNs: 20_000_000_000n })), [3, 4], 'forward');
      same(await positions(store.read({ fromTimeNs: 29_000_000_000n, direction: 'backward' })), [3, 2, 1], 'backward');
      same(await positions(store.read({ fromTimeNs: 31_000_000_000n })), [], 'after the last');
    },
  },
  {
    sentence: 'a follower gets what is there, and then what comes',
    async holds(store) {
      await filled(store, 2);
      const ended = new AbortController();
      const seen: number[] = [];
      const following = (async () => {
        for await (const { position } of store.follow(2, ended.signal)) {
          seen.push(position);
          if (position === 4) ended.abort();
        }
      })();
      must((await store.append(marks(3, 4), 2)).ok, 'append');
      await following;
      same(seen, [2, 3, 4], 'followed');
    },
  },
  {
    sentence: 'a snapshot is found at its position and after, the latest of its kind',
    async holds(store) {
      await filled(store, 5);
      await store.saveSnapshot({ position: 2, kind: 'state/1', body: 'two' });
      await store.saveSnapshot({ position: 4, kind: 'state/1', body: 'four' });
      await store.saveSnapshot({ position: 3, kind: 'other/1', body: 'three' });
      same((await store.snapshotBefore(5, 'state/1'))?.body, 'four', 'at 5');
      same((await store.snapshotBefore(3, 'state/1'))?.body, 'two', 'at 3');
      same(await store.snapshotBefore(1, 'state/1'), undefined, 'at 1');
    },
  },
  {
    sentence: 'what was read can not be changed',
    async holds(store) {
      await filled(store, 1);
      const [first] = await collect(store.read());
      must(first !== undefined && Object.isFrozen(first.event), 'an event is not frozen');
    },
  },
  {
    sentence: 'a large batch is stored whole',
    async holds(store) {
      await filled(store, 5000);
      const all = await positions(store.read());
      must(all.length === 5000 && all.at(-1) === 5000, `got ${all.length}`);
    },
  },
];
