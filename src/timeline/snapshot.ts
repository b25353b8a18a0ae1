import { firstPfnOf } from '../../machines/kernel/ranges.ts';
import { blockNr, hex } from '../../machines/kernel/units.ts';
import { sysfsWord } from '../../machines/memory-block.ts';
import { flagsOf, type Lifecycle, type SectionFlag } from '../../machines/section-facts.ts';
import { presentSections } from '../memory/sections.ts';
import type { MemoryState } from '../memory/state.ts';

/** Memory at an instant as the contract prints it. */
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

/** A state in the contract's shape: sections that are present and blocks that exist, sorted. */
export function snapshotOf(state: MemoryState): Snapshot {
  const { geometry } = state.profile;
  const sections = [...presentSections(state)]
    .sort(([a], [b]) => a - b)
    .flatMap(([nr, { facts, nid }]) => {
      const { lifecycle } = facts;
      if (lifecycle === 'removed') return [];
      const start = hex(BigInt(firstPfnOf(geometry, nr)) * BigInt(geometry.pageBytes));
      const subsectionMap = facts.map === null ? null : hex(facts.map);
      return [{ nr, start, lifecycle, flags: flagsOf(state.profile, facts), subsectionMap, nid }];
    });
  const blocks = Object.entries(state.memoryBlocks)
    .map(([number, entry]) => ({ block: blockNr(Number(number)), state: sysfsWord(entry.state), zone: entry.zone }))
    .sort((a, b) => a.block - b.block);
  return {
    at: { seq: state.at.seq, timeNs: timeForJson(state.at.timeNs) },
    profile: state.profile.name,
    sections,
    blocks,
  };
}
