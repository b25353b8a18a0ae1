import { deepEqual, partialDeepStrictEqual } from 'node:assert/strict';
import type { EventData, EventType } from '../../events/catalogue.ts';
import type { EventDraft } from '../../events/event.ts';
import type { Errno } from '../../machines/kernel/errno.ts';
import type { Outcome } from '../../machines/operations/context.ts';
import type { Command } from '../memory/commands.ts';
import { errnoOf } from '../memory/decide.ts';
import { decider } from '../memory/decider.ts';
import type { MemoryState } from '../memory/state.ts';

/** What the caller of an operation gets: `0`, an errno, or `crash` where the kernel does not return. */
export type Answer = '0' | Errno | 'crash';

/** An event by its type, and as many of its fields as a specification cares for. */
export type ExpectedEvent = {
  [T in EventType]: { readonly type: T; readonly data?: Partial<EventData<T>> };
}[EventType];

/** What commands came to. */
export interface Consequences {
  /** Memory after the last command. */
  readonly state: MemoryState;
  /** Events of all commands, in order. */
  readonly events: readonly EventDraft[];
  /** How each command ended. */
  readonly outcomes: readonly Outcome[];
  /** What the caller of each command gets. */
  readonly answers: readonly Answer[];
  /** @throws AssertionError unless the callers get these answers, in order */
  readonly thenAnswers: (...answers: readonly Answer[]) => Consequences;
  /** @throws AssertionError unless the commands' events are these and no others, in order */
  readonly thenEvents: (...events: readonly ExpectedEvent[]) => Consequences;
}

/** Memory as a specification begins. */
export interface Given {
  readonly state: MemoryState;
  /** Decides commands, each in the state that the one before left. */
  readonly when: (...commands: readonly Command[]) => Consequences;
}

function answerOf(outcome: Outcome): Answer {
  if (outcome.kind === 'crashed' || (outcome.kind === 'refused' && outcome.refusal.fatal)) return 'crash';
  return errnoOf(outcome) ?? '0';
}

function when(before: MemoryState, commands: readonly Command[]): Consequences {
  const events: EventDraft[] = [];
  const outcomes: Outcome[] = [];
  let state = before;
  for (const command of commands) {
    const decision = decider.decide(state, command);
    events.push(...decision.events);
    outcomes.push(decision.outcome);
    state = decision.state;
  }
  const answers = outcomes.map(answerOf);
  const consequences: Consequences = {
    state,
    events,
    outcomes,
    answers,
    thenAnswers: (...expected) => {
      deepEqual(answers, expected);
      return consequences;
    },
    thenEvents: (...expected) => {
      deepEqual(
        events.map(({ type }) => type),
        expected.map(({ type }) => type),
      );
      for (const [index, { data }] of expected.entries()) partialDeepStrictEqual(events[index]?.data, data ?? {});
      return consequences;
    },
  };
  return consequences;
}

/**
 * A specification of memory: given memory and what happened to it, when commands are decided, then these answers and events
 * follow. It needs no test runner: what does not hold throws.
 */
export function given(memory: MemoryState, ...happened: readonly EventDraft[]): Given {
  const state = happened.reduce(decider.evolve, memory);
  return { state, when: (...commands) => when(state, commands) };
}
