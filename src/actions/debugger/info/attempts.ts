import { plain } from '../../../../events/plain-text.ts';
import { stateHere } from '../../../timeline/cursor.ts';
import { type LoggedOperation, OUTCOME_WORDS, type Outcome, operationsIn } from '../../../timeline/operations.ts';
import { valueAnswer } from '../../action.ts';
import { seconds, table } from '../../text/table.ts';
import type { Session } from '../session.ts';
import { type Topic, withHeading } from './topic.ts';

const asked = (name: string, args: Readonly<Record<string, string>>): string =>
  `${name}(${Object.entries(args)
    .map((pair) => pair.join('='))
    .join(' ')})`;

/** Operations under way here: how far each has come, and what it told notifiers. */
const underWay = ({ cursor }: Session) =>
  Object.entries(stateHere(cursor).attempts).map(([operation, { name, args, parent, progress, announced }]) => ({
    operation: Number(operation),
    name,
    args,
    parent,
    state: progress.phase,
    announced,
  }));

/** Operations whose end lies before here, the last one last. */
const ended = ({ cursor: { timeline, seq } }: Session): readonly LoggedOperation[] =>
  operationsIn(timeline.log).all.filter((operation) => operation.ended !== null && operation.ended.seq <= seq);

const endedForJson = ({ started, ended: end, outcome, errno }: LoggedOperation) => ({
  operation: started.data.operation,
  name: started.data.name,
  args: started.data.args,
  from: started.seq,
  to: end?.seq ?? null,
  outcome,
  errno,
});

/** Operations that ended, that are shown: the last ones. */
const MOST_ENDED = 5;

function* endedLines(operations: readonly LoggedOperation[]): Generator<string> {
  const counts = (['done', 'refused', 'failed', 'unreturned'] satisfies readonly Outcome[])
    .map((outcome) => ({ outcome, count: operations.filter((operation) => operation.outcome === outcome).length }))
    .filter(({ count }) => count > 0)
    .map(({ outcome, count }) => `${count} ${OUTCOME_WORDS[outcome]}`);
  if (operations.length === 0) return yield 'none ended before here';
  yield `ended before here: ${counts.join(', ')}; the last:`;
  for (const { started, outcome, errno, reason } of operations.slice(-MOST_ENDED)) {
    const { operation, name, args } = started.data;
    const how = errno === null && reason === null ? OUTCOME_WORDS[outcome] : `${outcome}: ${errno ?? 'a warning'}`;
    yield plain(`  ${seconds(started.timeNs)}  #${operation} ${asked(name, args)} ${how}`);
  }
}

export const attemptsTopic: Topic = {
  name: 'attempts',
  summary: 'operations under way here, how far each has come, and how the last ones ended',
  answer: (session) => {
    const open = underWay(session);
    const over = ended(session);
    const rows = open.map(({ operation, name, args, parent, state, announced }) => [
      `#${operation}`,
      parent === null ? '' : `in #${parent}`,
      asked(name, args),
      state,
      announced.join(' '),
    ]);
    return valueAnswer({ underWay: open, ended: over.map(endedForJson) }, function* (style) {
      if (open.length === 0) yield 'no operation is under way here';
      else yield* withHeading(table(['ATTEMPT', 'PART OF', 'OPERATION', 'STATE', 'NOTIFIERS TOLD'], rows), style);
      yield* endedLines(over);
    });
  },
};
