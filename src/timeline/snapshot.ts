import type { Profile } from '../../machines/kernel/profile.ts';
import { firstPfnOf } from '../../machines/kernel/ranges.ts';
import { hex, type SectionNr } from '../../machines/kernel/units.ts';
import { sysfsWord } from '../../machines/memory-block.ts';
import { flagsOf, type Lifecycle, type SectionFlag } from '../../machines/section-facts.ts';
import { presentSections } from '../memory/sections.ts';
import type { BlockEntry, MemoryState, SectionEntry } from '../memory/state.ts';

/** Memory at an instant as `state --json` prints it. */
export interface Snapshot {
  readonly at: { readonly seq: number; readonly timeNs: number | string | null };
  readonly profile: string;
  readonly sections: readonly SectionSnapshot[];
  readonly blocks: readonly BlockSnapshot[];
}

export interface SectionSnapshot {
  readonly nr: number;
  readonly start: string;
  readonly lifecycle: Exclude<Lifecycle, 'removed'>;
  readonly flags: readonly SectionFlag[];
  readonly subsectionMap: string | null;
  readonly nid: number | null;
}

export interface BlockSnapshot {
  readonly block: number;
  readonly state: 'offline' | 'online' | 'going-offline';
  readonly zone: string | null;
}

/** Nanoseconds as a JSON number while that is exact, as text beyond (104 days of uptime). */
export const timeForJson = (timeNs: bigint | null): number | string | null =>
  timeNs === null ? null : timeNs <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(timeNs) : timeNs.toString();

/** One section as `state --json` prints it; null for one that is not present. */
export function sectionSnapshot(profile: Profile, nr: SectionNr, { facts, nid }: SectionEntry): SectionSnapshot | null {
  const { lifecycle, map } = facts;
  if (lifecycle === 'removed') return null;
  const { geometry } = profile;
  const start = hex(BigInt(firstPfnOf(geometry, nr)) * BigInt(geometry.pageBytes));
  return { nr, start, lifecycle, flags: flagsOf(profile, facts), subsectionMap: map === null ? null : hex(map), nid };
}

/** One memory block as `state --json` prints it. */
export const blockSnapshot = (block: number, { state, zone }: BlockEntry): BlockSnapshot => ({
  block,
  state: sysfsWord(state),
  zone,
});

/** A state as `state --json` prints it: sections that are present and blocks that exist, sorted. */
export function snapshotOf(state: MemoryState): Snapshot {
  const sections = [...presentSections(state)]
    .sort(([a], [b]) => a - b)
    .flatMap(([nr, entry]) => sectionSnapshot(state.profile, nr, entry) ?? []);
  const blocks = Object.entries(state.memoryBlocks)
    .map(([number, entry]) => blockSnapshot(Number(number), entry))
    .sort((a, b) => a.block - b.block);
  return {
    at: { seq: state.at.seq, timeNs: timeForJson(state.at.timeNs) },
    profile: state.profile.name,
    sections,
    blocks,
  };
}
