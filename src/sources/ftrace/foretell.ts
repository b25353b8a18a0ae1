import type { EnvironmentReason, EventData } from '../../../events/catalogue.ts';
import type { Errno } from '../../../machines/kernel/errno.ts';
import type { Outcome } from '../../../machines/operations/context.ts';
import type { Command, Environment } from '../../memory/commands.ts';
import { type Decision, decide, errnoOf } from '../../memory/decide.ts';
import type { MemoryState } from '../../memory/state.ts';

/** Kernel's outcome of one operation against the model's decision in the state before it. */
export type Judgement =
  /** The model foretold it. */
  | { readonly kind: 'agreed'; readonly decision: Decision }
  /** Something outside decided it; with that known, the model says the same. */
  | { readonly kind: 'environment'; readonly reason: EnvironmentReason; readonly decision: Decision }
  /** The model foretold another, but of a memory of which the record does not show enough. */
  | { readonly kind: 'unknowable'; readonly decision: Decision }
  | { readonly kind: 'diverged'; readonly decision: Decision };

export interface JudgedOutcome {
  readonly command: Command;
  /** The kernel's answer: an errno, or null for success and for functions that return nothing. */
  readonly kernel: Errno | null;
  /** States that the kernel may have judged from: when it was asked, and, where other tasks came between, when it began. */
  readonly states: readonly [MemoryState, ...MemoryState[]];
  readonly environment: Environment | undefined;
  /** The record does not show what the kernel judged from: another outcome says nothing about the model. */
  readonly stateUncertain: boolean;
}

/** Holds one outcome of a kernel against the model. */
export function judge({ command, kernel, states, environment, stateUncertain }: JudgedOutcome): Judgement {
  let first: Decision | undefined;
  for (const state of states) {
    const decision = decide(state, command);
    first ??= decision;
    const { outcome } = decision;
    if (outcome.kind !== 'crashed' && errnoOf(outcome) === kernel) return { kind: 'agreed', decision };
  }
  for (const state of environment ? states : []) {
    const decision = decide(state, { ...command, environment });
    const { outcome } = decision;
    if (outcome.kind === 'failed' && outcome.environment && outcome.errno === kernel) {
      return { kind: 'environment', reason: outcome.environment, decision };
    }
  }
  const decision = first ?? decide(states[0], command);
  // The kernel has no rule that says ENOMEM, but the one that memremap_pages() has for two pagemaps.
  if (kernel === 'ENOMEM') return { kind: 'environment', reason: 'allocationFailed', decision: noMemory(decision) };
  return { kind: stateUncertain ? 'unknowable' : 'diverged', decision };
}

/** The same question where an allocation failed before the model's first step: nothing was changed. */
const noMemory = (decision: Decision): Decision => ({
  ...decision,
  events: [],
  outcome: {
    kind: 'failed',
    errno: 'ENOMEM',
    environment: 'allocationFailed',
    reason: 'an allocation failed before anything was changed',
    orphans: false,
  },
});

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

const unforetold = ({ kind, decision }: Judgement): string =>
  kind === 'unknowable'
    ? 'why can not be known: the record does not show what the kernel judged from'
    : `the model foretold ${outcomeInWords(decision.outcome)}`;

/** The event that tells how an operation of a record ended. */
export function endingOf(operation: number, kernel: Errno | null, judgement: Judgement, leftPages: boolean): Ending {
  const { outcome } = judgement.decision;
  if (kernel === null) return { type: 'operation.finished', data: { operation } };
  if (judgement.kind === 'agreed' && outcome.kind === 'refused') {
    const { guard, errno, reason, source, message } = outcome.refusal;
    return { type: 'operation.refused', data: { operation, guard, errno, reason, source, message: message ?? null } };
  }
  const reason = outcome.kind === 'failed' && judgement.kind !== 'unknowable' ? outcome.reason : unforetold(judgement);
  const environment = judgement.kind === 'environment' ? judgement.reason : null;
  return { type: 'operation.failed', data: { operation, errno: kernel, environment, reason, orphans: leftPages } };
}
