import { canonical } from '../../events/canonical.ts';
import { chainChecker, GENESIS, type Head, linkHash } from '../../events/chain.ts';
import { toCloudEvent } from '../../events/formats/cloudevent.ts';
import { type FeedLine, toRow } from '../../events/formats/rows.ts';
import type { EventLog, EventStore } from '../../events/log.ts';
import { packedOf } from '../../events/packed/packed-log.ts';
import { piecesOf } from '../../events/packed/piece.ts';
import type { LogSource } from '../actions/source.ts';
import { sha256 } from '../stores/hash.ts';

/** What the page is fed with: a log that was read, and where it may grow from. */
export interface Feed {
  readonly source: Pick<LogSource, 'name' | 'log' | 'baseline' | 'notes'>;
  /** Opens the store of a log that grows, for one reader; null for a source that is as it is. */
  readonly grows: (() => EventStore) | null;
}

/** Events of the first piece: few, so that the page soon has something to show. Each later one has twice as many, up to the most. */
const FIRST_PIECE = 2 ** 12;
/** Events of the largest piece: few enough that the page stays at hand while it takes one. Divides a chunk of a packed log. */
const LARGEST_PIECE = 2 ** 14;
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

/** A line of the feed, and the bytes that follow it. */
export interface Sent {
  readonly line: FeedLine;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Of the logs that are fed: a page that is loaded again does not wait for them. */
const HASHES = new WeakMap<EventLog, readonly string[]>();

/** The hashes of a log that does not change, made once. */
export function knownHashesOf(log: EventLog): readonly string[] {
  const hashes = HASHES.get(log) ?? hashesOf(log);
  HASHES.set(log, hashes);
  return hashes;
}

const NO_BYTES = new Uint8Array(0);
const told = (line: FeedLine): Sent => ({ line, bytes: NO_BYTES });

/** The whole log as the page is sent it, piece by piece: columns of a packed log, so that neither side makes events of them. */
export function* sentLog({ source, grows }: Feed): Generator<Sent> {
  const { name, log, baseline, notes } = source;
  const packed = packedOf(log);
  const events = packed.position;
  yield told({ kind: 'log', name, events, baseline, notes, hashes: knownHashesOf(log), grows: grows !== null });
  const pieceFrom = piecesOf(packed);
  let size = FIRST_PIECE;
  for (let from = 1; from <= events; ) {
    const { head, columns } = pieceFrom(from, Math.min(size, events - from + 1));
    yield { line: { kind: 'piece', ...head }, bytes: columns };
    from += head.count;
    size = Math.min(LARGEST_PIECE, 2 * size);
  }
  yield told({ kind: 'end', events });
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
