import { chainChecker, type Head } from '../../events/chain.ts';
import { type FeedLine, toRow } from '../../events/formats/rows.ts';
import type { EventStore, NewEvent } from '../../events/log.ts';
import { numberedEvents } from '../actions/new-events.ts';
import type { LogSource } from '../actions/source.ts';
import { hashesOf } from '../exports/place.ts';
import { sealedChain } from '../exports/sealed.ts';
import { sha256 } from '../stores/hash.ts';

/** What the page is fed with: a log that was read, and where it may grow from. */
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

/** Events of one piece: small enough that the page stays at hand while it takes one. */
const PIECE = 2000;
/** The whole log as the page is sent it, line by line. */
export function* feedLines({ source, grows, beside }: Feed): Generator<FeedLine> {
  const { name, log, baseline, notes } = source;
  const events = log.position;
  const hashes = hashesOf(log);
  yield {
    kind: 'log',
    name,
    events,
    baseline,
    notes,
    hashes,
    grows: grows !== null,
    beside: beside?.name ?? null,
  };
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
