import { blockNr, sectionNr } from '../../../machines/kernel/units.ts';
import type { BothAnswers } from '../../check/both-models/answer.ts';
import { askAboutBlock } from '../../check/both-models/block.ts';
import { askAboutOperation } from '../../check/both-models/operation.ts';
import { askByRule } from '../../check/both-models/rule.ts';
import { askAboutSection } from '../../check/both-models/section.ts';
import type { Subject } from '../../timeline/about.ts';
import { type LoggedOperation, operationsIn } from '../../timeline/operations.ts';
import type { Timeline } from '../../timeline/timeline.ts';
import { UsageError } from '../action.ts';
import { subjectNamed } from '../answers/why.ts';
import { runName, runsOf } from '../text/runs.ts';
import { type LitBy, litByOperation, litBySubject } from './about.ts';
import { type ChartName, chartOfOperation, isOperationChart, OPERATION_CHARTS } from './chart.ts';

/** What a drawing is about: something that has the chart's machine. */
export type ChartSubject =
  | { readonly kind: 'subject'; readonly subject: Subject }
  | { readonly kind: 'operation'; readonly operation: LoggedOperation };

const writtenFor = (machine: ChartName): 'section:N' | 'block:N' | 'operation:N' =>
  machine === 'section' ? 'section:N' : machine === 'memory-block' ? 'block:N' : 'operation:N';

/** The section, memory block or operation that `--about` names. @throws UsageError for one that the chart, or the record, has not */
export function chartSubject(machine: ChartName, timeline: Timeline, seq: number, text: string): ChartSubject {
  const found = /^(section|block|operation):\d{1,15}$/.exec(text.replace(/^op:/, 'operation:'));
  const written = writtenFor(machine);
  const kind = written.split(':')[0];
  if (found?.[1] !== kind) {
    throw new UsageError(`--about takes ${written} for the ${machine} machine, not ${JSON.stringify(text)}`);
  }
  if (kind !== 'operation') return { kind: 'subject', subject: subjectNamed(timeline, text) };
  const operation = operationNumbered(timeline, seq, Number(text.split(':')[1]));
  const { name } = operation.started.data;
  if (isOperationChart(machine) && OPERATION_CHARTS[machine] !== name) {
    throw new UsageError(`${text} is ${name}: its chart is memlapse diagram ${chartOfOperation(name)}`);
  }
  return { kind: 'operation', operation };
}

/** The operation of a number; the last one before the instant, where a broken log uses a number anew. @throws UsageError */
function operationNumbered({ log }: Timeline, seq: number, number: number): LoggedOperation {
  const { all } = operationsIn(log);
  const same = all.filter(({ started }) => started.data.operation === number);
  const operation = same.findLast(({ started }) => started.seq <= seq);
  if (operation) return operation;
  const later = same[0]?.started.seq;
  if (later !== undefined) {
    const advice = `ask --at seq:${later} or later`;
    throw new UsageError(`operation ${number} begins with event ${later}, after this instant; ${advice}`);
  }
  const numbers = runsOf(all.map(({ started }) => [started.data.operation, ''] as const)).map(runName);
  const known = numbers.length === 0 ? 'it has none' : `it has ${numbers.join(', ')}`;
  throw new UsageError(`no operation ${number} is in this record; ${known}`);
}

/** What a chart's subject lights up in it at an instant. */
export const litBy = (chart: ChartName, timeline: Timeline, about: ChartSubject, seq: number): LitBy =>
  about.kind === 'subject'
    ? litBySubject(timeline, about.subject, seq)
    : litByOperation(chart, timeline, about.operation, seq);

/** The guard that stopped an operation, as the record tells it, and what both memory models answer by it. */
export interface StoppedBy {
  readonly guard: string;
  readonly reason: string | null;
  /** null for a guard that is no rule of the model. */
  readonly answers: BothAnswers | null;
}

interface AskedBefore {
  readonly answers: readonly BothAnswers[];
  readonly stoppedBy: StoppedBy | null;
}

const ASKED = new WeakMap<LoggedOperation, AskedBefore>();

/** Asked in memory before the operation, the same at each instant of it: a range of many sections is looked through once. */
function askedBefore(timeline: Timeline, operation: LoggedOperation): AskedBefore {
  const known = ASKED.get(operation);
  const { started, guard, reason } = operation;
  if (known && (known.stoppedBy?.guard ?? null) === guard) return known;
  const before = timeline.stateAt(started.seq - 1);
  const others = askAboutOperation(before, started);
  const stop = guard === null ? null : (others.find((one) => one.guard === guard) ?? askByRule(before, started, guard));
  const answers = stop ? [stop, ...others.filter((one) => one !== stop)] : others;
  const asked = { answers, stoppedBy: guard === null ? null : { guard, reason, answers: stop } };
  ASKED.set(operation, asked);
  return asked;
}

/** The guard that has stopped a chart's subject by an instant; null for none. */
export function stoppedBy(timeline: Timeline, about: ChartSubject, seq: number): StoppedBy | null {
  if (about.kind !== 'operation') return null;
  const { ended } = about.operation;
  return ended && ended.seq <= seq ? askedBefore(timeline, about.operation).stoppedBy : null;
}

/**
 * What the guards of both memory models answer about a chart's subject: as it is, or for an operation as memory was before it.
 * @param subsection of a section, the sub-section to ask about; null for one that makes sense.
 */
export function bothAbout(
  timeline: Timeline,
  about: ChartSubject,
  seq: number,
  subsection: number | null = null,
): readonly BothAnswers[] {
  if (about.kind === 'operation') return askedBefore(timeline, about.operation).answers;
  const { kind, number } = about.subject;
  const state = timeline.stateAt(seq);
  return kind === 'block'
    ? askAboutBlock(state, blockNr(number))
    : askAboutSection(state, sectionNr(number), subsection);
}
