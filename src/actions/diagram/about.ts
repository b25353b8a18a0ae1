import type { MemoryEvent } from '../../../events/event.ts';
import { sectionNr } from '../../../machines/kernel/units.ts';
import { operationGraph } from '../../../machines/operations/arcs.ts';
import { sectionEntry } from '../../memory/sections.ts';
import type { MemoryState } from '../../memory/state.ts';
import type { Subject } from '../../timeline/about.ts';
import type { LoggedOperation } from '../../timeline/operations.ts';
import { lastStepOf, operationWay, type Step } from '../../timeline/steps.ts';
import type { Timeline } from '../../timeline/timeline.ts';
import type { ChartName } from './chart.ts';
import type { Lit } from './lit.ts';
import { litByPath, type OperationPath, timesIn } from './path.ts';

/** What one thing lights up in its machine's chart, and the event that moved it last; null where none did yet. */
export interface LitBy extends Lit {
  readonly event: MemoryEvent | null;
  /** The way of an operation through its machine, in its own chart; else null. */
  readonly way: OperationWayLit | null;
}

/** The way of one operation, as far as it has come. */
export interface OperationWayLit {
  readonly path: OperationPath;
  /** Nanoseconds that it spent in each state. */
  readonly times: ReadonlyMap<string, bigint>;
}

/** The state that a section or a memory block is in, in each region of its machine. */
function activeStates(state: MemoryState, { kind, number }: Subject): Lit['active'] {
  if (kind === 'block') return { memoryBlock: state.memoryBlocks[number]?.state ?? 'removed' };
  const { lifecycle, origin, device } = sectionEntry(state, sectionNr(number)).facts;
  return { lifecycle, origin, device };
}

const lastOf = (step: Step | null | undefined): Pick<LitBy, 'last' | 'event'> => ({
  last: step?.taken ?? [],
  event: step?.event ?? null,
});

/** Where a section or a memory block is after event `seq`, and the transitions that brought it there. */
export function litBySubject(timeline: Timeline, subject: Subject, seq: number): LitBy {
  const active = activeStates(timeline.stateAt(seq), subject);
  return { active, before: [], way: null, ...lastOf(lastStepOf(timeline, subject, seq)) };
}

/** The ending of an operation as the chart of all of them has it. */
const endOf = (timeline: Timeline, operation: LoggedOperation, seq: number): string => {
  const last = operationWay(timeline, operation, seq).phases.at(-1)?.state ?? '';
  return operationGraph(operation.started.data.name).finals.has(last) ? last : 'underWay';
};

/** Where an operation is after event `seq`, and its whole way there, in its own chart or in that of all operations' ends. */
export function litByOperation(chart: ChartName, timeline: Timeline, operation: LoggedOperation, seq: number): LitBy {
  const { name } = operation.started.data;
  if (chart === 'attempt') {
    const to = endOf(timeline, operation, seq);
    const ended = to !== 'underWay';
    const last = ended ? [{ region: 'attempt', from: 'underWay', to, event: name, guard: null }] : [];
    return { active: { attempt: to }, before: [], last, event: ended ? operation.ended : operation.started, way: null };
  }
  const { phases, steps } = operationWay(timeline, operation, seq);
  const path = { phases, arcs: steps.flatMap(({ arcs }) => arcs) };
  const { ended } = operation;
  const left = ended && ended.seq <= seq ? ended.timeNs : (timeline.stateAt(seq).at.timeNs ?? null);
  return {
    ...litByPath(name, path, steps.at(-1)?.arcs.length ?? 0),
    event: steps.at(-1)?.event ?? operation.started,
    way: { path, times: timesIn(path, left) },
  };
}
