import type { EventDraft } from '../../../events/event.ts';
import type { Profile } from '../../../machines/kernel/profile.ts';
import type { MemoryModel } from '../../../machines/kernel/traits.ts';
import type { SectionNr } from '../../../machines/kernel/units.ts';
import type { SectionFacts } from '../../../machines/section-facts.ts';
import { everySection, REMOVED_ENTRY } from '../sections.ts';
import type { MemoryState, SectionEntry } from '../state.ts';

/** One place where an invariant does not hold. */
export interface Violation {
  /** The invariant's name. */
  readonly invariant: string;
  /** `section:40`, `block:3`, `operation:7`, or `memory`. */
  readonly subject: string;
  readonly reason: string;
}

/** What every invariant says of itself. `number` is its number in docs/kernel.md §6.3; one number may have several parts, by name. */
export interface Rule {
  readonly number: number;
  readonly name: string;
  readonly statement: string;
  readonly memoryModels: readonly MemoryModel[];
  /**
   * Whether it holds only as long as callers take away no more than what they added: nothing in the kernel stops an
   * arch_remove_memory() of pages that an online block owns (docs/kernel.md §4.5).
   */
  readonly trustsCallers: boolean;
  /** The kernel bug by which this profile is known to break it; null when it must hold. */
  readonly knownBugIn: (profile: Profile) => string | null;
}

/** Holds of every state. */
export interface Invariant extends Rule {
  readonly holds: (state: MemoryState) => readonly Violation[];
}

/** Holds of every step from one state to the next. */
export interface StepInvariant extends Rule {
  readonly holdsOver: (before: MemoryState, event: EventDraft, after: MemoryState) => readonly Violation[];
}

export const BOTH: readonly MemoryModel[] = ['vmemmap', 'classic'];
export const neverBroken = (): null => null;

/** Names the bug where the profile has it. */
export const bugWhere =
  (has: (profile: Profile) => boolean, bug: string) =>
  (profile: Profile): string | null =>
    has(profile) ? bug : null;

/** The first of several bugs that the profile has. */
export const anyBug =
  (...bugs: readonly ((profile: Profile) => string | null)[]) =>
  (profile: Profile): string | null => {
    for (const bug of bugs) {
      const found = bug(profile);
      if (found) return found;
    }
    return null;
  };

export const sectionSubject = (section: SectionNr): string => `section:${section}`;
export const blockSubject = (block: number | string): string => `block:${block}`;

/** What is wrong, and with what: a violation before its invariant's name is put to it. */
type Finding = Omit<Violation, 'invariant'>;

const named = ({ name }: Rule, findings: Iterable<Finding>): readonly Violation[] =>
  Array.from(findings, ({ subject, reason }) => ({ invariant: name, subject, reason }));

/** An invariant of states from what finds its violations. */
export const stateInvariant = (rule: Rule, find: (state: MemoryState) => Iterable<Finding>): Invariant => ({
  ...rule,
  holds: (state) => named(rule, find(state)),
});

/** An invariant of steps from what finds its violations. */
export const stepInvariant = (
  rule: Rule,
  find: (before: MemoryState, event: EventDraft, after: MemoryState) => Iterable<Finding>,
): StepInvariant => ({ ...rule, holdsOver: (before, event, after) => named(rule, find(before, event, after)) });

/** What is wrong with one section, or null. Asks nothing beyond the profile and the facts. */
type Judge = (profile: Profile, facts: SectionFacts) => string | null;

/** An invariant about each section by itself. Equal facts are one object, so each is judged once. */
export function sectionInvariant(rule: Rule, judge: Judge): Invariant {
  const judged = new WeakMap<Profile, WeakMap<SectionFacts, string | null>>();
  const ask = (profile: Profile, facts: SectionFacts): string | null => {
    let known = judged.get(profile);
    if (!known) {
      known = new WeakMap();
      judged.set(profile, known);
    }
    const answer = known.has(facts) ? known.get(facts) : judge(profile, facts);
    known.set(facts, answer ?? null);
    return answer ?? null;
  };
  return stateInvariant(rule, function* (state) {
    for (const [section, { facts }] of everySection(state)) {
      const reason = ask(state.profile, facts);
      if (reason !== null) yield { subject: sectionSubject(section), reason };
    }
  });
}

export interface SectionChange {
  readonly section: SectionNr;
  readonly before: SectionEntry;
  readonly after: SectionEntry;
}

/** Sections whose entry changed over a step; roots that both states share are passed over whole. */
export function* changedSections(before: MemoryState, after: MemoryState): Generator<SectionChange> {
  for (const [root, entries] of Object.entries(after.roots)) {
    const old = before.roots[Number(root)];
    if (old === entries) continue;
    for (const [section, entry] of everySection({ roots: { [root]: entries } })) {
      const was = old?.[section] ?? REMOVED_ENTRY;
      if (was !== entry) yield { section, before: was, after: entry };
    }
  }
}
