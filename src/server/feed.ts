import { chainChecker, type Head } from '../../events/chain.ts';
import { type FeedLine, toRow } from '../../events/formats/rows.ts';
import type { EventLog, EventStore, NewEvent } from '../../events/log.ts';
import { packedOf } from '../../events/packed/packed-log.ts';
import { segmentsOf } from '../../events/packed/segment.ts';
import { numberedEvents } from '../actions/new-events.ts';
import type { LogSource } from '../actions/source.ts';
import { hashesOf } from '../exports/place.ts';
import { sealedChain } from '../exports/sealed.ts';
import { sha256 } from '../stores/hash.ts';

/** Log that the page is sent, and the store that it may grow from. */
export interface Feed {
  readonly source: Pick<LogSource, 'name' | 'log' | 'baseline' | 'notes'>;
  /** Opens the store of a log that grows, for one reader; null for a source that is as it is. */
  readonly grows: (() => EventStore) | null;
  /** The events of a log file with their ids, from its beginning; a source that is none has numbered ones. */
  readonly kept?: () => AsyncIterable<NewEvent>;
  /** A second record, to be looked at beside the first. */
  readonly beside?: Feed['source'];
}

/** The events of a feed as an export holds them. */
const keptEvents = ({ source, kept }: Feed): AsyncIterable<NewEvent> | Iterable<NewEvent> =>
  kept?.() ?? numberedEvents(source.name, source.log);

/** The whole log as `memlapse export` writes it: every event with its hash, and the seal. */
export async function* sealedLines(feed: Feed): AsyncGenerator<string> {
  const chain = sealedChain();
  for await (const event of keptEvents(feed)) yield `${chain.take(event)}\n`;
  yield `${chain.seal()}\n`;
}

/** The end of the log's hash chain, as far as it has grown. */
export async function headOf(feed: Feed): Promise<Head> {
  const chain = sealedChain();
  for await (const event of keptEvents(feed)) chain.take(event);
  return chain.head();
}

/** Events of the first segment: few, so that the page soon has something to show. Each later one has twice as many, up to the most. */
const FIRST_SEGMENT = 2 ** 12;
/** Events of the largest segment: few enough that the page stays at hand while it takes one. Divides a chunk of a packed log. */
const LARGEST_SEGMENT = 2 ** 14;
/** A line of the feed, and the bytes that follow it. */
export interface FeedMessage {
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
const lineOnly = (line: FeedLine): FeedMessage => ({ line, bytes: NO_BYTES });

/** The whole log as the page is sent it, segment by segment: columns of a packed log, so that neither side makes events of them. */
export function* feedOfLog({ source, grows, beside }: Feed): Generator<FeedMessage> {
  const { name, log, baseline, notes } = source;
  const packed = packedOf(log);
  const events = packed.position;
  yield lineOnly({
    kind: 'log',
    name,
    events,
    baseline,
    notes,
    hashes: knownHashesOf(log),
    grows: grows !== null,
    beside: beside?.name ?? null,
  });
  const segmentFrom = segmentsOf(packed);
  let size = FIRST_SEGMENT;
  for (let from = 1; from <= events; ) {
    const { head, columns } = segmentFrom(from, Math.min(size, events - from + 1));
    yield { line: { kind: 'segment', ...head }, bytes: columns };
    from += head.count;
    size = Math.min(LARGEST_SEGMENT, 2 * size);
  }
  yield lineOnly({ kind: 'end', events });
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
