import { decided, type EventDraft } from '../../../events/event.ts';
import type { EventLog } from '../../../events/log.ts';
import { memoryLog } from '../../../events/memory-log.ts';
import type { MemoryState } from '../../memory/state.ts';
import { blockHistory } from './block-history.ts';
import { joinedInWords, unplacedInWords } from './describe.ts';
import { disagreement } from './disagreement.ts';
import type { EvidenceSource } from './observation.ts';
import { type GivenOffsets, type Offset, offsetOf } from './offset.ts';
import { inTimeOrder, type PlacedObservation, placedObservations } from './placed-observations.ts';
import { traceEvidenceIn } from './trace-evidence.ts';

/** Log of a trace, with the memory before its first event. */
export interface TraceLog {
  readonly log: EventLog;
  readonly initial: MemoryState;
  readonly baseline: number;
}

/** Log of a trace with the events of its evidence sources among its own, by time. */
export interface JoinedLog {
  readonly log: EventLog;
  readonly baseline: number;
  /** For each event its position in the log that it is from; null for one of another file. */
  readonly origins: readonly (number | null)[];
  /** How each file was put on the log's clock, and what of it was left alone, in words. */
  readonly notes: readonly string[];
  /** Files of which nothing tells when their lines were written: their events are not in the log. */
  readonly unplaced: readonly EvidenceSource[];
}

interface DatedSource {
  readonly source: EvidenceSource;
  readonly offset: Offset;
}

function givenOffset(given: GivenOffsets, { file }: EvidenceSource): Offset | undefined {
  const offsetNs = given.get(file);
  return offsetNs === undefined
    ? undefined
    : { offsetNs, errorNs: null, evidence: 0, agreed: 0, known: true, given: true };
}

/** Reads a wider slice of time around a uevent where its own time is less certain. */
const DELIVERY_SLACK = 250_000_000n;
const UNKNOWN_ERROR_SLACK = 2_000_000_000n;

const howJoined = ({ source, offset }: DatedSource): EventDraft => ({
  ...decided('clock.joined', {
    file: source.file,
    kind: source.kind,
    clock: source.clock,
    offsetNs: String(offset.offsetNs),
    errorNs: offset.errorNs === null ? null : Math.min(Number(offset.errorNs), Number.MAX_SAFE_INTEGER),
    evidence: offset.evidence,
    agreed: offset.agreed,
    events: source.observations.length,
    leftAlone: source.leftAlone,
  }),
  place: { file: source.file, line: 1 },
});

/** Uevents, and after each that tells what the trace does not show an event that says so. */
function* withDisagreements(
  placed: readonly PlacedObservation[],
  dated: readonly DatedSource[],
  { log, initial }: TraceLog,
): Generator<PlacedObservation> {
  const seen = traceEvidenceIn(log, initial);
  const history = blockHistory(log, initial);
  const errors = new Map(dated.map(({ source, offset }) => [source, offset.errorNs]));
  for (const one of placed) {
    yield one;
    const { observation, source, atNs, draft } = one;
    if (observation.counterpart?.kind !== 'block') continue;
    const errorNs = errors.get(source) ?? null;
    const slackNs = DELIVERY_SLACK + (errorNs ?? UNKNOWN_ERROR_SLACK);
    const { action, block } = observation.counterpart;
    const states = history.around(block, atNs, slackNs);
    if (!states) continue;
    const found = disagreement(action, block, {
      states,
      mentioned: history.mentions(block),
      calls: seen.calls,
      blockBytes: initial.blocks.blockBytes,
      atNs,
      slackNs,
    });
    if (found) yield { ...one, draft: { ...found, timeNs: draft.timeNs, place: draft.place } };
  }
}

/** The events that describe the beginning, and after them how each file was joined. */
function* beginning({ log, baseline }: TraceLog, known: readonly DatedSource[]): Generator<JoinedEvent> {
  for (const { seq, ...draft } of log.read(1, baseline)) yield { draft, origin: seq };
  for (const one of known) if (one.source.observations.length > 0) yield { draft: howJoined(one), origin: null };
}

/** The events of a log with others among them: each before the first of the log that is later. */
function* merged(log: EventLog, baseline: number, others: Iterator<PlacedObservation>): Generator<JoinedEvent> {
  let next = others.next();
  for (const { seq, ...draft } of log.read(baseline + 1)) {
    while (!next.done && draft.timeNs !== null && next.value.atNs < draft.timeNs) {
      yield { draft: next.value.draft, origin: null };
      next = others.next();
    }
    yield { draft, origin: seq };
  }
  for (; !next.done; next = others.next()) yield { draft: next.value.draft, origin: null };
}

/** Event of the joined log, with its position in the trace's log; null for an event of another file. */
interface JoinedEvent {
  readonly draft: EventDraft;
  readonly origin: number | null;
}

const everyPosition = ({ position }: EventLog): readonly number[] =>
  Array.from({ length: position }, (_, index) => index + 1);

const BATCH = 4096;

function appendAll(into: EventLog, origins: (number | null)[], events: Iterable<JoinedEvent>): void {
  let batch: EventDraft[] = [];
  const flush = (): void => {
    const answer = into.append(batch, into.position);
    if (!answer.ok) throw new Error(`a joined log made an event that its catalogue refuses: ${JSON.stringify(answer)}`);
    batch = [];
  };
  for (const { draft, origin } of events) {
    origins.push(origin);
    if (batch.push(draft) >= BATCH) flush();
  }
  flush();
}

/**
 * Joins what other files of the same machine and boot tell to the log of a trace. The trace's events keep their order; the
 * others stand among them by time, each file's times moved by one offset that is told as `clock.joined`. None of
 * them changes the state of memory: they are evidence beside the trace.
 */
export function joinEvidence(
  trace: TraceLog,
  sources: readonly EvidenceSource[],
  given: GivenOffsets = new Map(),
): JoinedLog {
  if (sources.length === 0)
    return { log: trace.log, baseline: trace.baseline, origins: everyPosition(trace.log), notes: [], unplaced: [] };
  const seen = traceEvidenceIn(trace.log, trace.initial);
  const dated = sources.map((source) => ({ source, offset: givenOffset(given, source) ?? offsetOf(source, seen) }));
  const known = dated.filter(({ source, offset }) => offset.known || source.observations.length === 0);
  const unplaced = dated.filter((one) => !known.includes(one)).map(({ source }) => source);
  const placed = inTimeOrder(known.flatMap(({ source, offset }) => placedObservations(source, offset)));
  const log = memoryLog();
  const origins: (number | null)[] = [];
  appendAll(log, origins, beginning(trace, known));
  const baseline = log.position;
  appendAll(log, origins, merged(trace.log, trace.baseline, withDisagreements(placed, known, trace)));
  const notes = [...known.map(({ source, offset }) => joinedInWords(source, offset)), ...unplaced.map(unplacedInWords)];
  return { log, baseline, origins, notes, unplaced };
}
