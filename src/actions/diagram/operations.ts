import type { OperationName } from '../../../events/catalogue.ts';
import type { EventLog } from '../../../events/log.ts';
import { type LoggedOperation, operationsIn } from '../../timeline/operations.ts';
import { operationWay } from '../../timeline/steps.ts';
import type { Timeline } from '../../timeline/timeline.ts';
import { type ArcCounts, ArcTally, type WentAlong, wentAlong } from './arc-counts.ts';
import type { OperationPath } from './path.ts';

function pathOf(timeline: Timeline, operation: LoggedOperation, seq: number): OperationPath {
  const { phases, steps } = operationWay(timeline, operation, seq);
  return { phases, arcs: steps.flatMap(({ arcs }) => arcs) };
}

interface Ended extends WentAlong {
  readonly seq: number;
}

/** The operations of one name in a log, and how many of those that ended are counted. */
interface NamedOperations {
  /** Position of the log that they were read at. */
  readonly position: number;
  readonly started: readonly {
    readonly seq: number;
    readonly ended: number | null;
    readonly operation: LoggedOperation;
  }[];
  /** Those that ended, in the order in which they did. */
  readonly ended: readonly Ended[];
  readonly tally: ArcTally;
  counted: number;
}

const KNOWN = new WeakMap<EventLog, Map<OperationName, NamedOperations>>();

function namedOperations(timeline: Timeline, name: OperationName): NamedOperations {
  const { log } = timeline;
  const byName = KNOWN.get(log) ?? new Map<OperationName, NamedOperations>();
  KNOWN.set(log, byName);
  const known = byName.get(name);
  if (known?.position === log.position) return known;
  const started = operationsIn(log)
    .all.filter((operation) => operation.started.data.name === name)
    .map((operation) => ({ operation, seq: operation.started.seq, ended: operation.ended?.seq ?? null }));
  const ended = started.flatMap(({ operation, ended: seq }): readonly Ended[] =>
    seq === null ? [] : [{ seq, ...wentAlong(pathOf(timeline, operation, seq), operation.errno) }],
  );
  const read = {
    position: log.position,
    started,
    ended: ended.toSorted((a, b) => a.seq - b.seq),
    tally: new ArcTally(),
    counted: 0,
  };
  byName.set(name, read);
  return read;
}

/**
 * How many operations of one name went along each transition of their machine, up to and with event `seq`. From one instant to
 * the next only those are counted that ended between the two.
 */
export function arcCountsAt(timeline: Timeline, name: OperationName, seq: number): ArcCounts {
  const operations = namedOperations(timeline, name);
  const { started, ended, tally } = operations;
  for (let next = ended[operations.counted]; next && next.seq <= seq; next = ended[operations.counted]) {
    tally.count(next, 1);
    operations.counted += 1;
  }
  for (let last = ended[operations.counted - 1]; last && last.seq > seq; last = ended[operations.counted - 1]) {
    tally.count(last, -1);
    operations.counted -= 1;
  }
  const open = started.filter((one) => one.seq <= seq && (one.ended === null || one.ended > seq));
  return tally.with(open.map(({ operation }) => wentAlong(pathOf(timeline, operation, seq), null)));
}
