import type { EventDraft } from '../../../events/event.ts';
import { withClaim, withoutClaim } from '../../memory/device-claims.ts';
import { changedSystem, type SystemFacts } from '../../memory/system-change.ts';
import { resourceIndex } from './resource-index.ts';

/** What surrounds memory while a log is replayed. */
export interface ReplayedSystem {
  /** A System RAM line, from its first byte, of some bytes; whether it found its place. */
  reserve(start: number, size: number, line: { readonly name: string; readonly mergeable: boolean }): boolean;
  release(start: number, size: number): void;
  claim(pfn: number, nrPages: number): void;
  unclaim(pfn: number, nrPages: number): void;
  /** Any other event about system. */
  take(event: EventDraft): void;
  view(): SystemFacts;
  restore(system: SystemFacts): void;
}

export function replayedSystem(initial: SystemFacts): ReplayedSystem {
  const resources = resourceIndex(initial.resources);
  let rest = initial;
  return {
    reserve: (start, size, { name, mergeable }) => resources.reserve({ start, end: start + size - 1, name, mergeable }),
    release: (start, size) => resources.release(start, start + size - 1),
    claim(pfn, nrPages) {
      rest = { ...rest, deviceClaims: withClaim(rest.deviceClaims, { pfn, nrPages }) };
    },
    unclaim(pfn, nrPages) {
      rest = { ...rest, deviceClaims: withoutClaim(rest.deviceClaims, { pfn, nrPages }) };
    },
    take(event) {
      const changed = changedSystem(rest, event);
      if (changed.resources) resources.replace(changed.resources);
      rest = { ...rest, ...changed };
    },
    view: () => ({ ...rest, resources: resources.tree }),
    restore(system) {
      resources.replace(system.resources);
      rest = system;
    },
  };
}
