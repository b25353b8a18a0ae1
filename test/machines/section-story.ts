import { guardsOf } from '../../machines/guards/index.ts';
import { ALLOWED, type Verdict } from '../../machines/guards/verdict.ts';
import { type Profile, profileByName } from '../../machines/kernel/profile.ts';
import { wholeMap } from '../../machines/kernel/ranges.ts';
import { pfn } from '../../machines/kernel/units.ts';
import type { SectionEvent } from '../../machines/section.ts';
import { flagsOf, REMOVED, type SectionFacts, usageOf } from '../../machines/section-facts.ts';
import { sectionTakes, stepSection } from '../../machines/section-step.ts';

export const ALL = (1n << 64n) - 1n;
/** The first 60 sub-sections are RAM, the last four a hole. */
export const RAM = (1n << 60n) - 1n;
export const TAIL = ALL & ~RAM;
/** Sub-sections `first` … `last` of a section, both included. */
export const subsections = (first: number, last = first): bigint =>
  ((1n << BigInt(last - first + 1)) - 1n) << BigInt(first);

export function kernel(name: string): Profile {
  const answer = profileByName(name);
  if (!answer.ok) throw new Error(answer.reason);
  return answer.profile;
}

/** A section in the middle of its story: what it is, and what the kernel said to the last wish. */
export interface Story {
  readonly profile: Profile;
  readonly facts: SectionFacts;
  readonly said: Verdict;
}

/** A section that nobody ever added, under a kernel. */
export const given = (name: string): Story => ({ profile: kernel(name), facts: REMOVED, said: ALLOWED });

const next = (story: Story, event: SectionEvent, said: Verdict = ALLOWED): Story => ({
  ...story,
  said,
  facts: said.allowed ? stepSection(story.profile, story.facts, event) : story.facts,
});

/** What the section machine is asked before: it may refuse. */
const asked = (story: Story, event: Parameters<typeof sectionTakes>[2]): Story =>
  next(story, event, sectionTakes(story.profile, story.facts, event));

type Act = (story: Story) => Story;

/** The acts that a story is made of; what a memory model may refuse carries its answer along. */
export const boot =
  (ram = ALL, nid: number | null = 0): Act =>
  (story) =>
    next(story, { type: 'boot', ram, nid });

export const add =
  (bits = ALL, altmap = false): Act =>
  (story) =>
    asked(story, { type: 'add', subsections: bits, altmap });

export const remove =
  (bits = ALL): Act =>
  (story) =>
    asked(story, { type: 'remove', subsections: bits });

const plainly =
  (event: SectionEvent): Act =>
  (story) =>
    next(story, event);

export const goOnline = plainly({ type: 'online' });
export const goOffline = plainly({ type: 'offline' });
export const taint = plainly({ type: 'taint' });
export const mapDevice = (bits: bigint): Act => plainly({ type: 'deviceMap', subsections: bits });
export const unmapDevice = (bits: bigint): Act => plainly({ type: 'deviceUnmap', subsections: bits });

/** The story after some acts. */
export const when = (story: Story, ...acts: readonly Act[]): Story => acts.reduce((at, act) => act(at), story);

/** What a section table dump shows: flags by initial (P V O E T), map, usage, memmap. */
export function seen({ profile, facts }: Story) {
  const letters = { MARKED_PRESENT: 'P', HAS_MEM_MAP: 'V', IS_ONLINE: 'O', IS_EARLY: 'E', TAINT_ZONE_DEVICE: 'T' };
  const { backing, populated } = facts.memmap;
  return {
    flags: flagsOf(profile, facts)
      .map((flag) => letters[flag])
      .join(''),
    map: facts.map,
    usage: usageOf(facts),
    memmap: populated === 0n ? 'none' : `${backing} ${populated === wholeMap(profile.geometry) ? 'whole' : 'part'}`,
  };
}

/** The errno of a refusal, `warning` where the kernel only warns, `0` where it agrees. */
export const answerTo = ({ said }: Story): string => (said.allowed ? '0' : (said.errno ?? 'warning'));

/** What a range of pages of this section would be told for its alignment. */
export function spanAnswer(name: string, first: number, nrPages: number, side: 'add' | 'remove'): Verdict {
  const profile = kernel(name);
  return guardsOf(profile.memoryModel).spanAligned(profile, { pfn: pfn(first), nrPages }, side);
}
