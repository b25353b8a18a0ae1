import type { EventDraft } from '../../events/event.ts';
import { type BlockEvent, type BlockState, stepBlock, wayThrough } from '../../machines/memory-block.ts';
import type { BlockEntry } from './state.ts';

type Extra = Partial<Omit<BlockEntry, 'state'>>;

/** What an event does to each memory block that it names. */
export interface BlockWork {
  /** The block machine's event; null where the block stays in its state. */
  readonly event: BlockEvent['type'] | null;
  /** The same of a block that has no device yet, as far as the source told. */
  readonly ofRemoved: BlockEvent['type'] | null;
  readonly extra: Extra;
  /** A block that has a device is nobody's orphan: its sections are owned from now on. */
  readonly adopts: boolean;
}

const UNSEEN: Omit<BlockEntry, 'state'> = { zone: null, oneZone: null, nid: null, ownMemmap: false, poisoned: false };

/** The block machine's events, in order, for work on a block that is in a state; none where it is there already. */
export function blockEventsOf(state: BlockState, { event, ofRemoved }: BlockWork): readonly BlockEvent[] {
  if (event === 'create') return [{ type: event }];
  const last = state === 'removed' ? ofRemoved : event;
  return last === null ? [] : wayThrough(state, last);
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

const work = (event: BlockWork['event'], extra: Extra = {}, adopts = false, ofRemoved = event): BlockWork => ({
  event,
  ofRemoved,
  extra,
  adopts,
});

/** The event that brings a listed block to the state it is listed in: of one that was there before, and of one that was not. */
const LISTED = {
  online: ['onlined', 'boot'],
  offline: ['offlined', 'create'],
  goingOffline: ['goOffline', 'goOffline'],
} as const satisfies Partial<Record<BlockState, readonly [BlockEvent['type'], BlockEvent['type']]>>;

/** What an event does to the memory blocks that it names, wherever they lie; null for nothing. */
export function blockWorkOf(event: EventDraft): BlockWork | null {
  switch (event.type) {
    case 'block.found': {
      const { state, zone, oneZone, nid } = event.data;
      const [listed, ofRemoved] = LISTED[state];
      return work(listed, { zone, oneZone, nid }, true, ofRemoved);
    }
    case 'blocks.created': {
      const { nid, ownMemmap } = event.data;
      return work('create', { nid, ownMemmap, oneZone: true }, true);
    }
    case 'blocks.removed':
      return work('remove');
    case 'block.goingOnline':
      return work('goOnline');
    case 'block.onlined':
      return work('onlined', { zone: event.data.zone, oneZone: true });
    case 'block.onlineCancelled':
      return work('onlineCancelled', { zone: null, oneZone: true });
    case 'block.goingOffline':
      return work('goOffline');
    case 'block.offlined':
      return work('offlined', { zone: null, oneZone: true });
    case 'block.offlineCancelled':
      return work('offlineCancelled');
    case 'block.poisoned':
      return work(null, { poisoned: true });
    default:
      return null;
  }
}
