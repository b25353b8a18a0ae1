import type { DatabaseSync } from 'node:sqlite';
import { type Break, chainChecker, EMPTY_HEAD, type Head } from '../../events/chain.ts';
import { readLogLine } from '../../events/formats/ndjson.ts';
import { LONGEST_JSON } from '../../events/formats/strict-json.ts';
import { linesOfFile } from '../ingest/lines.ts';
import { sha256 } from './hash.ts';
import type { LogKind } from './log-file.ts';
import { type Unpacked, unpacked } from './packed.ts';
import { openFile } from './sqlite-file.ts';

/** What a log proves: all of it, or up to where it is broken. */
export interface Verdict {
  readonly ok: boolean;
  /** Head of the part that is good. */
  readonly head: Head;
  readonly broken: Break | null;
}

const good = (head: Head): Verdict => ({ ok: true, head, broken: null });
const bad = (head: Head, broken: Break): Verdict => ({ ok: false, head, broken });

/** Proves an exported log line by line. `to` stops after that position, and asks for no seal. */
export function verifyNdjson(path: string, to = Number.POSITIVE_INFINITY): Verdict {
  const chain = chainChecker(sha256);
  let sealed: Head | undefined;
  let last: Head = EMPTY_HEAD;
  for (const { text, complete } of linesOfFile(path, LONGEST_JSON + 1)) {
    const answer = chain.answer();
    if (!answer.ok) return bad(answer.good, answer.broken);
    last = answer.head;
    if (last.position >= to) return good(last);
    const here = last.position + 1;
    if (sealed) return bad(last, { position: here, reason: 'something follows the seal' });
    const line = readLogLine(text);
    if (line.kind === 'unreadable')
      return bad(last, {
        position: here,
        reason: `event ${here} can not be read: ${line.read}; expected ${line.expected}`,
      });
    if (line.kind === 'event') chain.take(line.link);
    else sealed = line.head;
    if (!complete) return bad(last, { position: here, reason: 'the file ends inside a line: its end was cut off' });
  }
  const answer = chain.answer();
  if (!answer.ok) return bad(answer.good, answer.broken);
  if (answer.head.position >= to && to !== Number.POSITIVE_INFINITY) return good(answer.head);
  if (!sealed)
    return bad(answer.head, {
      position: answer.head.position + 1,
      reason: 'the seal is missing: the end of the log was cut off',
    });
  if (sealed.position !== answer.head.position || sealed.hash !== answer.head.hash) {
    return bad(answer.head, {
      position: answer.head.position + 1,
      reason: `the seal names event ${sealed.position} as the last: events are missing, or the seal was altered`,
    });
  }
  return good(answer.head);
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Proves a `.memlapse` file: every row against its hash and its columns, the head, and SQLite's own structure. */
export function verifySqlite(path: string, to = Number.POSITIVE_INFINITY): Verdict {
  const opened = openFile(path, { create: false, readOnly: true });
  if (!opened.ok) return bad(EMPTY_HEAD, { position: 1, reason: `the file can not be opened: ${opened.reason}` });
  const { db } = opened;
  const chain = chainChecker(sha256);
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
      if (!answer.ok) return bad(answer.good, answer.broken);
      const column = columnAgainst(body, text(row['id']), text(row['type']), row['time']);
      if (column)
        return bad(
          { ...state(), position: position - 1 },
          { position, reason: `event ${position}: its column ${column} is not what its content says` },
        );
    }
    if (to !== Number.POSITIVE_INFINITY) return good(state());
    return structure(db, state());
  } catch (error) {
    const head = state();
    return bad(head, {
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
    return bad(reached, {
      position: reached.position + 1,
      reason: `the last append wrote event ${stored.position}: events are missing from the end, or the head was altered`,
    });
  }
  const found = db.prepare('PRAGMA integrity_check(1)').get();
  const said = text(Object.values(found ?? {})[0]);
  return said === 'ok'
    ? good(reached)
    : bad(reached, { position: reached.position + 1, reason: `SQLite says: ${said}` });
}

/** Proves a log of either kind; an export may be compressed. */
export async function verifyLog(path: string, kind: LogKind, to?: number): Promise<Verdict> {
  if (kind === 'sqlite') return verifySqlite(path, to);
  let file: Unpacked;
  try {
    file = await unpacked(path);
  } catch (error) {
    const reason = `the compressed data does not unpack: ${error instanceof Error ? error.message : String(error)}`;
    return bad(EMPTY_HEAD, { position: 1, reason });
  }
  try {
    return verifyNdjson(file.plain, to);
  } finally {
    file.dispose();
  }
}
