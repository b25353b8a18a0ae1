import type { EventDraft } from '../../../events/event.ts';
import { sectionsOf } from '../../../machines/kernel/ranges.ts';
import { pfn, type SectionNr } from '../../../machines/kernel/units.ts';
import { isEarly, isPresent, usageOf } from '../../../machines/section-facts.ts';
import { presentSections } from '../sections.ts';
import type { MemoryState } from '../state.ts';
import {
  BOTH,
  bugWhere,
  changedSections,
  neverBroken,
  type StepInvariant,
  sectionSubject,
  stepInvariant,
} from './invariant.ts';

/** Sections in which an event sets an unaligned edge of ZONE_DEVICE. */
function taintedBy({ profile: { geometry } }: MemoryState, event: EventDraft): ReadonlySet<SectionNr> {
  const at = (frame: number): Iterable<SectionNr> => sectionsOf(geometry, { pfn: pfn(frame), nrPages: 1 });
  if (event.type === 'section.tainted') return new Set(at(event.data.pfn));
  if (event.type !== 'zone.joined' || event.data.zone !== 'Device') return new Set();
  const edges = [event.data.pfn, event.data.pfn + event.data.nrPages];
  return new Set(edges.filter((edge) => edge % geometry.pagesPerSection !== 0).flatMap((edge) => [...at(edge)]));
}

/** Invariants 11, 13, 24, 26 and 28: what a section, and the table of sections, carries from one life to the next. */
export const HISTORY_INVARIANTS: readonly StepInvariant[] = [
  stepInvariant(
    {
      number: 11,
      name: 'bootUsageStays',
      statement: 'a usage map that came from boot is never freed',
      memoryModels: BOTH,
      trustsCallers: false,
      knownBugIn: bugWhere(
        ({ traits }) => !traits.keepsBootUsage,
        'a re-added early section’s boot usage map is freed on its second removal, fixed in 5.5 (docs/kernel.md §8.3)',
      ),
    },
    function* (before, _event, after) {
      for (const { section, before: was, after: is } of changedSections(before, after)) {
        const reason = 'its boot usage map was passed to kfree()';
        if (usageOf(was.facts) === 'boot' && usageOf(is.facts) !== 'boot')
          yield { subject: sectionSubject(section), reason };
      }
    },
  ),
  stepInvariant(
    {
      number: 13,
      name: 'onlyBootMakesEarly',
      statement: 'only boot makes a section early: one that is added, or added again, is not',
      memoryModels: BOTH,
      trustsCallers: false,
      knownBugIn: neverBroken,
    },
    function* (before, event, after) {
      if (event.type === 'memory.booted') return;
      for (const { section, before: was, after: is } of changedSections(before, after)) {
        const becameEarly = isEarly(is.facts) && !(isEarly(was.facts) && isPresent(was.facts));
        if (becameEarly) yield { subject: sectionSubject(section), reason: `became early by ${event.type}` };
      }
    },
  ),
  stepInvariant(
    {
      number: 24,
      name: 'blockSizeStays',
      statement: 'the size of a memory block never changes after boot',
      memoryModels: BOTH,
      trustsCallers: false,
      knownBugIn: neverBroken,
    },
    function* ({ blocks: was }, _event, { blocks: is }) {
      if (was.blockBytes !== is.blockBytes || was.sectionsPerBlock !== is.sectionsPerBlock) {
        yield { subject: 'memory', reason: `the block size went from ${was.blockBytes} to ${is.blockBytes} bytes` };
      }
    },
  ),
  stepInvariant(
    {
      number: 26,
      name: 'tableOnlyGrows',
      statement: 'the highest present section number never sinks, and a root of the section table, once there, stays',
      memoryModels: BOTH,
      trustsCallers: false,
      knownBugIn: neverBroken,
    },
    function* (before, _event, after) {
      const highest = after.highestPresentSection;
      if (highest < before.highestPresentSection) {
        const reason = `the highest present section sank from ${before.highestPresentSection} to ${highest}`;
        yield { subject: 'memory', reason };
      }
      for (const root of Object.keys(before.roots)) {
        if (!(root in after.roots)) yield { subject: 'memory', reason: `root ${root} of the section table is gone` };
      }
      if (before.roots === after.roots) return;
      for (const [section] of presentSections(after)) {
        const reason = `present above the highest present section, ${highest}`;
        if (section > highest) yield { subject: sectionSubject(section), reason };
      }
    },
  ),
  stepInvariant(
    {
      number: 28,
      name: 'taintHasAnEdge',
      statement:
        'a section is tainted only by an unaligned edge of ZONE_DEVICE in it, and stays so until its word is zeroed',
      memoryModels: BOTH,
      trustsCallers: false,
      knownBugIn: bugWhere(
        ({ traits }) => traits.bootNidOverlapsTaint,
        'the boot-time node id overlaps the taint bit (5.12 … 5.14) (docs/kernel.md §8.12)',
      ),
    },
    function* (before, event, after) {
      const edges = taintedBy(before, event);
      for (const { section, before: was, after: is } of changedSections(before, after)) {
        const tainted = [was, is].map(({ facts }) => isPresent(facts) && facts.device === 'tainted');
        const subject = sectionSubject(section);
        if (!tainted[0] && tainted[1] && !edges.has(section)) yield { subject, reason: `tainted by ${event.type}` };
        if (tainted[0] && !tainted[1] && isPresent(is.facts)) yield { subject, reason: 'lost its taint while present' };
        if (tainted[1] && !after.profile.traits.taintsZoneDevice) yield { subject, reason: 'tainted before v5.12' };
      }
    },
  ),
];
