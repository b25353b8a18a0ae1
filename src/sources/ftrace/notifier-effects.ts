import { vetoOf } from '../../../machines/kernel/errno.ts';
import { type NotifierAction, notifierAction } from '../../../machines/kernel/notifier.ts';
import { blocksOf } from '../../../machines/kernel/ranges.ts';
import { blockBegins, blockSwitched } from './block-effects.ts';
import { isInside } from './call.ts';
import { type Scene, tell, withParents } from './open-operation.ts';
import { ArgumentProblem, type Arguments, type Returned } from './read-args.ts';

const actionOf = ({ recorder }: Scene, args: Arguments): NotifierAction | undefined =>
  notifierAction(recorder.state.profile.traits.notifierNumbering, Number(args.number('action')));

/** memory_notify() was entered: which action, under the numbering of this kernel. */
export function notifierCalled(scene: Scene, args: Arguments): void {
  const action = actionOf(scene, args);
  if (!action) return;
  tell(scene, 'notifier.called', { action });
  // In a record that has none of the functions around it, the announcement is all that tells of a block.
  if (!isInside(scene.call, ({ begins }) => begins === 'online' || begins === 'offline'))
    blocksAnnounced(scene, args, action);
}

function blocksAnnounced(scene: Scene, args: Arguments, action: NotifierAction): void {
  const { geometry } = scene.recorder.state.profile;
  if (action === 'MEM_PREPARE_ONLINE' || action === 'MEM_FINISH_OFFLINE') return;
  const { pfn, nrPages } = args.pages();
  if (nrPages === 0) {
    const expected =
      'the pages of a memory block; in 6.8 … 6.18 struct memory_notify has the altmap first, start_pfn at +16';
    throw new ArgumentProblem(scene.call, args.at('nr_pages'), 'nr_pages=0', expected);
  }
  for (const block of blocksOf(scene.recorder.state.blocks, pfn * geometry.pageBytes, nrPages * geometry.pageBytes)) {
    switch (action) {
      case 'MEM_GOING_ONLINE':
        blockBegins(scene, block, 'online');
        break;
      case 'MEM_GOING_OFFLINE':
        blockBegins(scene, block, 'offline');
        break;
      case 'MEM_ONLINE':
        blockSwitched(scene, block, 'online');
        break;
      case 'MEM_OFFLINE':
        blockSwitched(scene, block, 'offline');
        break;
      case 'MEM_CANCEL_ONLINE':
        tell(scene, 'block.onlineCancelled', { block });
        break;
      case 'MEM_CANCEL_OFFLINE':
        tell(scene, 'block.offlineCancelled', { block });
    }
  }
}

/** memory_notify() returned: nothing against it, or a veto. */
export function notifierAnswered(scene: Scene, args: Arguments, returned: Returned): void {
  if (returned.kind !== 'value') return;
  const action = actionOf(scene, args);
  const errno = vetoOf(Number(returned.value));
  if (!action || !errno) return;
  for (const outer of withParents(scene.operation)) outer.veto = errno;
  tell(scene, 'notifier.vetoed', { action, errno });
}
