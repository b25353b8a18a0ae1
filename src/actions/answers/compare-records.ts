import { plain } from '../../../events/plain-text.ts';
import { stateInWords } from '../../../machines/state-words.ts';
import {
  type AlignedOperation,
  compareTimelines,
  type StateDifference,
  type TimelineComparison,
} from '../../timeline/align/compare-timelines.ts';
import { type LoggedOperation, OUTCOME_WORDS } from '../../timeline/operations.ts';
import type { SectionSnapshot } from '../../timeline/snapshot.ts';
import { timeForJson } from '../../timeline/snapshot.ts';
import type { Timeline } from '../../timeline/timeline.ts';
import { type ActionResult, type Style, valueAnswer } from '../action.ts';
import { runName, runsOf } from '../text/runs.ts';
import { blockInWords } from '../text/section.ts';

/** One of two records that are held against each other, under the name that the user gave it. */
export interface RecordSide {
  readonly name: string;
  readonly timeline: Timeline;
  readonly notes: readonly string[];
}

const operationForJson = (operation: LoggedOperation | null) =>
  operation && {
    seq: operation.started.seq,
    timeNs: timeForJson(operation.started.timeNs),
    operation: operation.started.data.operation,
    outcome: operation.outcome,
    errno: operation.errno,
    guard: operation.guard,
    reason: operation.reason,
  };

const rowForJson = ({ a, b, differs }: AlignedOperation) => ({
  name: (a ?? b)?.started.data.name ?? null,
  args: (a ?? b)?.started.data.args ?? {},
  a: operationForJson(a),
  b: operationForJson(b),
  differs,
});

function asked(operation: LoggedOperation | null): string {
  const args = Object.entries(operation?.started.data.args ?? {}).map(([name, value]) => `${name}=${value}`);
  return plain(`${operation?.started.data.name ?? ''}(${args.join(' ')})`);
}

function ended({ outcome, errno, guard, ended: ending }: LoggedOperation): string {
  if (errno === null && outcome !== 'refused') return OUTCOME_WORDS[outcome];
  const environment = ending?.type === 'operation.failed' ? ending.data.environment : null;
  return plain(`${errno ?? 'warning'} (${guard ?? environment ?? outcome})`);
}

function* operationLines({ operations, firstDifference }: TimelineComparison, style: Style): Generator<string> {
  let alike = 0;
  const alikeLine = function* (): Generator<string> {
    if (alike > 0) yield style.paint(`  … ${alike} operation${alike === 1 ? '' : 's'} alike`, 'dim');
    alike = 0;
  };
  for (const [row, aligned] of operations.entries()) {
    const { a, b, differs } = aligned;
    const first = firstDifference?.row === row;
    if (a && b && !differs && !first) {
      alike++;
      continue;
    }
    yield* alikeLine();
    if (a && b) {
      yield `${differs ? '≠' : '='} ${asked(a)}   A #${a.started.data.operation} ${ended(a)}   B #${b.started.data.operation} ${ended(b)}`;
      if (differs)
        for (const { reason } of [a, b]) if (reason !== null) yield style.paint(`      ${plain(reason)}`, 'dim');
    } else {
      const only = a ?? b;
      if (only)
        yield style.paint(
          `${a ? '-' : '+'} ${asked(only)}   only ${a ? 'A' : 'B'} #${only.started.data.operation} ${ended(only)}`,
          a ? 'red' : 'green',
        );
    }
    if (first) yield style.paint('    after it memory differs for the first time:', 'yellow');
    if (first) yield* differenceLines(firstDifference.state, '      ', style);
  }
  yield* alikeLine();
}

/** Flags that the lifecycle does not say already. */
const tellingFlags = ({ flags }: SectionSnapshot): readonly string[] =>
  flags.filter((flag) => flag === 'IS_EARLY' || flag === 'TAINT_ZONE_DEVICE');

const sectionWords = (section: SectionSnapshot | null): string =>
  section === null
    ? 'removed'
    : [
        stateInWords(section.lifecycle),
        ...tellingFlags(section),
        ...(section.subsectionMap ? [section.subsectionMap] : []),
      ].join(' ');

const MOST_LINES = 20;

function* differenceLines({ sections, blocks }: StateDifference, indent: string, style: Style): Generator<string> {
  const lines = [
    ...runsOf(sections.map(({ nr, a, b }) => [nr, `A ${sectionWords(a)}, B ${sectionWords(b)}`] as const)).map(
      (run) => `section ${runName(run)}: ${run.text}`,
    ),
    ...runsOf(blocks.map(({ block, a, b }) => [block, `A ${blockInWords(a)}, B ${blockInWords(b)}`] as const)).map(
      (run) => `block ${runName(run)}: ${run.text}`,
    ),
  ];
  for (const line of lines.slice(0, MOST_LINES)) yield `${indent}${line}`;
  if (lines.length > MOST_LINES)
    yield style.paint(`${indent}… ${lines.length - MOST_LINES} more; --json has all`, 'dim');
}

function* comparisonLines(
  a: RecordSide,
  b: RecordSide,
  comparison: TimelineComparison,
  style: Style,
): Generator<string> {
  const { operations, start, firstDifference, end } = comparison;
  for (const [letter, { name, timeline }] of [['A', a] as const, ['B', b] as const]) {
    yield style.paint(`${letter}  ${plain(name)}  ${timeline.initial.profile.name}  ${timeline.end} events`, 'bold');
  }
  const isSame = ({ sections, blocks }: StateDifference): boolean => sections.length + blocks.length === 0;
  if (!isSame(start)) {
    yield 'at the start, before any operation, memory differs:';
    yield* differenceLines(start, '  ', style);
  }
  yield* operationLines(comparison, style);
  const both = operations.filter((row) => row.a && row.b);
  const only = (side: 'a' | 'b'): number =>
    operations.filter((row) => row[side] && !row[side === 'a' ? 'b' : 'a']).length;
  const differing = both.filter(({ differs }) => differs).length;
  yield `operations in both: ${both.length}, with another outcome: ${differing}; only in A: ${only('a')}, only in B: ${only('b')}`;
  if (!firstDifference)
    yield `after every operation that both have, memory is ${isSame(start) ? 'alike' : 'as far apart as at the start'}`;
  if (isSame(end)) yield 'at the end memory is alike';
  else {
    yield 'at the end memory differs:';
    yield* differenceLines(end, '  ', style);
  }
}

/**
 * Two records side by side, aligned by what was asked.
 * @param shared position up to which both are one log, as a branch and its record are.
 */
export function compareRecordsAnswer(a: RecordSide, b: RecordSide, shared = 0): ActionResult {
  const comparison = compareTimelines(a.timeline, b.timeline, shared);
  const { operations, start, firstDifference, end } = comparison;
  const value = {
    sources: { a: a.name, b: b.name },
    operations: operations.map(rowForJson),
    start,
    firstDifference: firstDifference && { operation: firstDifference.row, ...firstDifference.state },
    end,
  };
  const notes = [...a.notes.map((note) => `A: ${note}`), ...b.notes.map((note) => `B: ${note}`)];
  return valueAnswer(value, (style) => comparisonLines(a, b, comparison, style), notes);
}
