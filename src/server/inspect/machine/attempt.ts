import { ASKED, type AttemptFacts, attemptMachine, stepAttempt } from '../../../../machines/attempt.ts';
import { attemptEventOf } from '../../../memory/attempt-change.ts';
import { type LoggedOperation, operationsIn } from '../../../timeline/operations.ts';
import type { Timeline } from '../../../timeline/timeline.ts';
import type { Watched } from './watched.ts';

const snapshotOf = ({ state, ...context }: AttemptFacts) => attemptMachine.resolveState({ value: state, context });

/** The operation of that number; undefined for one that no event of the log began. A number that is used anew is its last use. */
export const operationNumbered = ({ log }: Timeline, number: number): LoggedOperation | undefined =>
  operationsIn(log).all.findLast(({ started }) => started.data.operation === number);

/**
 * The machine of one operation. It begins with the operation, and stays in the state that it ended in; one that never
 * returned stays where it was seen last.
 */
export function watchedAttempt(number: number): Watched {
  const positions = (timeline: Timeline): readonly number[] => operationNumbered(timeline, number)?.positions ?? [];
  const eventsAt: Watched['eventsAt'] = (timeline, seq) => {
    const event = positions(timeline).includes(seq) ? timeline.log.at(seq) : undefined;
    const taken = event ? attemptEventOf(event) : null;
    return taken ? [taken] : [];
  };
  const factsAt = (timeline: Timeline, seq: number): AttemptFacts =>
    positions(timeline)
      .filter((position) => position <= seq)
      .flatMap((position) => timeline.log.at(position) ?? [])
      .reduce((facts, event) => {
        const taken = attemptEventOf(event);
        return taken ? stepAttempt(facts, taken) : facts;
      }, ASKED);
  return {
    name: `attempt:${number}`,
    machine: attemptMachine,
    snapshotAt: (timeline, seq) =>
      seq < (positions(timeline)[0] ?? Number.POSITIVE_INFINITY) ? null : snapshotOf(factsAt(timeline, seq)),
    snapshotBefore: (timeline, seq) => snapshotOf(factsAt(timeline, seq - 1)),
    eventsAt,
    positions,
  };
}
