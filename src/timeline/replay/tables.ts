import type { Profile } from '../../../machines/kernel/profile.ts';
import type { SectionFacts } from '../../../machines/section-facts.ts';
import { type BlockWork, changedBlock } from '../../memory/block-change.ts';
import { changedSection, type SectionChange } from '../../memory/section-change.ts';
import type { BlockEntry, SectionEntry } from '../../memory/state.ts';
import { type Bounds, CompiledTable } from './compiled-table.ts';

const factsKey = ({ lifecycle, origin, device, map, deviceMap, memmap, leakedBytes }: SectionFacts): string =>
  `${lifecycle} ${origin} ${device} ${map?.toString(36)} ${deviceMap.toString(36)} ${memmap.backing} ${memmap.populated.toString(36)} ${leakedBytes}`;

/** Its sections belong to somebody: every block that is made and every operation that succeeds says so. */
export const ADOPTION: SectionChange = { op: 'adopt', subsections: 0n, nid: null };

/** Its operation failed and left it: no block will own it. */
export const ABANDONMENT: SectionChange = { op: 'abandon', subsections: 0n, nid: null };

export type SectionTable = CompiledTable<SectionEntry, SectionChange>;
export type BlockTable = CompiledTable<BlockEntry, BlockWork>;

/** What every change makes of every section's entry, compiled from the section machine as it is asked. */
export const sectionTable = (profile: Profile, bounds: Bounds): SectionTable =>
  new CompiledTable<SectionEntry, SectionChange>(
    {
      step: (entry, change) => changedSection(profile, entry, change),
      entryKey: ({ facts, nid, earlyAssumed, ownership }) => `${factsKey(facts)} ${nid} ${earlyAssumed} ${ownership}`,
      changeKey: ({ op, subsections, nid }) => `${op} ${subsections.toString(36)} ${nid}`,
      settling: ADOPTION,
    },
    bounds,
  );

/** The same of memory blocks. */
export const blockTable = (bounds: Bounds): BlockTable =>
  new CompiledTable<BlockEntry, BlockWork>(
    {
      step: (entry, work) => changedBlock(entry, work),
      entryKey: ({ state, zone, oneZone, nid, ownMemmap, poisoned }) =>
        JSON.stringify([state, zone, oneZone, nid, ownMemmap, poisoned]),
      changeKey: ({ event, ofRemoved, extra: { zone, oneZone, nid, ownMemmap, poisoned } }) =>
        JSON.stringify([
          event,
          ofRemoved,
          keyPart(zone),
          keyPart(oneZone),
          keyPart(nid),
          keyPart(ownMemmap),
          keyPart(poisoned),
        ]),
      settling: null,
    },
    bounds,
  );

/** Left out is not the same as null. */
const keyPart = <T>(value: T | undefined): T | '' => (value === undefined ? '' : value);
