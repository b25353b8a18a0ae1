import type { EnvironmentReason, EventData, EventType } from '../../events/catalogue.ts';
import { decided, type EventDraft } from '../../events/event.ts';
import type { Refusal } from '../../machines/guards/verdict.ts';
import type { Errno } from '../../machines/kernel/errno.ts';
import { argsOfCommand, OPERATION_OF } from './command-text.ts';
import type { Command } from './commands.ts';
import { evolve } from './evolve.ts';
import type { MemoryState } from './state.ts';

/** How one operation, or a part of one, ended. */
export type Outcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | {
      readonly kind: 'failed';
      readonly errno: Errno;
      readonly environment: EnvironmentReason | null;
      readonly reason: string;
      readonly orphans: boolean;
    }
  | { readonly kind: 'crashed'; readonly message: string; readonly source: string };

export const DONE: Outcome = Object.freeze({ kind: 'done' });
export const refused = (refusal: Refusal): Outcome => ({ kind: 'refused', refusal });
export const failed = (
  errno: Errno,
  environment: EnvironmentReason | null,
  reason: string,
  orphans = false,
): Outcome => ({
  kind: 'failed',
  errno,
  environment,
  reason,
  orphans,
});

/** The error that the caller gets; null for success, and for what returns nothing. */
export function errnoOf(outcome: Outcome): Errno | null {
  switch (outcome.kind) {
    case 'done':
    case 'crashed':
      return null;
    case 'refused':
      return outcome.refusal.errno;
    case 'failed':
      return outcome.errno;
  }
}

/** A decision in the making: every event that it emits moves its own state on, so that later questions see it. */
export interface Run {
  state: MemoryState;
  readonly events: EventDraft[];
}

export const startRun = (state: MemoryState): Run => ({ state, events: [] });

export function emit<T extends EventType>(run: Run, type: T, data: EventData<T>): void {
  const event = decided(type, data);
  run.events.push(event);
  run.state = evolve(run.state, event);
}

/** Starts an operation, lets `body` decide it, and writes how it ended. */
export function operation(
  run: Run,
  command: Command,
  parent: number | null,
  body: (operation: number) => Outcome,
): Outcome {
  const number = run.state.nextOperation;
  const name = OPERATION_OF[command.type];
  emit(run, 'operation.started', { operation: number, parent, name, args: argsOfCommand(command) });
  const outcome = body(number);
  close(run, number, outcome);
  return outcome;
}

function close(run: Run, number: number, outcome: Outcome): void {
  switch (outcome.kind) {
    case 'done':
      emit(run, 'operation.finished', { operation: number });
      return;
    case 'refused': {
      const { guard, errno, reason, source, message, fatal } = outcome.refusal;
      emit(run, 'operation.refused', { operation: number, guard, errno, reason, source, message: message ?? null });
      if (fatal) emit(run, 'kernel.crashed', { operation: null, message: message ?? reason, source });
      return;
    }
    case 'failed': {
      const { errno, environment, reason, orphans } = outcome;
      emit(run, 'operation.failed', { operation: number, errno, environment, reason, orphans });
      return;
    }
    case 'crashed':
      emit(run, 'kernel.crashed', { operation: number, message: outcome.message, source: outcome.source });
      emit(run, 'operation.unreturned', { operation: number });
      return;
  }
}
