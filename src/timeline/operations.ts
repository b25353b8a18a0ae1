import { roleOf, type TypeOfRole } from '../../events/catalogue.ts';
import type { EventOf, MemoryEvent } from '../../events/event.ts';
import type { EventLog } from '../../events/log.ts';
import { CHUNK_EVENTS } from '../../events/packed/columns.ts';
import { type PackedLog, packedOf } from '../../events/packed/packed-log.ts';
import { fieldsOfShape, NO_OPERATION, type Shape } from '../../events/packed/shape.ts';
import { Numbers } from './numbers.ts';

type Ending = EventOf<TypeOfRole<'ends'>>;

/** How an operation ended, as far as the log tells, with what people read. `open`: the log ends first, and says nothing. */
export const OUTCOME_WORDS = {
  done: 'done',
  refused: 'refused',
  failed: 'failed',
  unreturned: 'never returned',
  open: 'not ended',
} as const;
export type Outcome = keyof typeof OUTCOME_WORDS;

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

/** Every operation of a log, found by one pass over it. */
export interface Operations {
  /** In the order in which they began. */
  readonly all: readonly LoggedOperation[];
  /** The operation that an event carries the number of; null where it carries none, or one that never began. */
  of(event: MemoryEvent): LoggedOperation | null;
}

/** Role of an event of some shape in its operation. */
interface ShapeRole {
  readonly role: 'begins' | 'ends' | 'is inside';
  /** The operation that one which begins is nested in, told by its number or by how far below its own that is. */
  readonly parent: { readonly number: number } | { readonly below: number } | null;
  /** Its number stands in no column: the event has to be read. */
  readonly inEvent: boolean;
}

function roleOfShape(shape: Shape): ShapeRole | null {
  const fields = fieldsOfShape(shape);
  const own = fields.find(({ kind }) => kind === 'operation');
  if (!own || (own.slot === null && own.value === null)) return null;
  const role = roleOf(shape.type);
  const parent = fields.find(({ kind, value }) => kind === 'parent' && value !== null);
  return {
    role: role === 'begins' || role === 'ends' ? role : 'is inside',
    parent: parent
      ? parent.slot === 'parent'
        ? { below: Number(parent.value) }
        : { number: Number(parent.value) }
      : null,
    inEvent: own.slot === null,
  };
}

/**
 * Where the operations of a log begin and end, in four numbers each. What else there is to tell of one is read from the
 * log when somebody asks: a log of a million events has some hundred thousand. A number that is used anew, as only a
 * broken log does, is a new operation.
 */
class OperationIndex implements Operations {
  readonly log: PackedLog;
  /** Positions of the first event, of the one that ended it (0 for none), and of the last with its number. */
  readonly starts = new Numbers();
  readonly ends = new Numbers();
  readonly lasts = new Numbers();
  /** Places of the operations around them, plus one; 0 for none. */
  readonly parents = new Numbers();
  readonly nested = new Map<number, number[]>();
  readonly #latest = new Map<number, number>();
  /** Numbers that were used anew: all their operations. */
  readonly #reused = new Map<number, number[]>();
  readonly #roles: (ShapeRole | null)[] = [];
  readonly #operations = new Map<number, IndexedOperation>();
  #read = 0;

  constructor(log: PackedLog) {
    this.log = log;
  }

  get all(): readonly LoggedOperation[] {
    return Array.from({ length: this.starts.length }, (_, at) => this.operationAt(at));
  }

  of(event: MemoryEvent): LoggedOperation | null {
    const number = 'operation' in event.data ? event.data.operation : null;
    const latest = number === null ? undefined : this.#latest.get(number);
    if (number === null || latest === undefined) return null;
    const began = (at: number): boolean => this.starts.at(at) <= event.seq;
    const at = began(latest) ? latest : this.#reused.get(number)?.findLast(began);
    return at === undefined ? null : this.operationAt(at);
  }

  operationAt(at: number): IndexedOperation {
    const operation = this.#operations.get(at) ?? new IndexedOperation(this, at);
    this.#operations.set(at, operation);
    return operation;
  }

