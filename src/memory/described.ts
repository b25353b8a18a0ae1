import type { EventDraft } from '../../events/event.ts';
import { blockGeometry } from '../../machines/kernel/block-size.ts';
import { profileFromDescription } from '../../machines/kernel/profile.ts';
import { emptyMemory, type MemoryState } from './state.ts';

export type Described =
  | { readonly ok: true; readonly initial: MemoryState }
  | { readonly ok: false; readonly read: string; readonly expected: string };

/** Memory before a log's first event, from that event alone: it describes the kernel. */
export function memoryDescribedBy(first: EventDraft): Described {
  if (first.type !== 'kernel.described')
    return { ok: false, read: first.type, expected: 'kernel.described as the first event of a log' };
  const profile = profileFromDescription(first.data.machine);
  if (!profile.ok) return { ok: false, read: `the profile ${first.data.profile}`, expected: profile.reason };
  const blocks = blockGeometry(profile.profile.geometry, first.data.blockBytes);
  if (!blocks.ok) return { ok: false, read: `blocks of ${first.data.blockBytes} bytes`, expected: blocks.reason };
  return { ok: true, initial: emptyMemory(profile.profile, blocks.blocks) };
}
