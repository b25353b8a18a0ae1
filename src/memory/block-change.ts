import type { EventDraft } from '../../events/event.ts';
import { type BlockEvent, type BlockState, stepBlock, wayBetween } from '../../machines/memory-block.ts';
import type { BlockEntry } from './state.ts';

type Extra = Partial<Omit<BlockEntry, 'state'>>;
type Target = 'online' | 'offline' | 'goingOnline' | 'goingOffline';

/** What an event does to each memory block that it names. */
export interface BlockWork {
  /** `create` makes a device; `remove` takes it away; `stay` moves nothing; else the state that the block was seen to reach. */
  readonly to: Target | 'create' | 'remove' | 'stay';
  readonly extra: Extra;
  /** A block that has a device is nobody's orphan: its sections are owned from now on. */
  readonly adopts: boolean;
}

const UNSEEN: Omit<BlockEntry, 'state'> = { zone: null, oneZone: null, nid: null, ownMemmap: false, poisoned: false };

/** The block machine's events, in order, for work on a block that is in a state; none where it is there already. */
export function blockEventsOf(state: BlockState, { to }: BlockWork): readonly BlockEvent[] {
  if (to === 'create') return [{ type: 'create' }];
  if (to === 'stay') return [];
  return wayBetween(state, to === 'remove' ? 'removed' : to);
}

/**
 * A block's entry after an event; undefined is a block that has no device. A fact about a block that the source never
 * listed makes it appear.
 */
export function changedBlock(before: BlockEntry | undefined, work: BlockWork): BlockEntry | undefined {
  const was = before?.state ?? 'removed';
  const state = blockEventsOf(was, work).reduce<BlockState>((at, event) => stepBlock(at, event), was);
  return state === 'removed' ? undefined : { ...(before ?? UNSEEN), ...work.extra, state };
}

const reach = (to: Target, extra: Extra = {}): BlockWork => ({ to, extra, adopts: false });

/** What an event does to the memory blocks that it names, wherever they lie; null for nothing. */
export function blockWorkOf(event: EventDraft): BlockWork | null {
  switch (event.type) {
    case 'block.found': {
      const { state, zone, oneZone, nid } = event.data;
      return { to: state, extra: { zone, oneZone, nid }, adopts: true };
    }
    case 'blocks.created': {
      const { nid, ownMemmap } = event.data;
      return { to: 'create', extra: { nid, ownMemmap, oneZone: true }, adopts: true };
    }
    case 'blocks.removed':
      return { to: 'remove', extra: {}, adopts: false };
    case 'block.goingOnline':
      return reach('goingOnline');
    case 'block.onlined':
      return reach('online', { zone: event.data.zone, oneZone: true });
    case 'block.goingOffline':
      return reach('goingOffline');
    case 'block.offlined':
    case 'block.onlineCancelled':
      return reach('offline', { zone: null, oneZone: true });
    case 'block.offlineCancelled':
      return reach('online');
    case 'block.poisoned':
      return { to: 'stay', extra: { poisoned: true }, adopts: false };
    default:
      return null;
  }
}