  /** Reads what was appended since. */
  readOn(): void {
    const { chunks } = this.log.columns;
    const end = this.log.position;
    while (this.#read < end) {
      const chunk = chunks[Math.floor(this.#read / CHUNK_EVENTS)];
      if (!chunk) return;
      const { shapes, operations, length } = chunk;
      const base = this.#read - (this.#read % CHUNK_EVENTS);
      for (let index = this.#read - base; index < length; index++) {
        const role = this.#roleOf(shapes[index] ?? -1);
        if (role) this.#take(role, base + index + 1, operations[index] ?? NO_OPERATION);
      }
      this.#read = base + length;
    }
  }

  #roleOf(id: number): ShapeRole | null {
    const known = this.#roles[id];
    if (known !== undefined) return known;
    const shape = this.log.shapes[id];
    const role = shape ? roleOfShape(shape) : null;
    this.#roles[id] = role;
    return role;
  }

  #take({ role, parent, inEvent }: ShapeRole, seq: number, column: number): void {
    const number = inEvent ? numberIn(this.log.at(seq)) : column;
    if (role === 'begins') {
      const around = parent && this.#latest.get('number' in parent ? parent.number : number - parent.below);
      this.#begin(number, seq, around ?? null);
    }
    const at = this.#latest.get(number);
    if (at === undefined) return;
    this.lasts.put(at, seq);
    if (role === 'ends' && this.ends.at(at) === 0) this.ends.put(at, seq);
  }

  #begin(number: number, seq: number, parent: number | null): void {
    const at = this.starts.length;
    this.starts.push(seq);
    this.ends.push(0);
    this.lasts.push(seq);
    this.parents.push(parent === null ? 0 : parent + 1);
    if (parent !== null) {
      const nested = this.nested.get(parent);
      if (nested) nested.push(at);
      else this.nested.set(parent, [at]);
    }
    const before = this.#latest.get(number);
    if (before !== undefined) this.#reused.set(number, [...(this.#reused.get(number) ?? [before]), at]);
    this.#latest.set(number, at);
  }
}

const numberIn = (event: MemoryEvent | undefined): number =>
  event && 'operation' in event.data ? (event.data.operation ?? -1) : -1;

/** Operation of an index; each property is read from the log when it is asked for. */
class IndexedOperation implements LoggedOperation {
  readonly #index: OperationIndex;
  readonly #at: number;
  #positions: readonly number[] = [];
  #read = 0;

  constructor(index: OperationIndex, at: number) {
    this.#index = index;
    this.#at = at;
  }

  get started(): EventOf<'operation.started'> {
    return this.#index.log.at(this.#index.starts.at(this.#at)) as EventOf<'operation.started'>;
  }

  get ended(): Ending | null {
    const end = this.#index.ends.at(this.#at);
    return end === 0 ? null : (this.#index.log.at(end) as Ending);
  }

  get outcome(): Outcome {
    return OUTCOMES[this.ended?.type ?? 'open'];
  }

  get errno(): string | null {
    const { ended } = this;
    return ended && 'errno' in ended.data ? ended.data.errno : null;
  }

  get guard(): string | null {
    return this.ended?.type === 'operation.refused' ? this.ended.data.guard : null;
  }

  get reason(): string | null {
    const { ended } = this;
    return ended && 'reason' in ended.data ? ended.data.reason : null;
  }

  get zone(): string | null {
    for (const position of this.positions) {
      const event = this.#index.log.at(position);
      if (event?.type !== 'zone.joined' && event?.type !== 'block.onlined') continue;
      if (event.data.zone !== null) return event.data.zone;
    }
    return null;
  }

  get parent(): LoggedOperation | null {
    const parent = this.#index.parents.at(this.#at);
    return parent === 0 ? null : this.#index.operationAt(parent - 1);
  }

  get nested(): readonly LoggedOperation[] {
    return (this.#index.nested.get(this.#at) ?? []).map((at) => this.#index.operationAt(at));
  }

  get positions(): readonly number[] {
    const last = this.#index.lasts.at(this.#at);
    if (this.#read !== last) this.#positions = this.#found(last);
    this.#read = last;
    return this.#positions;
  }

  #found(last: number): readonly number[] {
    const { log, starts } = this.#index;
    const number = numberIn(this.started);
    const positions: number[] = [];
    for (let seq = starts.at(this.#at); seq <= last; seq++) {
      const column = log.columns.chunks[Math.floor((seq - 1) / CHUNK_EVENTS)]?.operations[(seq - 1) % CHUNK_EVENTS];
      // Where the column holds none, the number may stand elsewhere.
      const own = column === NO_OPERATION ? numberIn(log.at(seq)) : column;
      if (own === number) positions.push(seq);
    }
    return positions;
  }
}

const OUTCOMES: Readonly<Record<Ending['type'] | 'open', Outcome>> = {
  'operation.finished': 'done',
  'operation.refused': 'refused',
  'operation.failed': 'failed',
  'operation.unreturned': 'unreturned',
  open: 'open',
};

const INDICES = new WeakMap<PackedLog, OperationIndex>();

/** The operations of a log. The first question reads it once; later ones read only what was appended since. */
export function operationsIn(log: EventLog): Operations {
  const packed = packedOf(log);
  const index = INDICES.get(packed) ?? new OperationIndex(packed);
  INDICES.set(packed, index);
  index.readOn();
  return index;
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
