import { accessSync, closeSync, constants, existsSync, openSync, readSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { FileMode } from './file-mode.ts';

/** `mlps` as SQLite's application id: what makes an SQLite file a memlapse log. */
const APPLICATION_ID = 0x6d6c7073;
/** Layout of the tables. A file with a higher number was written by a newer memlapse. */
export const LAYOUT = 1;

const MAGIC = 'SQLite format 3\0';

const TABLES = `
CREATE TABLE events (
  position INTEGER PRIMARY KEY,
  id       TEXT NOT NULL UNIQUE,
  type     TEXT NOT NULL,
  time_ns  INTEGER,
  body     TEXT NOT NULL,
  hash     TEXT NOT NULL
) STRICT;
CREATE INDEX events_by_time ON events (time_ns) WHERE time_ns IS NOT NULL;
CREATE TRIGGER events_are_never_changed BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
CREATE TRIGGER events_are_never_removed BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'events are never removed'); END;
CREATE TABLE head (one INTEGER PRIMARY KEY CHECK (one = 1), position INTEGER NOT NULL, hash TEXT NOT NULL) STRICT;
CREATE TABLE snapshots (
  position INTEGER NOT NULL,
  kind     TEXT NOT NULL,
  body     TEXT NOT NULL,
  PRIMARY KEY (kind, position)
) STRICT;
`;

export type Opened = { readonly ok: true; readonly db: DatabaseSync } | { readonly ok: false; readonly reason: string };

/** Whether a file begins like an SQLite database. */
export function looksLikeSqlite(path: string): boolean {
  const file = openSync(path, 'r');
  try {
    const head = Buffer.alloc(MAGIC.length);
    return readSync(file, head, 0, MAGIC.length, 0) === MAGIC.length && head.toString('latin1') === MAGIC;
  } finally {
    closeSync(file);
  }
}

/** How much of a file is searched for what the pages of a log hold. */
const SEARCHED = 1 << 16;

/** What to do about a log whose first bytes are gone. */
export const LOST_HEADER_ADVICE =
  'the header is the same in every log: docs/log.md, "A header that was destroyed", puts it back on a copy';

/** Whether a file that does not begin like an SQLite database holds pages of a log: only its header is gone. */
export function hasLostHeader(path: string): boolean {
  const file = openSync(path, 'r');
  try {
    const buffer = Buffer.alloc(SEARCHED);
    const head = buffer.subarray(0, readSync(file, buffer, 0, SEARCHED, 0));
    // A log's text has no zero bytes, and a page always has some.
    return head.includes(0) && (head.includes('events_are_never_changed') || head.includes('"specversion":"1.0"'));
  } finally {
    closeSync(file);
  }
}

const pragma = (db: DatabaseSync, name: string): number =>
  Number(Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0]);

const NO_SQLITE = 'it is no SQLite file, so no memlapse log';

/** Waits this long for another writer to finish, in milliseconds. */
const BUSY_MS = 10_000;

/**
 * Whether a reader may take away the files beside the log (`-wal`, `-shm`) when it is the last to close. SQLite leaves them
 * lying where a connection may not write at all; one that may, and is told to change nothing, tidies up.
 */
function mayTidy(path: string): boolean {
  try {
    for (const place of [path, dirname(path)]) accessSync(place, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** Opens a `.memlapse` file, or says why it is none. An acknowledged write is on disk: WAL, synced at every commit. */
export function openFile(path: string, { create, readOnly }: FileMode): Opened {
  const exists = existsSync(path);
  if (!exists && !create) return { ok: false, reason: 'there is no such file' };
  if (exists && !looksLikeSqlite(path)) {
    const lost = hasLostHeader(path);
    return { ok: false, reason: lost ? `it has lost its SQLite header; ${LOST_HEADER_ADVICE}` : NO_SQLITE };
  }
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(path, { readOnly: readOnly && !mayTidy(path), timeout: BUSY_MS });
    if (readOnly) db.exec('PRAGMA query_only = ON');
    if (!exists) initialise(db);
    const application = pragma(db, 'application_id');
    const layout = pragma(db, 'user_version');
    const reason =
      application !== APPLICATION_ID
        ? 'it is an SQLite file of another program'
        : layout > LAYOUT
          ? `its layout ${layout} is of a newer memlapse: this one knows up to ${LAYOUT}`
          : undefined;
    if (reason !== undefined) {
      db.close();
      return { ok: false, reason };
    }
    if (!readOnly) db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 1000;');
    return { ok: true, db };
  } catch (error) {
    db?.close();
    return { ok: false, reason: error instanceof Error ? error.message : String(error) };
  }
}

/** All in one transaction: a crash leaves an empty file or a whole one. */
function initialise(db: DatabaseSync): void {
  db.exec(
    `BEGIN EXCLUSIVE; ${TABLES} PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${LAYOUT}; COMMIT;`,
  );
}
