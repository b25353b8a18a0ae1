import { OPERATION_MACHINES } from '../../../../machines/operations/index.ts';
import { begin } from '../../../../machines/operations/operation.ts';
import { commandOfArgs } from '../../../memory/command-text.ts';
import { memoryOf } from '../../../memory/memory-view.ts';
import { requestOf } from '../../../memory/request.ts';
import { type LoggedOperation, operationsIn } from '../../../timeline/operations.ts';
import { operationWay } from '../../../timeline/steps.ts';
import type { Timeline } from '../../../timeline/timeline.ts';
import type { WatchedMachine } from './watched.ts';

/** The operation of that number; undefined for one that no event of the log began. A number that is used anew is its last use. */
export const operationNumbered = ({ log }: Timeline, number: number): LoggedOperation | undefined =>
  operationsIn(log).all.findLast(({ started }) => started.data.operation === number);

/**
 * The machine of one operation. It begins with the operation, and stays in the state that it ended in; one that never
 * returned stays where it was seen last.
 */
export function watchedAttempt(timeline: Timeline, operation: LoggedOperation): WatchedMachine {
  const { operation: number, name, args } = operation.started.data;
  const machine = OPERATION_MACHINES[name];
  const start = operation.started.seq;
  const before = timeline.stateAt(start - 1);
  const request = requestOf(commandOfArgs(name, args), before.blocks);
  const context = begin({ request, memory: memoryOf(before) });
  const snapshotIn = (phase: string) => machine.resolveState({ value: phase, context });
  const wayUpTo = (seq: number) => operationWay(timeline, operation, seq);
  const snapshotAfter = (seq: number) => snapshotIn(wayUpTo(seq).phases.at(-1)?.state ?? '');
  return {
    name: `attempt:${number}`,
    machine,
    snapshotAt: (_, seq) => (seq < start ? null : snapshotAfter(seq)),
    snapshotBefore: (_, seq) => snapshotAfter(seq - 1),
    stepsAt: (_, seq) => {
      if (seq === start) return [{ event: { type: 'xstate.init' }, snapshot: snapshotAfter(seq) }];
      const step = wayUpTo(seq).steps.at(-1);
      if (step?.event.seq !== seq) return [];
      return step.arcs.map(({ event: type, to }) => ({ event: { type }, snapshot: snapshotIn(to) }));
    },
    positions: () => operation.positions,
  };
}
