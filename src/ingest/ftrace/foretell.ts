import type { EnvironmentReason, EventData } from '../../../events/catalogue.ts';
import type { Errno } from '../../../machines/kernel/errno.ts';
import type { Command, Environment } from '../../memory/commands.ts';
import { decide } from '../../memory/decide.ts';
import { errnoOf, type Outcome } from '../../memory/run.ts';
import type { MemoryState } from '../../memory/state.ts';

/** How the kernel's outcome of one operation compares with what the model says of the state before it. */
export type Judgement =
  /** The model foretold it. */
  | { readonly kind: 'agreed'; readonly outcome: Outcome }
  /** Something outside decided it; with that known, the model says the same. */
  | { readonly kind: 'environment'; readonly reason: EnvironmentReason; readonly outcome: Outcome }
  | { readonly kind: 'diverged'; readonly outcome: Outcome };

export interface Question {
  readonly command: Command;
  /** The kernel's answer: an errno, or null for success and for functions that return nothing. */
  readonly kernel: Errno | null;
  /** States that the kernel may have judged from: when it was asked, and, where other tasks came between, when it began. */
  readonly states: readonly MemoryState[];
  readonly environment: Environment | undefined;
}

/** Holds one outcome of a kernel against the model. */
export function judge({ command, kernel, states, environment }: Question): Judgement {
  let first: Outcome | undefined;
  for (const state of states) {
    const { outcome } = decide(state, command);
    first ??= outcome;
    if (outcome.kind !== 'crashed' && errnoOf(outcome) === kernel) return { kind: 'agreed', outcome };
  }
  for (const state of environment ? states : []) {
    const { outcome } = decide(state, { ...command, environment });
    if (outcome.kind === 'failed' && outcome.environment && outcome.errno === kernel) {
      return { kind: 'environment', reason: outcome.environment, outcome };
    }
  }
  return { kind: 'diverged', outcome: first ?? { kind: 'done' } };
}

/** An outcome in one line, for people. */
export function outcomeInWords(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'done':
      return 'success';
    case 'refused':
      return `${outcome.refusal.errno ?? 'a warning'} (${outcome.refusal.guard}: ${outcome.refusal.reason})`;
    case 'failed':
      return `${outcome.errno} (${outcome.reason})`;
    case 'crashed':
      return `a crash: ${outcome.message}`;
  }
}

type Ending =
  | { readonly type: 'operation.finished'; readonly data: EventData<'operation.finished'> }
  | { readonly type: 'operation.refused'; readonly data: EventData<'operation.refused'> }
  | { readonly type: 'operation.failed'; readonly data: EventData<'operation.failed'> };

/** The event that tells how an operation of a record ended. */
export function endingOf(operation: number, kernel: Errno | null, judgement: Judgement, leftPages: boolean): Ending {
  const { outcome } = judgement;
  if (kernel === null) return { type: 'operation.finished', data: { operation } };
  if (judgement.kind === 'agreed' && outcome.kind === 'refused') {
    const { guard, errno, reason, source, message } = outcome.refusal;
    return { type: 'operation.refused', data: { operation, guard, errno, reason, source, message: message ?? null } };
  }
  const reason = outcome.kind === 'failed' ? outcome.reason : `the model foretold ${outcomeInWords(outcome)}`;
  const environment = judgement.kind === 'environment' ? judgement.reason : null;
  return { type: 'operation.failed', data: { operation, errno: kernel, environment, reason, orphans: leftPages } };
}
