import { canonical } from '../../events/canonical.ts';
import { chainChecker, GENESIS, type Head, linkHash } from '../../events/chain.ts';
import { toCloudEvent } from '../../events/formats/cloudevent.ts';
import { type FeedLine, toRow } from '../../events/formats/rows.ts';
import type { EventLog, EventStore } from '../../events/log.ts';
import type { LogSource } from '../actions/source.ts';
import { sha256 } from '../stores/hash.ts';

/** What the page is fed with: a log that was read, and where it may grow from. */
export interface Feed {
  readonly source: Pick<LogSource, 'name' | 'log' | 'baseline' | 'notes'>;
  /** Opens the store of a log that grows, for one reader; null for a source that is as it is. */
  readonly grows: (() => EventStore) | null;
}

/** Events of one piece: small enough that the page stays at hand while it takes one. */
const PIECE = 2000;
/** Hashes of further events tell no more logs apart. */
const LAST_HASHED = 4096;

/** Hashes after events 1, 2, 4, 8 … of a log, over what the events say: whatever file they were read from. */
export function hashesOf(log: EventLog): readonly string[] {
  const hashes: string[] = [];
  let before = GENESIS;
  for (const event of log.read(1, LAST_HASHED)) {
    before = linkHash(sha256, before, canonical(toCloudEvent(event, 'log')));
    if (Number.isInteger(Math.log2(event.seq))) hashes.push(before.slice(0, 16));
  }
  return hashes;
}

/** The whole log as the page is sent it, line by line. */
export function* feedLines({ source, grows }: Feed): Generator<FeedLine> {
  const { name, log, baseline, notes } = source;
  const events = log.position;
  yield { kind: 'log', name, events, baseline, notes, hashes: hashesOf(log), grows: grows !== null };
  for (let from = 1; from <= events; from += PIECE) {
    yield { kind: 'events', from, rows: [...log.read(from, Math.min(events, from + PIECE - 1))].map(toRow) };
  }
  yield { kind: 'end', events };
}

/** Events that are appended after a position, each proved against the one before; a break ends the feed and is told. */
export async function* grownLines(store: EventStore, after: number, signal: AbortSignal): AsyncGenerator<FeedLine> {
  let head: Head | undefined;
  for await (const { position, hash } of store.read({ from: after, limit: 1 })) head = { position, hash };
  const chain = chainChecker(sha256, head);
  try {
    for await (const link of store.follow(after + 1, signal)) {
      chain.take(link);
      const answer = chain.answer();
      if (!answer.ok) {
        yield { kind: 'problem', text: `event ${answer.broken.position}: ${answer.broken.reason}` };
        return;
      }
      yield { kind: 'events', from: link.position, rows: [toRow(link.event)] };
    }
  } catch (error) {
    yield { kind: 'problem', text: error instanceof Error ? error.message : String(error) };
  }
}
