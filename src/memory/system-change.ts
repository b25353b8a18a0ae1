import type { EventDraft } from '../../events/event.ts';
import { withClaim, withoutClaim } from './device-claims.ts';
import { release, reserve, treeFromLines } from './resources.ts';
import type { MemoryState } from './state.ts';

/** What surrounds sections and blocks: resources, device claims, the kernel's parameters, losses, a crash. */
export type SystemFacts = Pick<
  MemoryState,
  | 'resources'
  | 'resourcesKnown'
  | 'deviceClaims'
  | 'possibleNodes'
  | 'ownMemmapParameter'
  | 'memLimit'
  | 'crashed'
  | 'lost'
>;

/** What an event changes of the system; nothing where it changes none. */
export function changedSystem(before: SystemFacts, event: EventDraft): Partial<SystemFacts> {
  switch (event.type) {
    case 'kernel.described': {
      const { possibleNodes, ownMemmapParameter, memLimit } = event.data;
      return { possibleNodes, ownMemmapParameter, memLimit };
    }
    case 'resources.found':
      return { resources: treeFromLines(event.data.lines), resourcesKnown: true };
    case 'resource.reserved': {
      const { start, size, name, mergeable } = event.data;
      const placed = reserve(before.resources, { start, end: start + size - 1, name, mergeable });
      // A line that can't stand where the tree says is a divergence, which whoever recorded the event has noted.
      return placed.ok ? { resources: placed.tree } : {};
    }
    case 'resource.released': {
      const { start, size } = event.data;
      return { resources: release(before.resources, start, start + size - 1) };
    }
    case 'device.claimed':
      return { deviceClaims: withClaim(before.deviceClaims, event.data) };
    case 'device.released':
      return { deviceClaims: withoutClaim(before.deviceClaims, event.data) };
    case 'events.lost':
      return { lost: before.lost + (event.data.count ?? 0) };
    case 'kernel.crashed':
      return { crashed: event.data.message };
    default:
      return {};
  }
}
