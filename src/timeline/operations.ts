import type { EventOf, MemoryEvent } from '../../events/event.ts';
import type { EventLog } from '../../events/log.ts';

type Ending = EventOf<'operation.finished' | 'operation.refused' | 'operation.failed' | 'operation.unreturned'>;

/** How an operation ended, as far as the log tells. `open`: the log ends first, and says nothing. */
export type Outcome = 'finished' | 'refused' | 'failed' | 'unreturned' | 'open';

/** One operation of a log: what was asked, the events that name it, and the one that ended it. */
export interface LoggedOperation {
  readonly started: EventOf<'operation.started'>;
  readonly ended: Ending | null;
  readonly outcome: Outcome;
  readonly errno: string | null;
  readonly guard: string | null;
  readonly reason: string | null;
  /** The zone that its pages entered first, as for an online; null for none, or where the log does not tell. */
  readonly zone: string | null;
  /** The operation that it is nested in; null for an outermost one. */
  readonly parent: LoggedOperation | null;
  readonly nested: readonly LoggedOperation[];
  /** Positions of the events that carry its number, ascending: the first is its start. */
  readonly positions: readonly number[];
}

type Growing = { -readonly [K in keyof LoggedOperation]: LoggedOperation[K] } & {
  readonly nested: Growing[];
  readonly positions: number[];
};

/** Every operation of a log, found by one pass over it. */
export interface Operations {
  /** In the order in which they began. */
  readonly all: readonly LoggedOperation[];
  /** The operation that an event carries the number of; null where it carries none, or one that never began. */
  of(event: MemoryEvent): LoggedOperation | null;
}

function end(operation: Growing, ended: Ending): void {
  if (operation.ended) return;
  operation.ended = ended;
  switch (ended.type) {
    case 'operation.refused':
      operation.outcome = 'refused';
      operation.errno = ended.data.errno;
      operation.guard = ended.data.guard;
      operation.reason = ended.data.reason;
      return;
    case 'operation.failed':
      operation.outcome = 'failed';
      operation.errno = ended.data.errno;
      operation.reason = ended.data.reason;
      return;
    case 'operation.finished':
      operation.outcome = 'finished';
      return;
    case 'operation.unreturned':
      operation.outcome = 'unreturned';
  }
}

/** Operations by number, while a log is read. A number that is used anew, as only a broken log does, is a new operation. */
class Reader implements Operations {
  readonly all: Growing[] = [];
  read = 0;
  readonly #byNumber = new Map<number, Growing[]>();

  of(event: MemoryEvent): Growing | null {
    const number = 'operation' in event.data ? event.data.operation : null;
    const named = number === null ? undefined : this.#byNumber.get(number);
    return named?.findLast(({ started }) => started.seq <= event.seq) ?? null;
  }

  take(event: MemoryEvent): void {
    if (event.type === 'operation.started') this.#begin(event);
    const operation = this.of(event);
    operation?.positions.push(event.seq);
    switch (event.type) {
      case 'operation.finished':
      case 'operation.refused':
      case 'operation.failed':
      case 'operation.unreturned':
        if (operation) end(operation, event);
        return;
      case 'zone.joined':
      case 'block.onlined':
        if (operation) operation.zone ??= event.data.zone;
        return;
      default:
    }
  }

  #begin(started: EventOf<'operation.started'>): void {
    const parent = started.data.parent === null ? null : (this.#byNumber.get(started.data.parent)?.at(-1) ?? null);
    const operation: Growing = {
      started,
      parent,
      ended: null,
      outcome: 'open',
      errno: null,
      guard: null,
      reason: null,
      zone: null,
      nested: [],
      positions: [],
    };
    parent?.nested.push(operation);
    this.all.push(operation);
    const same = this.#byNumber.get(started.data.operation);
    if (same) same.push(operation);
    else this.#byNumber.set(started.data.operation, [operation]);
  }
}

const READERS = new WeakMap<EventLog, Reader>();

/** The operations of a log. The first question reads it once; later ones read only what was appended since. */
export function operationsIn(log: EventLog): Operations {
  const reader = READERS.get(log) ?? new Reader();
  READERS.set(log, reader);
  for (const event of log.read(reader.read + 1)) reader.take(event);
  reader.read = log.position;
  return reader;
}

/**
 * Operations that began in a span, in the order in which they began. How they ended is looked for in the whole log: an
 * operation that outlives the span is told with its real end.
 * @param from position of the first event, @param to of the last, both included.
 */
export const operationsOf = (log: EventLog, from = 1, to = log.position): readonly LoggedOperation[] =>
  operationsIn(log).all.filter(({ started }) => started.seq >= from && started.seq <= to);

/** The outermost operation around one: the whole attempt. */
export function outermost(operation: LoggedOperation): LoggedOperation {
  let at = operation;
  while (at.parent) at = at.parent;
  return at;
}

/** Positions of every event of an attempt: the operation's own and those of all that is nested in it, ascending. */
export function positionsWithin(operation: LoggedOperation): readonly number[] {
  const positions = [...operation.positions];
  for (const inner of operation.nested) positions.push(...positionsWithin(inner));
  return positions.sort((a, b) => a - b);
}
