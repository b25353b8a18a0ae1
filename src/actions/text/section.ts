import { plain } from '../../../events/plain-text.ts';
import type { Profile } from '../../../machines/kernel/profile.ts';
import { flagsOf, isPresent, type SectionFacts, type SectionFlag } from '../../../machines/section-facts.ts';
import { stateInWords } from '../../../machines/state-words.ts';

const FLAG_WORDS: Partial<Record<SectionFlag, string>> = {
  IS_EARLY: 'early',
  TAINT_ZONE_DEVICE: 'tainted by ZONE_DEVICE',
};

/** A section in words: its lifecycle, and what its flags add to it. */
export function sectionInWords(profile: Profile, facts: SectionFacts): string {
  if (!isPresent(facts)) return facts.lifecycle;
  const more = flagsOf(profile, facts).flatMap((flag) => FLAG_WORDS[flag] ?? []);
  const device = facts.device === 'mapped' ? ['with ZONE_DEVICE'] : [];
  return [stateInWords(facts.lifecycle), ...more, ...device].join(', ');
}

/** A memory block in words: its state and its zone; one that has no device is removed. */
export const blockInWords = (
  block: { readonly state: string; readonly zone: string | null } | null | undefined,
): string =>
  block ? plain(`${stateInWords(block.state)}${block.zone === null ? '' : ` in ${block.zone}`}`) : 'removed';
