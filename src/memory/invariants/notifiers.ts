import type { NotifierAction } from '../../../machines/kernel/notifier.ts';
import type { MemoryState, OpenAttempt } from '../state.ts';
import { BOTH, blockSubject, neverBroken, type StepInvariant, stepInvariant } from './invariant.ts';

/** What may answer each GOING_ announcement. */
const ANSWERS: Partial<Record<NotifierAction, readonly NotifierAction[]>> = {
  MEM_GOING_ONLINE: ['MEM_ONLINE', 'MEM_CANCEL_ONLINE'],
  MEM_GOING_OFFLINE: ['MEM_OFFLINE', 'MEM_CANCEL_OFFLINE'],
};

const isAnswer = (action: NotifierAction): boolean =>
  Object.values(ANSWERS).some((answers) => answers.includes(action));

const isCancel = (action: NotifierAction): boolean => action === 'MEM_CANCEL_ONLINE' || action === 'MEM_CANCEL_OFFLINE';

/** The GOING_ that this operation announced last and that nothing has answered yet. */
function unanswered({ announced }: OpenAttempt): NotifierAction | undefined {
  const last = announced.findLastIndex((action) => action in ANSWERS);
  const going = announced[last];
  if (going === undefined) return undefined;
  return announced.slice(last + 1).some((action) => ANSWERS[going]?.includes(action)) ? undefined : going;
}

const ENDINGS = ['operation.finished', 'operation.failed', 'operation.refused'] as const;

/** Invariants 22 and 23: what the notifier chain and the uevents of one block tell, in which order (docs/kernel.md §4.12 and §5.2). */
export const NOTIFIER_INVARIANTS: readonly StepInvariant[] = [
  stepInvariant(
    {
      number: 22,
      name: 'goingIsAnswered',
      statement:
        'every MEM_GOING_ is followed by its MEM_ or MEM_CANCEL_ once, within its operation, and none comes without',
      memoryModels: BOTH,
      trustsCallers: false,
      knownBugIn: neverBroken,
    },
    function* (before: MemoryState, event) {
      if (event.type === 'notifier.called') {
        const { operation, action } = event.data;
        const attempt = operation === null ? undefined : before.attempts[operation];
        if (!attempt) return;
        const going = unanswered(attempt);
        const subject = `operation:${operation}`;
        if (action in ANSWERS && going) yield { subject, reason: `${action} while ${going} is unanswered` };
        const vetoedEarlier = isCancel(action) && !going && before.profile.traits.asksNodeNotifiers;
        const fits = going !== undefined && ANSWERS[going]?.includes(action);
        if (isAnswer(action) && !fits && !vetoedEarlier) {
          yield { subject, reason: going ? `${action} answers ${going}` : `${action} without MEM_GOING_` };
        }
        return;
      }
      const ending = ENDINGS.some((type) => type === event.type);
      if (!ending || !('operation' in event.data) || event.data.operation === null) return;
      const attempt = before.attempts[event.data.operation];
      const going = attempt && unanswered(attempt);
      const reason = `${event.type}, and nobody was told what became of ${going}`;
      if (going) yield { subject: `operation:${event.data.operation}`, reason };
    },
  ),
  stepInvariant(
    {
      number: 23,
      name: 'onlineAndOfflineAlternate',
      statement: 'a block that went online goes offline before it goes online again: its uevents alternate',
      memoryModels: BOTH,
      trustsCallers: false,
      knownBugIn: neverBroken,
    },
    function* (before, event) {
      if (event.type !== 'block.onlined' && event.type !== 'block.offlined') return;
      const state = before.memoryBlocks[event.data.block]?.state;
      const from = event.type === 'block.onlined' ? ['offline', 'goingOnline'] : ['online', 'goingOffline'];
      const subject = blockSubject(event.data.block);
      if (!state || !from.includes(state)) yield { subject, reason: `${event.type} while it is ${state ?? 'removed'}` };
    },
  ),
];
