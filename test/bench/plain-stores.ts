import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { linesOfFile } from '../../src/sources/lines.ts';

/** The least that keeps JSON texts durably: what a store of events is held against. No checks, no hashes, no ids. */
export interface PlainStore {
  append(texts: readonly string[]): void;
  /** Parses every text that is stored. */
  read(): number;
  close(): void;
}

/** One table of JSON texts, with the settings of a memlapse log. */
export function plainTable(path: string): PlainStore {
  const db = new DatabaseSync(path);
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 1000;');
  db.exec('CREATE TABLE events (position INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT');
  const row = db.prepare('INSERT INTO events (body) VALUES (?)');
  return {
    append(texts) {
      db.exec('BEGIN IMMEDIATE');
      for (const text of texts) row.run(text);
      db.exec('COMMIT');
    },
    read() {
      let count = 0;
      for (const { body } of db.prepare('SELECT body FROM events ORDER BY position').iterate()) {
        JSON.parse(String(body));
        count++;
      }
      return count;
    },
    close: () => db.close(),
  };
}

/** A file of JSON lines, synced to disk after every batch. */
export function plainFile(path: string): PlainStore {
  const file = openSync(path, 'a');
  return {
    append(texts) {
      writeSync(file, `${texts.join('\n')}\n`);
      fsyncSync(file);
    },
    read() {
      let count = 0;
      for (const { text } of linesOfFile(path)) {
        JSON.parse(text);
        count++;
      }
      return count;
    },
    close: () => closeSync(file),
  };
}
