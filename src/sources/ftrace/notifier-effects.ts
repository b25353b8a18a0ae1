import { vetoOf } from '../../../machines/kernel/errno.ts';
import { type NotifierAction, notifierAction } from '../../../machines/kernel/notifier.ts';
import { blocksOf } from '../../../machines/kernel/ranges.ts';
import { blockBegins, blockSwitched } from './block-effects.ts';
import { isInside } from './call.ts';
import { type CallContext, withParents, write } from './open-operation.ts';
import { ArgumentProblem, type Arguments, type Returned } from './read-args.ts';

const actionOf = ({ recorder }: CallContext, args: Arguments): NotifierAction | undefined =>
  notifierAction(recorder.state.profile.traits.notifierNumbering, Number(args.number('action')));

/** memory_notify() was entered: which action, under the numbering of this kernel. */
export function notifierCalled(context: CallContext, args: Arguments): void {
  const action = actionOf(context, args);
  if (!action) return;
  write(context, 'notifier.called', { action });
  // In a record that has none of the functions around it, the announcement is all that tells of a block.
  if (!isInside(context.call, ({ begins }) => begins === 'online' || begins === 'offline'))
    blocksAnnounced(context, args, action);
}

function blocksAnnounced(context: CallContext, args: Arguments, action: NotifierAction): void {
  const { geometry } = context.recorder.state.profile;
  if (action === 'MEM_PREPARE_ONLINE' || action === 'MEM_FINISH_OFFLINE') return;
  const { pfn, nrPages } = args.pages();
  if (nrPages === 0) {
    const expected =
      'the pages of a memory block; in 6.8 … 6.18 struct memory_notify has the altmap first, start_pfn at +16';
    throw new ArgumentProblem(context.call, args.at('nr_pages'), 'nr_pages=0', expected);
  }
  for (const block of blocksOf(context.recorder.state.blocks, pfn * geometry.pageBytes, nrPages * geometry.pageBytes)) {
    switch (action) {
      case 'MEM_GOING_ONLINE':
        blockBegins(context, block, 'online');
        break;
      case 'MEM_GOING_OFFLINE':
        blockBegins(context, block, 'offline');
        break;
      case 'MEM_ONLINE':
        blockSwitched(context, block, 'online');
        break;
      case 'MEM_OFFLINE':
        blockSwitched(context, block, 'offline');
        break;
      case 'MEM_CANCEL_ONLINE':
        write(context, 'block.onlineCancelled', { block });
        break;
      case 'MEM_CANCEL_OFFLINE':
        write(context, 'block.offlineCancelled', { block });
    }
  }
}

/** memory_notify() returned: nothing against it, or a veto. */
export function notifierAnswered(context: CallContext, args: Arguments, returned: Returned): void {
  if (returned.kind !== 'value') return;
  const action = actionOf(context, args);
  const errno = vetoOf(Number(returned.value));
  if (!action || !errno) return;
  for (const outer of withParents(context.operation)) outer.veto = errno;
  write(context, 'notifier.vetoed', { action, errno });
}
