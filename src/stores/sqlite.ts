import type { DatabaseSync } from 'node:sqlite';
import { EMPTY_HEAD, type Head } from '../../events/chain.ts';
import { fromCloudEvent } from '../../events/formats/read-cloudevent.ts';
import type { EventStore, ReadQuery, Snapshot, StoreAppend, StoredEvent } from '../../events/log.ts';
import type { FileMode } from './file-mode.ts';
import { chainBatch, mayAppend } from './prepare.ts';
import { openFile } from './sqlite-file.ts';
import { watchers } from './watchers.ts';

/** A row of the events table. */
export interface Row {
  readonly position: number;
  readonly id: string;
  readonly type: string;
  readonly body: string;
  readonly hash: string;
}

/** A stored row that can't be read as an event: the file is damaged, or was written by a newer memlapse. */
export class DamagedLog extends Error {
  override readonly name = 'DamagedLog';
  readonly position: number;

  constructor(position: number, reason: string) {
    super(`event ${position}: ${reason}`);
    this.position = position;
  }
}

const asRow = (value: unknown): Row => value as Row;

function eventOf(row: Row): StoredEvent {
  let value: unknown;
  try {
    value = JSON.parse(row.body);
  } catch {
    throw new DamagedLog(row.position, 'its body is no JSON');
  }
  const read = fromCloudEvent(value);
  if (!read.ok) throw new DamagedLog(row.position, `${read.path}: ${read.reason}`);
  const { position, id, body, hash } = row;
  return { position, id, source: read.source, body, hash, event: Object.freeze({ ...read.draft, seq: position }) };
}

/** What SQLite says of pages that it can't read becomes a damaged log. @throws DamagedLog */
function readable<T>(position: number, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new DamagedLog(position, `SQLite can not read on: ${reason}`);
  }
}

const headOf = (db: DatabaseSync): Head => {
  const row = readable(1, () => db.prepare('SELECT position, hash FROM head WHERE one = 1').get());
  return row ? { position: Number(row['position']), hash: String(row['hash']) } : EMPTY_HEAD;
};

/** Another process may have appended: looked for this often, in milliseconds. */
const LOOK_EVERY_MS = 200;
/** Rows read at a time, so that a reader never holds a transaction open for long. */
const PAGE = 1000;

export type SqliteOpened =
  | { readonly ok: true; readonly store: EventStore }
  | { readonly ok: false; readonly reason: string };

/** Opens a log in one `.memlapse` file. */
export function sqliteStore(path: string, mode: FileMode = { create: true, readOnly: false }): SqliteOpened {
  const opened = openFile(path, mode);
  return opened.ok ? { ok: true, store: storeOn(opened.db) } : opened;
}

function insert(db: DatabaseSync, events: readonly StoredEvent[], head: Head): void {
  const row = db.prepare('INSERT INTO events (position, id, type, time_ns, body, hash) VALUES (?, ?, ?, ?, ?, ?)');
  for (const { position, id, event, body, hash } of events) row.run(position, id, event.type, event.timeNs, body, hash);
  db.prepare(
    'INSERT INTO head (one, position, hash) VALUES (1, ?, ?) ON CONFLICT (one) DO UPDATE SET position = excluded.position, hash = excluded.hash',
  ).run(head.position, head.hash);
}

function append(db: DatabaseSync, batch: Parameters<EventStore['append']>[0], expected: number): StoreAppend {
  const byId = db.prepare('SELECT position, body FROM events WHERE id = ?');
  try {
    // The write lock is taken first: what is read below stays true until the commit.
    db.exec('BEGIN IMMEDIATE');
  } catch (error) {
    return { ok: false, problem: 'storage', reason: error instanceof Error ? error.message : String(error) };
  }
  try {
    const head = headOf(db);
    const chained = chainBatch(batch, head, (id) => {
      const row = byId.get(id);
      return row && { position: Number(row['position']), body: String(row['body']) };
    });
    if (!chained.ok) return rolledBack(db, chained);
    if (!mayAppend(expected, head, chained)) {
      return rolledBack(db, { ok: false, problem: 'conflict', expected, actual: head.position });
    }
    if (chained.events.length > 0) insert(db, chained.events, chained.head);
    db.exec('COMMIT');
    return { ok: true, head: chained.head, stored: chained.events.length };
  } catch (error) {
    return rolledBack(db, {
      ok: false,
      problem: 'storage',
      reason: error instanceof Error ? error.message : String(error),
    });
  }
}

function rolledBack(db: DatabaseSync, answer: StoreAppend): StoreAppend {
  // SQLite may have rolled back by itself, as on a full disk.
  if (db.isTransaction) db.exec('ROLLBACK');
  return answer;
}

function* rows(
  db: DatabaseSync,
  { from, fromTimeNs, direction = 'forward', limit = Number.POSITIVE_INFINITY }: ReadQuery,
): Generator<Row> {
  const forward = direction === 'forward';
  let next = from ?? (forward ? 1 : Number.MAX_SAFE_INTEGER);
  if (fromTimeNs !== undefined) {
    const sql = forward
      ? 'SELECT min(position) AS at FROM events WHERE time_ns >= ? AND position >= ?'
      : 'SELECT max(position) AS at FROM events WHERE time_ns <= ? AND position <= ?';
    const at = readable(next, () => db.prepare(sql).get(fromTimeNs, next))?.['at'];
    if (at === null || at === undefined) return;
    next = Number(at);
  }
  const page = readable(next, () =>
    db.prepare(
      `SELECT position, id, type, body, hash FROM events WHERE position ${forward ? '>=' : '<='} ? ORDER BY position ${forward ? 'ASC' : 'DESC'} LIMIT ?`,
    ),
  );
  for (let left = limit; left > 0; ) {
    const found = readable(next, () => page.all(next, Math.min(PAGE, left))).map(asRow);
    yield* found;
    const last = found.at(-1);
    if (!last || found.length < PAGE) return;
    next = last.position + (forward ? 1 : -1);
    left -= found.length;
  }
}

function storeOn(db: DatabaseSync): EventStore {
  const watch = watchers();
  return {
    async head() {
      return headOf(db);
    },
    async append(batch, expected) {
      const answer = append(db, batch, expected);
      if (answer.ok) watch.wake();
      return answer;
    },
    async *read(query = {}) {
      for (const row of rows(db, query)) yield eventOf(row);
    },
    async *follow(from, signal) {
      let next = Math.max(1, from);
      while (!signal.aborted && db.isOpen) {
        for (const row of rows(db, { from: next })) {
          if (signal.aborted) return;
          yield eventOf(row);
          next = row.position + 1;
        }
        await watch.next(signal, LOOK_EVERY_MS);
      }
    },
    async saveSnapshot({ position, kind, body }) {
      db.prepare('INSERT OR REPLACE INTO snapshots (position, kind, body) VALUES (?, ?, ?)').run(position, kind, body);
    },
    async snapshotBefore(position, kind) {
      const row = db
        .prepare(
          'SELECT position, kind, body FROM snapshots WHERE kind = ? AND position <= ? ORDER BY position DESC LIMIT 1',
        )
        .get(kind, position);
      return row as Snapshot | undefined;
    },
    async close() {
      if (db.isOpen) db.close();
      watch.wake();
    },
  };
}
