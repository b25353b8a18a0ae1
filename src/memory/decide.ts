import { initialTransition, transition } from 'xstate';
import type { EventData, EventType } from '../../events/catalogue.ts';
import { decided, type EventDraft } from '../../events/event.ts';
import type { Errno } from '../../machines/kernel/errno.ts';
import {
  ENVIRONMENT_REASONS,
  type OperationEvent,
  type OperationName,
  type Outcome,
  type Output,
  type Request,
} from '../../machines/operations/context.ts';
import { OPERATION_MACHINES } from '../../machines/operations/index.ts';
import type { Memory } from '../../machines/operations/memory.ts';
import type { Call } from '../../machines/operations/operation.ts';
import { argsOfCommand } from './command-text.ts';
import type { Command, Environment } from './commands.ts';
import { evolve } from './evolve.ts';
import { memoryOf } from './memory-view.ts';
import { commandOfBlock, requestOf } from './request.ts';
import type { MemoryState } from './state.ts';

/** What the model says a kernel does with a command: the events, how it ends, and the state after. */
export interface Decision {
  readonly events: readonly EventDraft[];
  readonly outcome: Outcome;
  readonly state: MemoryState;
}

/** The error that the caller gets; null for success, and for what returns nothing. */
export function errnoOf(outcome: Outcome): Errno | null {
  if (outcome.kind === 'refused') return outcome.refusal.errno;
  return outcome.kind === 'failed' ? outcome.errno : null;
}

/** Steps of one operation past which its machine is broken: a step for each part of a section, and some for the rest. */
const mostSteps = ({ profile }: Memory, { span }: Request): number =>
  1000 + 8 * Math.min(Number(span.size / BigInt(profile.geometry.sectionBytes)), 2 ** 26);

/** A decision in the making: every event moves its own state on, so that later questions see it. */
class Run {
  readonly events: EventDraft[] = [];
  readonly #environment: Environment;
  state: MemoryState;

  constructor(state: MemoryState, environment: Environment = {}) {
    this.state = state;
    this.#environment = environment;
  }

  #emit<T extends EventType>(type: T, data: EventData<T>): void {
    const event = decided(type, data);
    this.events.push(event);
    this.state = evolve(this.state, event);
  }

  /** An operation of its own in the log. */
  operation(command: Command, parent: number | null): Outcome {
    const operation = this.state.nextOperation;
    this.#emit('operation.started', { operation, parent, name: command.type, args: argsOfCommand(command) });
    const outcome = this.#carryOut(command.type, requestOf(command, this.state.blocks), operation);
    this.#end(operation, outcome);
    return outcome;
  }

  /** Runs an operation's machine to its end. */
  #carryOut(name: OperationName, request: Request, operation: number): Outcome {
    const machine = OPERATION_MACHINES[name];
    const memory = memoryOf(this.state);
    let [snapshot, actions] = initialTransition(machine, { request, memory });
    for (let step = 0; step < mostSteps(memory, request); step++) {
      const returned = this.#perform(actions, operation);
      if (snapshot.status === 'done') return snapshot.output as Outcome;
      const event = returned ?? this.#nextEvent(snapshot);
      if (!snapshot.can(event)) throw new Error(`${name} takes no ${event.type} in ${JSON.stringify(snapshot.value)}`);
      [snapshot, actions] = transition(machine, snapshot, event);
    }
    throw new Error(`${name} does not end`);
  }

  /** Writes and calls of one step; the event of a call that came back. */
  #perform(
    actions: readonly { readonly type: string; readonly params: unknown }[],
    operation: number,
  ): OperationEvent | undefined {
    let returned: OperationEvent | undefined;
    for (const { type, params } of actions) {
      if (type === 'write') this.#write(params as Output | null, operation);
      if (type === 'call') {
        const outcome = this.#call(params as Call, operation);
        returned = { type: 'returned', outcome, memory: memoryOf(this.state) };
      }
    }
    return returned;
  }

  #write(output: Output | null, operation: number): void {
    if (output) this.#emit(output.type, { operation, ...output.data } as EventData<typeof output.type>);
  }

  /** A block that is onlined or offlined is an operation of its own also inside another; what else is called is part of it. */
  #call({ callee, request }: Call, operation: number): Outcome {
    return callee === 'online' || callee === 'offline'
      ? this.operation(commandOfBlock(callee, request), operation)
      : this.#carryOut(callee, request, operation);
  }

  /** What comes next in a machine's state: what the environment decides there, else the kernel goes on. */
  #nextEvent(snapshot: { readonly can: (event: OperationEvent) => boolean }): OperationEvent {
    const memory = memoryOf(this.state);
    const { zone, noContiguousPagesAt: at, ...reasons } = this.#environment;
    const events = ENVIRONMENT_REASONS.flatMap((type): OperationEvent[] => {
      const decision = reasons[type];
      return decision ? [{ type, memory, ...decision }] : [];
    });
    if (at !== undefined) events.push({ type: 'noContiguousPages', memory, at });
    if (zone !== undefined) events.push({ type: 'zoneChosen', memory, zone });
    return events.find((event) => snapshot.can(event)) ?? { type: 'proceed', memory };
  }

  #end(operation: number, outcome: Outcome): void {
    switch (outcome.kind) {
      case 'done':
        this.#emit('operation.finished', { operation });
        return;
      case 'refused': {
        const { guard, errno, reason, source, message = null, fatal } = outcome.refusal;
        this.#emit('operation.refused', { operation, guard, errno, reason, source, message });
        if (fatal) this.#emit('kernel.crashed', { operation: null, message: message ?? reason, source });
        return;
      }
      case 'failed': {
        const { errno, environment, reason, orphans } = outcome;
        this.#emit('operation.failed', { operation, errno, environment, reason, orphans });
        return;
      }
      case 'crashed':
        this.#emit('kernel.crashed', { operation, message: outcome.message, source: outcome.source });
        this.#emit('operation.unreturned', { operation });
    }
  }
}

/** Decides one command in a state, under the state's own profile: runs the operation's machine. Pure; a refusal is an event too. */
export function decide(state: MemoryState, command: Command): Decision {
  const run = new Run(state, command.environment);
  const outcome = run.operation(command, null);
  return { events: run.events, outcome, state: run.state };
}
