import type { EventLog } from '../../../events/log.ts';
import { type LoggedOperation, OUTCOME_WORDS, type Outcome, operationsIn } from '../../timeline/operations.ts';
import { boundedTable, inMarkdown } from './markdown.ts';
import { secondsText } from './time.ts';

const OUTCOMES = Object.keys(OUTCOME_WORDS) as readonly Outcome[];

/** How often each operation was asked for, and how it ended. */
export function* operationCounts(log: EventLog): Generator<string> {
  const byName = Map.groupBy(operationsIn(log).all, ({ started }) => started.data.name);
  const shown = OUTCOMES.filter((outcome) => operationsIn(log).all.some((one) => one.outcome === outcome));
  const rows = [...byName].map(([name, all]) => [
    inMarkdown(name),
    String(all.length),
    ...shown.map((outcome) => String(all.filter((one) => one.outcome === outcome).length)),
  ]);
  const headings = ['operation', 'asked', ...shown.map((outcome) => OUTCOME_WORDS[outcome])];
  yield* boundedTable(headings, rows, 'No operation is in this log.');
}

const asked = ({ started }: LoggedOperation): string =>
  `${started.data.name}(${Object.entries(started.data.args)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ')})`;

/** Who said no: the guard, or what outside the kernel's rules decided. */
const decidedBy = ({ guard, ended }: LoggedOperation): string =>
  guard ?? (ended?.type === 'operation.failed' ? ended.data.environment : null) ?? '–';

const sourceOf = ({ ended }: LoggedOperation): string =>
  ended?.type === 'operation.refused' ? ended.data.source : '–';

/** Operations that did not end well, with the errno, who decided so, why, and where in the kernel. */
export function* refusals(log: EventLog): Generator<string> {
  const rows = operationsIn(log)
    .all.filter(({ outcome }) => outcome !== 'done' && outcome !== 'open')
    .toSorted((a, b) => (a.ended ?? a.started).seq - (b.ended ?? b.started).seq)
    .map((operation) => [
      String((operation.ended ?? operation.started).seq),
      secondsText((operation.ended ?? operation.started).timeNs),
      inMarkdown(asked(operation)),
      inMarkdown(`${OUTCOME_WORDS[operation.outcome]}${operation.errno === null ? '' : ` ${operation.errno}`}`),
      inMarkdown(decidedBy(operation)),
      inMarkdown(operation.reason ?? 'the record ends, or has a hole, inside this operation'),
      inMarkdown(sourceOf(operation)),
    ]);
  const headings = ['event', 'time, s', 'operation', 'outcome', 'decided by', 'reason', 'in the kernel'];
  yield* boundedTable(headings, rows, 'No operation was refused, failed, or never returned.');
}
