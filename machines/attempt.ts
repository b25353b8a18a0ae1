import { assign, setup, transition } from 'xstate';
import type { Refusal } from './guards/verdict.ts';
import type { Errno } from './kernel/errno.ts';
import type { NotifierAction } from './kernel/notifier.ts';

/**
 * One operation on memory: a call of add_memory(), a write of `offline` to a block, a memremap_pages(). It is asked for,
 * runs through the kernel's checks, and ends in one of five ways (docs/kernel.md §4).
 */
export type AttemptState =
  | 'asked'
  | 'working'
  | 'announced'
  | 'done'
  | 'refused'
  | 'cancelling'
  | 'cancelled'
  | 'rolledBack'
  | 'leftOrphans'
  | 'crashed';

export type AttemptEvent =
  | {
      readonly type: 'refuse';
      /** What a guard of the model said, or a kernel was seen to answer, whatever number it gave. */
      readonly refusal: Pick<Refusal, 'guard' | 'reason' | 'source'> & { readonly errno: Errno | null };
    }
  | { readonly type: 'begin' }
  | { readonly type: 'announce'; readonly action: NotifierAction }
  | { readonly type: 'veto'; readonly errno: Errno }
  | { readonly type: 'fail'; readonly errno: Errno; readonly orphans: boolean }
  | { readonly type: 'crash'; readonly reason: string }
  | { readonly type: 'finish' };

export interface AttemptContext {
  readonly errno: Errno | null;
  /** Guard that said no, or what failed. */
  readonly because: string | null;
  /** Notifier actions sent so far, in order. */
  readonly announced: readonly NotifierAction[];
}

const machineSetup = setup({
  types: { context: {} as AttemptContext, events: {} as AttemptEvent },
  guards: {
    /** Sections of an earlier piece stay behind: __add_pages() does not roll back (mm/memory_hotplug.c, v5.2 … v7.1). */
    leavesOrphans: ({ event }) => event.type === 'fail' && event.orphans,
    /** The GOING_ announcement, after which a failure owes everybody a CANCEL_. */
    isGoing: ({ event }) =>
      event.type === 'announce' && (event.action === 'MEM_GOING_ONLINE' || event.action === 'MEM_GOING_OFFLINE'),
    isCancel: ({ event }) =>
      event.type === 'announce' && (event.action === 'MEM_CANCEL_ONLINE' || event.action === 'MEM_CANCEL_OFFLINE'),
  },
  actions: {
    noteAnnouncement: assign(({ context, event }) =>
      event.type === 'announce' ? { announced: [...context.announced, event.action] } : {},
    ),
    noteRefusal: assign(({ event }) =>
      event.type === 'refuse' ? { errno: event.refusal.errno, because: event.refusal.guard } : {},
    ),
    noteFailure: assign(({ event }) =>
      event.type === 'fail' || event.type === 'veto' ? { errno: event.errno, because: event.type } : {},
    ),
    noteCrash: assign(({ event }) => (event.type === 'crash' ? { because: event.reason } : {})),
  },
});

/** The statechart of one operation. */
export const attemptMachine = machineSetup.createMachine({
  id: 'attempt',
  context: { errno: null, because: null, announced: [] },
  initial: 'asked',
  states: {
    asked: {
      on: {
        refuse: { target: 'refused', actions: 'noteRefusal' },
        begin: { target: 'working' },
        announce: [
          { guard: 'isGoing', target: 'announced', actions: 'noteAnnouncement' },
          { guard: 'isCancel', target: 'cancelling', actions: 'noteAnnouncement' },
        ],
        fail: { target: 'rolledBack', actions: 'noteFailure' },
        finish: { target: 'done' },
        crash: { target: 'crashed', actions: 'noteCrash' },
      },
    },
    working: {
      on: {
        announce: [
          { guard: 'isGoing', target: 'announced', actions: 'noteAnnouncement' },
          { guard: 'isCancel', target: 'cancelling', actions: 'noteAnnouncement' },
          { target: 'working', actions: 'noteAnnouncement' },
        ],
        refuse: { target: 'refused', actions: 'noteRefusal' },
        fail: [
          { guard: 'leavesOrphans', target: 'leftOrphans', actions: 'noteFailure' },
          { target: 'rolledBack', actions: 'noteFailure' },
        ],
        finish: { target: 'done' },
        crash: { target: 'crashed', actions: 'noteCrash' },
      },
    },
    announced: {
      on: {
        announce: [
          { guard: 'isCancel', target: 'cancelling', actions: 'noteAnnouncement' },
          { target: 'announced', actions: 'noteAnnouncement' },
        ],
        veto: { target: 'cancelling', actions: 'noteFailure' },
        fail: { target: 'cancelled', actions: 'noteFailure' },
        finish: { target: 'done' },
      },
    },
    cancelling: {
      on: {
        announce: { target: 'cancelling', actions: 'noteAnnouncement' },
        fail: { target: 'cancelled', actions: 'noteFailure' },
      },
    },
    done: { type: 'final' },
    refused: { type: 'final' },
    cancelled: { type: 'final' },
    rolledBack: { type: 'final' },
    leftOrphans: { type: 'final' },
    crashed: { type: 'final' },
  },
});

/** One operation's state with what it carries. Plain and immutable. */
export interface AttemptFacts extends AttemptContext {
  readonly state: AttemptState;
}

export const ASKED: AttemptFacts = Object.freeze({ state: 'asked', errno: null, because: null, announced: [] });

/** What the attempt machine makes of one event: the next facts, or the same ones where it takes no transition. */
export function stepAttempt(facts: AttemptFacts, event: AttemptEvent): AttemptFacts {
  const { state, ...context } = facts;
  const [next] = transition(attemptMachine, attemptMachine.resolveState({ value: state, context }), event);
  return { state: next.value, ...next.context };
}
