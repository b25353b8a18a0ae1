import type { MemoryEvent } from '../../events/event.ts';
import type { EventLog } from '../../events/log.ts';
import { blockNr, type Nanoseconds, sectionNr } from '../../machines/kernel/units.ts';
import type { OperationArc } from '../../machines/operations/arcs.ts';
import { atStart, follow } from '../../machines/operations/follow.ts';
import type { TransitionTaken } from '../../machines/transitions-taken.ts';
import { signOf } from '../memory/attempt-change.ts';
import { blockSteps, movesBlocks, movesSections, sectionSteps } from '../memory/machine-steps.ts';
import { type Subject, subjectText } from './about.ts';
import { positionsAbout } from './about-index.ts';
import type { LoggedOperation } from './operations.ts';
import { countUpTo } from './positions.ts';
import type { Timeline } from './timeline.ts';

/** An event with the transitions that it made a machine take; never none. */
export interface Step {
  readonly event: MemoryEvent;
  readonly taken: readonly TransitionTaken[];
}

/** Steps that are remembered of a log: from one instant to the next, what moved a subject last is nearly always the same. */
const REMEMBERED = 256;
const KNOWN = new WeakMap<EventLog, Map<string, readonly TransitionTaken[]>>();

/** The transitions that an event makes a subject's machine take. */
function takenAt(timeline: Timeline, subject: Subject, event: MemoryEvent): readonly TransitionTaken[] {
  const known = KNOWN.get(timeline.log) ?? new Map<string, readonly TransitionTaken[]>();
  KNOWN.set(timeline.log, known);
  const key = `${subjectText(subject)} ${event.seq}`;
  const before = known.get(key);
  if (before) return before;
  const memory = timeline.stateAt(event.seq - 1);
  const taken =
    subject.kind === 'section'
      ? sectionSteps(memory, event, sectionNr(subject.number))
      : blockSteps(memory, event, blockNr(subject.number));
  const [oldest] = known.keys();
  if (known.size >= REMEMBERED && oldest !== undefined) known.delete(oldest);
  known.set(key, taken);
  return taken;
}

/** The last event, up to and with event `seq`, that moved a subject's machine; null where none did. */
export function lastStepOf(timeline: Timeline, subject: Subject, seq: number): Step | null {
  const positions = positionsAbout(timeline, subject);
  const moves = subject.kind === 'section' ? movesSections : movesBlocks;
  for (let index = countUpTo(positions, seq) - 1; index >= 0; index--) {
    const event = timeline.log.at(positions[index] ?? 0);
    if (!event || !moves(event)) continue;
    const taken = takenAt(timeline, subject, event);
    if (taken.length > 0) return { event, taken };
  }
  return null;
}

/** The way of one operation through its machine, as far as a record shows it. */
export interface OperationWay {
  /** States of the machine in the order in which they were entered, and when. */
  readonly phases: readonly { readonly state: string; readonly enteredAt: Nanoseconds | null }[];
  /** Events of the operation with the arcs that each shows to have been taken. An event of a nested operation moves only that. */
  readonly steps: readonly { readonly event: MemoryEvent; readonly arcs: readonly OperationArc[] }[];
}

/** What an operation ended by: a rule, a decision of the environment; `none` for success; null where the record does not tell. */
function reasonOf({ ended }: LoggedOperation): string | null {
  switch (ended?.type) {
    case 'operation.finished':
      return 'none';
    case 'operation.refused':
      return ended.data.guard;
    case 'operation.failed':
      return ended.data.environment ?? 'rule';
    default:
      return null;
  }
}

/** The way of an operation up to and with event `seq`: the likeliest that writes what the record shows. */
export function operationWay({ log }: Timeline, operation: LoggedOperation, seq: number): OperationWay {
  const { name } = operation.started.data;
  const reason = reasonOf(operation);
  let progress = atStart(name);
  const phases: { readonly state: string; readonly enteredAt: Nanoseconds | null }[] = [
    { state: progress.phase, enteredAt: operation.started.timeNs },
  ];
  const steps: { readonly event: MemoryEvent; readonly arcs: readonly OperationArc[] }[] = [];
  for (const position of operation.positions.slice(1, countUpTo(operation.positions, seq))) {
    const event = log.at(position);
    const sign = event && signOf(event);
    if (!sign) continue;
    const followed = follow(name, progress, sign, reason);
    const { arcs } = followed;
    progress = followed.progress;
    if (arcs.length === 0) continue;
    steps.push({ event, arcs });
    phases.push(...arcs.map(({ to }) => ({ state: to, enteredAt: event.timeNs })));
  }
  return { phases, steps };
}
