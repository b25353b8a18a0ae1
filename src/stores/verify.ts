import type { DatabaseSync } from 'node:sqlite';
import { type Break, chainChecker, EMPTY_HEAD, type Head } from '../../events/chain.ts';
import { fromCloudEvent } from '../../events/formats/read-cloudevent.ts';
import { strictJson } from '../../events/formats/strict-json.ts';
import { type AfterBreak, afterBreak, type UnprovedLink } from './after-break.ts';
import { sha256 } from './hash.ts';
import type { LogKind } from './log-file.ts';
import { linksFrom, provedLines } from './ndjson-file.ts';
import { type Unpacked, unpacked } from './packed.ts';
import { openFile } from './sqlite-file.ts';

/** What a log proves: all of it, or up to where it is broken. */
export interface Verdict {
  readonly ok: boolean;
  /** Head of the part that is good. */
  readonly head: Head;
  readonly broken: Break | null;
  /** What can be said of the events after the break; null for a log that is whole, or that can't be looked into. */
  readonly after: AfterBreak | null;
}

const wholeVerdict = (head: Head): Verdict => ({ ok: true, head, broken: null, after: null });
const brokenVerdict = (head: Head, broken: Break, after: AfterBreak | null = null): Verdict => ({
  ok: false,
  head,
  broken,
  after,
});

/** Proves an exported log line by line. `to` stops after that position, and asks for no seal. */
export function verifyNdjson(path: string, to = Number.POSITIVE_INFINITY): Verdict {
  let head = EMPTY_HEAD;
  if (to <= 0) return wholeVerdict(head);
  for (const line of provedLines(path)) {
    if (line.kind === 'broken') {
      const position = line.good.position + 1;
      const after = afterBreak(linksFrom(path, line.broken.line), position);
      return brokenVerdict(line.good, { position, reason: line.broken.reason }, after);
    }
    head = line.head;
    if (head.position >= to) break;
  }
  return wholeVerdict(head);
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** What stands in the rows from a position on; it ends where SQLite can't read on. */
function* linksOfRows(db: DatabaseSync, from: number): Generator<UnprovedLink | null> {
  try {
    const rows = db.prepare('SELECT position, body, hash FROM events WHERE position >= ? ORDER BY position');
    for (const row of rows.iterate(from)) {
      const body = text(row['body']);
      const json = strictJson(body);
      const readable = json.ok && fromCloudEvent(json.value).ok;
      yield { position: Number(row['position']), body, hash: text(row['hash']), readable };
    }
  } catch {
    // A page that can't be read: what lies behind it is counted as not there, for nobody can reach it.
    yield null;
  }
}

/** Proves a `.memlapse` file: every row against its hash and its columns, the head, and SQLite's own structure. */
export function verifySqlite(path: string, to = Number.POSITIVE_INFINITY): Verdict {
  const opened = openFile(path, { create: false, readOnly: true });
  if (!opened.ok)
    return brokenVerdict(EMPTY_HEAD, { position: 1, reason: `the file can not be opened: ${opened.reason}` });
  const { db } = opened;
  const chain = chainChecker(sha256);
  const badAt = (head: Head, broken: Break): Verdict =>
    brokenVerdict(head, broken, afterBreak(linksOfRows(db, broken.position), broken.position));
  const state = (): Head => {
    const answer = chain.answer();
    return answer.ok ? answer.head : answer.good;
  };
  try {
    for (const row of db
      .prepare('SELECT position, id, type, CAST(time_ns AS TEXT) AS time, body, hash FROM events ORDER BY position')
      .iterate()) {
      const position = Number(row['position']);
      if (position > to) break;
      const body = text(row['body']);
      chain.take({ position, body, hash: text(row['hash']) });
      const answer = chain.answer();
      if (!answer.ok) return badAt(answer.good, answer.broken);
      const column = columnAgainst(body, text(row['id']), text(row['type']), row['time']);
      if (column)
        return badAt(
          { ...state(), position: position - 1 },
          { position, reason: `event ${position}: its column ${column} is not what its content says` },
        );
    }
    if (to !== Number.POSITIVE_INFINITY) return wholeVerdict(state());
    return structure(db, state());
  } catch (error) {
    const head = state();
    return badAt(head, {
      position: head.position + 1,
      reason: `SQLite can not read on: ${error instanceof Error ? error.message : String(error)}`,
    });
  } finally {
    db.close();
  }
}

/** The first column that does not say what the proven content says. */
function columnAgainst(body: string, id: string, type: string, time: unknown): string | undefined {
  const content = JSON.parse(body) as Readonly<Record<string, unknown>>;
  if (content['id'] !== id) return 'id';
  if (content['type'] !== type) return 'type';
  return (content['timens'] ?? null) === (time ?? null) ? undefined : 'time_ns';
}

/** The head that the last append wrote, and SQLite's own check of tables and indexes. */
function structure(db: DatabaseSync, reached: Head): Verdict {
  const head = db.prepare('SELECT position, hash FROM head WHERE one = 1').get();
  const stored = head ? { position: Number(head['position']), hash: text(head['hash']) } : EMPTY_HEAD;
  if (stored.position !== reached.position || stored.hash !== reached.hash) {
    return brokenVerdict(reached, {
      position: reached.position + 1,
      reason: `the last append wrote event ${stored.position}: events are missing from the end, or the head was altered`,
    });
  }
  const found = db.prepare('PRAGMA integrity_check(1)').get();
  const said = text(Object.values(found ?? {})[0]);
  return said === 'ok'
    ? wholeVerdict(reached)
    : brokenVerdict(reached, { position: reached.position + 1, reason: `SQLite says: ${said}` });
}

/** Proves a log of either kind; an export may be compressed. */
export async function verifyLog(path: string, kind: LogKind, to?: number): Promise<Verdict> {
  if (kind === 'sqlite') return verifySqlite(path, to);
  let file: Unpacked;
  try {
    file = await unpacked(path);
  } catch (error) {
    const reason = `the compressed data does not unpack: ${error instanceof Error ? error.message : String(error)}`;
    return brokenVerdict(EMPTY_HEAD, { position: 1, reason });
  }
  try {
    return verifyNdjson(file.plain, to);
  } finally {
    file.dispose();
  }
}
