import { dropLine, holdLine } from './attempt-holdings.ts';
import { withClaim, withoutClaim } from './device-claims.ts';
import type { Evolver } from './evolver.ts';
import { release, reserve, treeFromLines } from './resources.ts';

/** Events about what surrounds sections and blocks: resources, device claims, the kernel's parameters, losses. */
export const evolveSurroundings: Evolver = (draft, before, event) => {
  switch (event.type) {
    case 'kernel.described':
      draft.possibleNodes = event.data.possibleNodes;
      draft.ownMemmapParameter = event.data.ownMemmapParameter;
      draft.memLimit = event.data.memLimit;
      return true;
    case 'resources.found':
      Object.assign(draft, { resources: treeFromLines(event.data.lines), resourcesKnown: true });
      return true;
    case 'resource.reserved': {
      const { operation, start, size, name, mergeable } = event.data;
      const placed = reserve(before.resources, { start, end: start + size - 1, name, mergeable });
      // A line that can't stand where the tree says is a divergence, which whoever recorded the event has noted.
      if (placed.ok) {
        Object.assign(draft, { resources: placed.tree });
        holdLine(draft, operation, { start, size });
      }
      return true;
    }
    case 'resource.released': {
      const { operation, start, size } = event.data;
      dropLine(draft, operation, { start, size });
      Object.assign(draft, { resources: release(before.resources, start, start + size - 1) });
      return true;
    }
    case 'device.claimed':
      Object.assign(draft, { deviceClaims: withClaim(before.deviceClaims, event.data) });
      return true;
    case 'device.released':
      Object.assign(draft, { deviceClaims: withoutClaim(before.deviceClaims, event.data) });
      return true;
    case 'events.lost':
      draft.lost += event.data.count ?? 0;
      return true;
    default:
      return false;
  }
};
