import type { EventOf, MemoryEvent } from '../../events/event.ts';
import type { EventLog } from '../../events/log.ts';

type Ending = EventOf<'operation.finished' | 'operation.refused' | 'operation.failed' | 'operation.unreturned'>;

/** How an operation ended, as far as the log tells. `open`: the log ends first, and says nothing. */
export type Outcome = 'finished' | 'refused' | 'failed' | 'unreturned' | 'open';

/** One operation of a log: what was asked, and the event that ended it. */
export interface LoggedOperation {
  readonly started: EventOf<'operation.started'>;
  readonly ended: Ending | null;
  readonly outcome: Outcome;
  readonly errno: string | null;
  readonly guard: string | null;
  readonly reason: string | null;
  /** The zone that its pages entered first, as for an online; null for none, or where the log does not tell. */
  readonly zone: string | null;
}

const OUTCOMES: Readonly<Record<Ending['type'], Outcome>> = {
  'operation.finished': 'finished',
  'operation.refused': 'refused',
  'operation.failed': 'failed',
  'operation.unreturned': 'unreturned',
};

function endingOf(event: MemoryEvent): Ending | undefined {
  switch (event.type) {
    case 'operation.finished':
    case 'operation.refused':
    case 'operation.failed':
    case 'operation.unreturned':
      return event;
    default:
      return undefined;
  }
}

function logged(started: LoggedOperation['started'], ended: Ending | null, zone: string | null): LoggedOperation {
  const outcome = ended ? OUTCOMES[ended.type] : 'open';
  const base = { started, ended, outcome, zone, errno: null, guard: null } as const;
  switch (ended?.type) {
    case 'operation.refused':
      return { ...base, errno: ended.data.errno, guard: ended.data.guard, reason: ended.data.reason };
    case 'operation.failed':
      return { ...base, errno: ended.data.errno, reason: ended.data.reason };
    default:
      return { ...base, reason: null };
  }
}

/**
 * Operations that began in a span, in the order in which they began. How they ended is looked for in the whole log: an
 * operation that outlives the span is told with its real end.
 * @param from position of the first event, @param to of the last, both included.
 */
export function operationsOf(log: EventLog, from = 1, to = log.position): readonly LoggedOperation[] {
  const started: LoggedOperation['started'][] = [];
  const endings = new Map<number, Ending>();
  const zones = new Map<number, string>();
  for (const event of log.read(from)) {
    if (event.type === 'operation.started' && event.seq <= to) started.push(event);
    if (event.type === 'zone.joined' || event.type === 'block.onlined') {
      const { operation, zone } = event.data;
      if (operation !== null && zone !== null && !zones.has(operation)) zones.set(operation, zone);
    }
    const ending = endingOf(event);
    if (ending && !endings.has(ending.data.operation)) endings.set(ending.data.operation, ending);
  }
  return started.map((event) => {
    const { operation } = event.data;
    return logged(event, endings.get(operation) ?? null, zones.get(operation) ?? null);
  });
}
