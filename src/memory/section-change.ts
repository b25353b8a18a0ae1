import type { EventDraft } from '../../events/event.ts';
import type { Profile } from '../../machines/kernel/profile.ts';
import type { SectionEvent } from '../../machines/section.ts';
import { isPresent } from '../../machines/section-facts.ts';
import { stepSection } from '../../machines/section-step.ts';
import { REMOVED_ENTRY } from './sections.ts';
import type { SectionEntry } from './state.ts';

/**
 * What can happen to one section's entry. `adopt`: a block device or a finished operation owns it from now on; `abandon`:
 * the operation that added it failed and left it.
 */
export type SectionOp =
  | 'boot'
  | 'bootAssumed'
  | 'find'
  | 'add'
  | 'addWithAltmap'
  | 'remove'
  | 'online'
  | 'offline'
  | 'taint'
  | 'fallBack'
  | 'deviceMap'
  | 'deviceUnmap'
  | 'adopt'
  | 'abandon';

/** One thing that happens to one section. */
export interface SectionChange {
  readonly op: SectionOp;
  /** The sub-sections that it is about; 0 where it is about the section as a whole. */
  readonly subsections: bigint;
  /** The node that the memory belongs to, where the event tells. */
  readonly nid: number | null;
}

/** The section machine's event for a change; null for one that no machine knows. */
export function sectionEventOf({ op, subsections, nid }: SectionChange): SectionEvent | null {
  switch (op) {
    case 'boot':
    case 'bootAssumed':
      return { type: 'boot', ram: subsections, nid };
    case 'find':
    case 'add':
    case 'addWithAltmap':
      return { type: 'add', subsections, altmap: op === 'addWithAltmap' };
    case 'remove':
      return { type: 'remove', subsections };
    case 'deviceMap':
    case 'deviceUnmap':
      return { type: op, subsections };
    case 'adopt':
    case 'abandon':
      return null;
    default:
      return { type: op };
  }
}

/** What changes beside the machine's facts. */
function entryChange({ op, nid }: SectionChange, before: SectionEntry): Partial<Omit<SectionEntry, 'facts'>> {
  switch (op) {
    case 'boot':
    case 'bootAssumed':
      return { nid, earlyAssumed: op === 'bootAssumed' };
    case 'find':
      return { nid, ownership: 'owned' };
    // A section that was there already keeps its owner: a new piece of it makes it nobody's no more than before.
    case 'add':
    case 'addWithAltmap':
      return isPresent(before.facts) ? { nid } : { nid, ownership: 'pending' };
    case 'deviceMap':
    case 'deviceUnmap':
    case 'adopt':
      return { ownership: 'owned' };
    case 'abandon':
      return before.ownership === 'pending' ? { ownership: 'orphan' } : {};
    default:
      return {};
  }
}

/**
 * A section's entry after a change; undefined is a section that never was there. What passes over one of these leaves no
 * entry: the table holds the sections that once were present, as the kernel's word does (docs/kernel.md §2.2).
 */
export function changedSection(
  profile: Profile,
  before: SectionEntry | undefined,
  change: SectionChange,
): SectionEntry | undefined {
  const event = sectionEventOf(change);
  const entry = before ?? REMOVED_ENTRY;
  const facts = event ? stepSection(profile, entry.facts, event) : entry.facts;
  if (before === undefined && !isPresent(facts)) return undefined;
  const changed = { ...entry, ...entryChange(change, entry), facts };
  // Nobody's section is only one that is there.
  return isPresent(facts) ? changed : { ...changed, ownership: 'owned' };
}

/** What an event does to the sections of its page range. */
export interface SectionWork extends Pick<SectionChange, 'op' | 'nid'> {
  /** Each section gets its own sub-sections of the range, or is meant as a whole. */
  readonly reach: 'pieces' | 'sections';
  /** The sections of unaligned edges are tainted as well. */
  readonly taintsEdges: boolean;
}

const work = (op: SectionOp, nid: number | null, reach: SectionWork['reach'], taintsEdges = false): SectionWork => ({
  op,
  nid,
  reach,
  taintsEdges,
});

/** What an event about one page range does to sections, wherever the range lies; null for nothing. */
export function sectionWorkOf(event: EventDraft): SectionWork | null {
  switch (event.type) {
    case 'memory.found':
      return work('find', event.data.nid, 'pieces');
    case 'pages.added':
      return work(event.data.altmap ? 'addWithAltmap' : 'add', event.data.nid, 'pieces');
    case 'pages.removed':
      return work('remove', null, 'pieces');
    case 'sections.onlined':
      return work('online', null, 'sections');
    case 'sections.offlined':
      return work('offline', null, 'sections');
    case 'section.tainted':
      return work('taint', null, 'sections');
    case 'memmap.fellBack':
      return work('fallBack', null, 'sections');
    case 'zone.joined':
      return isDevice(event.data.zone) ? work('deviceMap', null, 'pieces', true) : null;
    case 'zone.left':
      return isDevice(event.data.zone) ? work('deviceUnmap', null, 'pieces') : null;
    default:
      return null;
  }
}

const isDevice = (zone: string): boolean => zone === 'Device';
