import { statSync } from 'node:fs';
import { chainChecker, EMPTY_HEAD } from '../../events/chain.ts';
import type { MemoryEvent } from '../../events/event.ts';
import type { EventLog, NewEvent } from '../../events/log.ts';
import { packedLog } from '../../events/packed/packed-log.ts';
import { SourceError } from '../../events/problem.ts';
import { memoryDescribedBy } from '../memory/described.ts';
import type { MemoryState } from '../memory/state.ts';
import { replayOf } from '../timeline/replay/replay.ts';
import { sha256 } from './hash.ts';
import { provedLines } from './ndjson-file.ts';
import { firstText, unpacked } from './packed.ts';
import { DamagedLog, sqliteStore } from './sqlite.ts';
import { hasLostHeader, LOST_HEADER_ADVICE, looksLikeSqlite } from './sqlite-file.ts';

/** A log that was read into memory, with the memory that its first events describe. */
export interface LoadedLog {
  readonly log: EventLog;
  readonly initial: MemoryState;
  readonly baseline: number;
  readonly final: MemoryState;
}

export type LogKind = 'sqlite' | 'ndjson';

/**
 * What kind of log a file is, by its content; undefined for none.
 * @throws SourceError for a `.memlapse` file whose first bytes are gone.
 */
export function logKind(path: string): LogKind | undefined {
  if (statSync(path).isDirectory()) return undefined;
  if (looksLikeSqlite(path)) return 'sqlite';
  const text = firstText(path);
  if (text.startsWith('{') && text.includes('"specversion"')) return 'ndjson';
  if (hasLostHeader(path))
    throw problem(
      path,
      1,
      1,
      'pages of a memlapse log without the header of SQLite',
      '"SQLite format 3"',
      LOST_HEADER_ADVICE,
    );
  return undefined;
}

const problem = (
  file: string,
  line: number,
  column: number,
  read: string,
  expected: string,
  advice?: string,
): SourceError => new SourceError({ place: { file, line, column }, read, expected, advice });

/**
 * Events of an exported log, line by line, each proved by its hash as it is read.
 * @param name the file as the user named it.
 * @throws SourceError at the first line that can't be read, or does not fit the chain.
 */
function* ndjsonEvents(plain: string, name: string): Generator<NewEvent> {
  for (const step of provedLines(plain)) {
    if (step.kind === 'event') yield step.event;
    if (step.kind !== 'broken') continue;
    const { line, column, read, expected, advice } = step.broken;
    throw problem(name, line, column, read, expected, advice ?? VERIFY);
  }
}

const VERIFY = 'memlapse verify tells how much of the log is good';

async function* packedEvents(path: string): AsyncGenerator<NewEvent> {
  const file = await unpacked(path).catch((error: unknown) => {
    throw problem(
      path,
      1,
      1,
      `compressed data that does not unpack: ${error instanceof Error ? error.message : error}`,
      'whole gzip or zstd data',
    );
  });
  try {
    yield* ndjsonEvents(file.plain, path);
  } finally {
    file.dispose();
  }
}

/** Events of any log file. @throws SourceError */
export async function* logEvents(path: string, kind: LogKind): AsyncGenerator<NewEvent> {
  if (kind === 'ndjson') {
    yield* packedEvents(path);
    return;
  }
  const opened = sqliteStore(path, { create: false, readOnly: true });
  if (!opened.ok) throw problem(path, 1, 1, `a file that can not be opened: ${opened.reason}`, 'a memlapse log');
  try {
    const chain = chainChecker(sha256);
    const { position: last } = await opened.store.head();
    for await (const { position, id, source, body, hash, event } of opened.store.read()) {
      chain.take({ position, body, hash });
      const answer = chain.answer();
      if (!answer.ok) throw problem(path, answer.broken.position, 1, answer.broken.reason, 'an unbroken chain', VERIFY);
      const { seq: _, ...draft } = event;
      yield { id, source, draft, body };
    }
    const answer = chain.answer();
    const reached = answer.ok ? answer.head.position : answer.good.position;
    if (reached < last)
      throw problem(
        path,
        reached + 1,
        1,
        `the end after event ${reached}`,
        `event ${last}, which the last append wrote`,
        VERIFY,
      );
  } catch (error) {
    if (!(error instanceof DamagedLog)) throw error;
    throw problem(path, error.position, 1, error.message, 'an event as memlapse wrote it', VERIFY);
  } finally {
    await opened.store.close();
  }
}

/**
 * Events that are appended to a `.memlapse` file after a position, by whomever, until the signal ends it; each is proved by
 * its hash, from that of the event at the position on.
 * @throws SourceError at the first that does not fit.
 */
export async function* followedEvents(path: string, after: number, signal: AbortSignal): AsyncGenerator<MemoryEvent> {
  const opened = sqliteStore(path, { create: false, readOnly: true });
  if (!opened.ok) throw problem(path, 1, 1, `a file that can not be opened: ${opened.reason}`, 'a memlapse log');
  try {
    let head = EMPTY_HEAD;
    for await (const { position, hash } of opened.store.read({ from: Math.max(1, after), limit: 1 }))
      if (position === after) head = { position, hash };
    const chain = chainChecker(sha256, head);
    for await (const { position, body, hash, event } of opened.store.follow(after + 1, signal)) {
      chain.take({ position, body, hash });
      const answer = chain.answer();
      if (!answer.ok) throw problem(path, answer.broken.position, 1, answer.broken.reason, 'an unbroken chain', VERIFY);
      yield event;
    }
  } finally {
    await opened.store.close();
  }
}

/** Events between two progress reports: proving as many takes about a quarter of a second. */
const PROGRESS_EVENTS = 2 ** 14;

/**
 * Reads a log file into memory.
 * @param onEvents progress callback: number of events read and proved so far.
 * @throws SourceError when it is damaged, or does not begin by describing its kernel.
 */
export async function loadLog(
  path: string,
  kind: LogKind,
  onEvents: (events: number) => void = () => undefined,
): Promise<LoadedLog> {
  const log = packedLog();
  let initial: MemoryState | undefined;
  let baseline = 0;
  for await (const { draft } of logEvents(path, kind)) {
    initial ??= initialOf(path, draft);
    const appended = log.append([draft], log.position);
    if (!appended.ok)
      throw problem(
        path,
        log.position + 1,
        1,
        `an event that does not fit: ${JSON.stringify(appended)}`,
        'an event of the catalogue',
      );
    const describes = draft.timeNs === null && !draft.type.startsWith('operation.');
    if (describes && baseline === appended.position - 1) baseline = appended.position;
    if (appended.position % PROGRESS_EVENTS === 0) onEvents(appended.position);
  }
  if (!initial)
    throw problem(
      path,
      1,
      1,
      `a log without events (head ${EMPTY_HEAD.hash.slice(0, 12)}…)`,
      'at least kernel.described',
    );
  const replay = replayOf(log, initial);
  replay.advance(log.position);
  return { log, initial, baseline, final: replay.state() };
}

function initialOf(path: string, first: NewEvent['draft']): MemoryState {
  const described = memoryDescribedBy(first);
  if (!described.ok) throw problem(path, 1, 1, described.read, described.expected);
  return described.initial;
}
