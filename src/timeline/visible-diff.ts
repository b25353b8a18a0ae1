import { sectionNr } from '../../machines/kernel/units.ts';
import type { Resource } from '../memory/resources.ts';
import { REMOVED_ENTRY } from '../memory/sections.ts';
import type { DeviceClaim, MemoryState, OpenAttempt } from '../memory/state.ts';
import { eachChange } from './changes.ts';
import { diffStates } from './diff.ts';
import { sameValue } from './same-value.ts';
import { type BlockSnapshot, blockSnapshot, type SectionSnapshot, sectionSnapshot } from './snapshot.ts';

/** A thing as it was and as it is; null where it was not, or is not, there. */
export interface Change<T> {
  readonly from: T | null;
  readonly to: T | null;
}

/** One line of /proc/iomem. Bytes; the end is included. */
export type ResourceLine = Pick<Resource, 'start' | 'end' | 'name'>;

/** An operation that is under way at one of two instants, and not, or not so far, at the other. */
export type AttemptChange = Change<{ readonly name: string; readonly phase: string }> & { readonly operation: number };

/** What a person sees change between two instants. Sections and blocks are in the shape of a snapshot's. */
export interface VisibleDiff {
  readonly sections: readonly (Change<SectionSnapshot> & { readonly nr: number })[];
  readonly blocks: readonly (Change<BlockSnapshot> & { readonly block: number })[];
  /** How many blocks each zone has, where it changed. */
  readonly zones: readonly { readonly zone: string; readonly from: number; readonly to: number }[];
  readonly resources: Sides<ResourceLine>;
  /** Runs of pages that a dev_pagemap holds. */
  readonly claims: Sides<DeviceClaim>;
  readonly attempts: readonly AttemptChange[];
}

/** Things without a number: those that only one side has. */
export interface Sides<T> {
  readonly added: readonly T[];
  readonly removed: readonly T[];
}

function sides<T>(from: readonly T[], to: readonly T[]): Sides<T> {
  if (from === to) return { added: [], removed: [] };
  const keyed = (things: readonly T[]) => new Map(things.map((thing) => [JSON.stringify(thing), thing]));
  const [before, after] = [keyed(from), keyed(to)];
  return {
    added: [...after].flatMap(([key, thing]) => (before.has(key) ? [] : [thing])),
    removed: [...before].flatMap(([key, thing]) => (after.has(key) ? [] : [thing])),
  };
}

function* linesOf(tree: MemoryState['resources']): Generator<ResourceLine> {
  for (const { start, end, name, children } of tree) {
    yield { start, end, name };
    yield* linesOf(children);
  }
}

function blocksByZone({ memoryBlocks }: MemoryState): ReadonlyMap<string, number> {
  const zones = new Map<string, number>();
  for (const { zone } of Object.values(memoryBlocks)) if (zone !== null) zones.set(zone, (zones.get(zone) ?? 0) + 1);
  return zones;
}

function zoneChanges(from: MemoryState, to: MemoryState): VisibleDiff['zones'] {
  if (from.memoryBlocks === to.memoryBlocks) return [];
  const [before, after] = [blocksByZone(from), blocksByZone(to)];
  return [...new Set([...before.keys(), ...after.keys()])]
    .sort()
    .map((zone) => ({ zone, from: before.get(zone) ?? 0, to: after.get(zone) ?? 0 }))
    .filter((zone) => zone.from !== zone.to);
}

const attemptShown = (attempt: OpenAttempt | undefined) =>
  attempt === undefined ? null : { name: attempt.name, phase: attempt.progress.phase };

/** What a person sees change from one state to another; what only the model's own books tell is left out. */
export function visibleDiff(from: MemoryState, to: MemoryState): VisibleDiff {
  const diff = diffStates(from, to);
  const changed = <T extends Change<unknown>>(change: T): readonly T[] =>
    sameValue(change.from, change.to) ? [] : [change];
  return {
    sections: [...eachChange(diff.sections)].flatMap(([number, pair]) => {
      const nr = sectionNr(number);
      const was = sectionSnapshot(from.profile, nr, pair.from ?? REMOVED_ENTRY);
      return changed({ nr: number, from: was, to: sectionSnapshot(to.profile, nr, pair.to ?? REMOVED_ENTRY) });
    }),
    blocks: [...eachChange(diff.blocks)].flatMap(([block, pair]) =>
      changed({
        block,
        from: pair.from ? blockSnapshot(block, pair.from) : null,
        to: pair.to ? blockSnapshot(block, pair.to) : null,
      }),
    ),
    zones: zoneChanges(from, to),
    resources:
      from.resources === to.resources ? sides([], []) : sides([...linesOf(from.resources)], [...linesOf(to.resources)]),
    claims: sides(from.deviceClaims, to.deviceClaims),
    attempts: [...eachChange(diff.attempts)].flatMap(([operation, pair]) =>
      changed({ operation, from: attemptShown(pair.from), to: attemptShown(pair.to) }),
    ),
  };
}
