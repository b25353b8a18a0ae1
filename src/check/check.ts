import type { EnvironmentReason, OperationName } from '../../events/catalogue.ts';
import { positionOf, statesAt } from '../timeline/instant.ts';
import { readAnswers, type StepAnswers } from './answers.ts';
import type { Checkable } from './checkable.ts';
import { compareStep, type StepComparison } from './compare-step.ts';

/** An operation that ended otherwise than the model foretold, and nothing in the record explains. */
export interface Divergence {
  readonly seq: number;
  readonly operation: OperationName | null;
  readonly kernel: string;
  readonly model: string;
  readonly reason: string;
}

/** Model against kernel over a whole recording, as `check --json` prints it. */
export interface CheckReport {
  readonly ok: boolean;
  readonly profile: string;
  readonly steps: readonly StepComparison[];
  readonly operations: {
    readonly total: number;
    readonly agreed: number;
    readonly environment: readonly { readonly reason: EnvironmentReason; readonly count: number }[];
    readonly divergences: readonly Divergence[];
  };
  readonly lost: number;
  readonly notUnderstood: readonly { readonly file: string; readonly line: number; readonly text: string }[];
  readonly unknown: readonly string[];
}

interface PlacedSteps {
  readonly placed: readonly { readonly answers: StepAnswers; readonly position: number }[];
  /** Steps whose mark is not in the trace: nobody can say which events came before their dump. */
  readonly unplaced: readonly number[];
}

/** Steps to compare, with the position of the log that each was dumped at. */
function placeSteps(source: Checkable): PlacedSteps {
  const all = (source.files ? readAnswers(source.files) : []).map((answers) => ({
    answers,
    place: positionOf(source.log, source.baseline, { kind: 'step', step: answers.step }),
  }));
  const placed = all.flatMap(({ answers, place }) => (place.ok ? [{ answers, position: place.seq }] : []));
  return {
    placed: placed.sort((a, b) => a.position - b.position),
    unplaced: all.flatMap(({ answers, place }) => (place.ok ? [] : [answers.step])),
  };
}

const unplacedInWords = (steps: readonly number[]): readonly string[] =>
  steps.length === 0
    ? []
    : [
        `step ${steps.map((step) => String(step).padStart(2, '0')).join(', ')}: no mark in the trace, so the dump can not be compared`,
      ];

function judgeOperations(source: Checkable): CheckReport['operations'] {
  const names = new Map<number, OperationName>();
  const diverged = new Map<number, Divergence>();
  const others: Divergence[] = [];
  const environment = new Map<EnvironmentReason, number>();
  let ended = 0;
  let decidedOutside = 0;
  for (const event of source.log.read()) {
    switch (event.type) {
      case 'operation.started':
        names.set(event.data.operation, event.data.name);
        break;
      case 'divergence.found': {
        const { operation, kernel, model, reason } = event.data;
        const found: Divergence = {
          seq: event.seq,
          operation: names.get(operation ?? -1) ?? null,
          kernel,
          model,
          reason,
        };
        if (operation === null) others.push(found);
        else if (!diverged.has(operation)) diverged.set(operation, found);
        break;
      }
      case 'operation.failed':
        ended++;
        if (event.data.environment === null || diverged.has(event.data.operation)) break;
        decidedOutside++;
        environment.set(event.data.environment, (environment.get(event.data.environment) ?? 0) + 1);
        break;
      case 'operation.finished':
      case 'operation.refused':
        ended++;
        break;
      case 'operation.unreturned': {
        ended++;
        const operation = names.get(event.data.operation) ?? null;
        diverged.set(event.data.operation, {
          seq: event.seq,
          operation,
          kernel: 'never returned in this record',
          model: 'a return',
          reason: 'the record ends, or has a hole, inside this operation',
        });
        break;
      }
      default:
    }
  }
  return {
    total: ended,
    agreed: ended - decidedOutside - diverged.size,
    environment: [...environment].map(([reason, count]) => ({ reason, count })),
    divergences: [...diverged.values(), ...others].sort((a, b) => a.seq - b.seq),
  };
}

/** Holds the model against the kernel's own dumps at every step, and every operation's outcome against what was foretold. */
export function check(source: Checkable): CheckReport {
  const { placed, unplaced } = placeSteps(source);
  const states = statesAt(
    source.log,
    source.initial,
    placed.map(({ position }) => position),
  );
  const steps = placed.map(({ answers }) => {
    const { value: state } = states.next();
    return compareStep(state ?? source.initial, answers);
  });
  const operations = judgeOperations(source);
  const notUnderstood = source.summary.problems.map(({ place, read }) => ({
    file: place.file,
    line: place.line,
    text: read,
  }));
  return {
    ok:
      steps.every(({ mismatches }) => mismatches.length === 0) &&
      operations.divergences.length === 0 &&
      source.summary.lost === 0 &&
      notUnderstood.length === 0,
    profile: source.final.profile.name,
    steps,
    operations,
    lost: source.summary.lost,
    notUnderstood,
    unknown: [...source.unknown, ...unplacedInWords(unplaced)],
  };
}
