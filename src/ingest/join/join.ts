import { decided, type EventDraft } from '../../../events/event.ts';
import type { EventLog } from '../../../events/log.ts';
import { memoryLog } from '../../../events/memory-log.ts';
import type { MemoryState } from '../../memory/state.ts';
import { blockHistory } from './block-history.ts';
import { disagreement } from './disagreement.ts';
import { happeningsIn } from './happenings.ts';
import { type Offset, offsetOf } from './offset.ts';
import { inTime, type PlacedSighting, placedSightings } from './placed.ts';
import type { SecondSource } from './sighting.ts';
import { joinedInWords, unplacedInWords } from './words.ts';

/** A trace's log, and what is known of it. */
export interface Joinable {
  readonly log: EventLog;
  readonly initial: MemoryState;
  readonly baseline: number;
}

/** A log with what other files tell in it, by time. */
export interface Joined {
  readonly log: EventLog;
  readonly baseline: number;
  /** How each file was put on the log's clock, and what of it was left alone, in words. */
  readonly notes: readonly string[];
  /** Files of which nothing tells when their lines were written: their events are not in the log. */
  readonly unplaced: readonly SecondSource[];
}

interface Dated {
  readonly source: SecondSource;
  readonly offset: Offset;
}

/** Nanoseconds that a user says are to be added to the times of a file, by its name in events. */
export type GivenOffsets = ReadonlyMap<string, bigint>;

function givenOffset(given: GivenOffsets, { file }: SecondSource): Offset | undefined {
  const offsetNs = given.get(file);
  return offsetNs === undefined
    ? undefined
    : { offsetNs, errorNs: null, evidence: 0, agreed: 0, known: true, given: true };
}

/** Reads a wider slice of time around a uevent where its own time is less certain. */
const LATE = 250_000_000n;
const UNCERTAIN = 2_000_000_000n;

const howJoined = ({ source, offset }: Dated): EventDraft => ({
  ...decided('clock.joined', {
    file: source.file,
    kind: source.kind,
    clock: source.clock,
    offsetNs: String(offset.offsetNs),
    errorNs: offset.errorNs === null ? null : Math.min(Number(offset.errorNs), Number.MAX_SAFE_INTEGER),
    evidence: offset.evidence,
    agreed: offset.agreed,
    events: source.sightings.length,
    leftAlone: source.leftAlone,
  }),
  place: { file: source.file, line: 1 },
});

/** Uevents, and after each that tells what the trace does not show an event that says so. */
function* withDisagreements(
  placed: readonly PlacedSighting[],
  dated: readonly Dated[],
  { log, initial }: Joinable,
): Generator<PlacedSighting> {
  const seen = happeningsIn(log, initial);
  const history = blockHistory(log, initial);
  const errors = new Map(dated.map(({ source, offset }) => [source, offset.errorNs]));
  for (const one of placed) {
    yield one;
    const { sighting, source, atNs, draft } = one;
    if (sighting.happening?.kind !== 'block') continue;
    const errorNs = errors.get(source) ?? null;
    const slackNs = LATE + (errorNs ?? UNCERTAIN);
    const { action, block } = sighting.happening;
    const states = history.around(block, atNs, slackNs);
    if (!states) continue;
    const found = disagreement(action, block, {
      states,
      calls: seen.calls,
      blockBytes: initial.blocks.blockBytes,
      atNs,
      slackNs,
    });
    if (found) yield { ...one, draft: { ...found, timeNs: draft.timeNs, place: draft.place } };
  }
}

/** The events of a log with others among them: each before the first of the log that is later. */
function* merged(log: EventLog, baseline: number, others: Iterator<PlacedSighting>): Generator<EventDraft> {
  let next = others.next();
  for (const { seq: _, ...draft } of log.read(baseline + 1)) {
    while (!next.done && draft.timeNs !== null && next.value.atNs < draft.timeNs) {
      yield next.value.draft;
      next = others.next();
    }
    yield draft;
  }
  for (; !next.done; next = others.next()) yield next.value.draft;
}

const BATCH = 4096;

function appendAll(into: EventLog, drafts: Iterable<EventDraft>): void {
  let batch: EventDraft[] = [];
  const flush = (): void => {
    const answer = into.append(batch, into.position);
    if (!answer.ok) throw new Error(`a joined log made an event that its catalogue refuses: ${JSON.stringify(answer)}`);
    batch = [];
  };
  for (const draft of drafts) if (batch.push(draft) >= BATCH) flush();
  flush();
}

/**
 * Joins what other files of the same machine and boot tell to the log of a trace. The trace's events keep their order; the
 * others stand among them by time, each file's times moved by one offset that is told as `clock.joined`. None of
 * them changes the state of memory: they are evidence beside the trace.
 */
export function joined(trace: Joinable, sources: readonly SecondSource[], given: GivenOffsets = new Map()): Joined {
  if (sources.length === 0) return { log: trace.log, baseline: trace.baseline, notes: [], unplaced: [] };
  const seen = happeningsIn(trace.log, trace.initial);
  const dated = sources.map((source) => ({ source, offset: givenOffset(given, source) ?? offsetOf(source, seen) }));
  const known = dated.filter(({ source, offset }) => offset.known || source.sightings.length === 0);
  const unplaced = dated.filter((one) => !known.includes(one)).map(({ source }) => source);
  const placed = known.flatMap(({ source, offset }) => placedSightings(source, offset)).sort(inTime);
  const log = memoryLog();
  appendAll(
    log,
    (function* () {
      for (const { seq: _, ...draft } of trace.log.read(1, trace.baseline)) yield draft;
      for (const one of known) if (one.source.sightings.length > 0) yield howJoined(one);
    })(),
  );
  const baseline = log.position;
  appendAll(log, merged(trace.log, trace.baseline, withDisagreements(placed, known, trace)));
  const notes = [...known.map(({ source, offset }) => joinedInWords(source, offset)), ...unplaced.map(unplacedInWords)];
  return { log, baseline, notes, unplaced };
}
