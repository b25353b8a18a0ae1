import type { Profile } from '../../../machines/kernel/profile.ts';
import { flagsOf, isPresent, type SectionFacts, type SectionFlag } from '../../../machines/section-facts.ts';

const FLAG_WORDS: Partial<Record<SectionFlag, string>> = {
  IS_EARLY: 'early',
  TAINT_ZONE_DEVICE: 'tainted by ZONE_DEVICE',
};

/** A section in words: its lifecycle, and what its flags add to it. */
export function sectionInWords(profile: Profile, facts: SectionFacts): string {
  if (!isPresent(facts)) return 'not there';
  const more = flagsOf(profile, facts).flatMap((flag) => FLAG_WORDS[flag] ?? []);
  const lifecycle = facts.lifecycle === 'partiallyPopulated' ? 'partially populated' : facts.lifecycle;
  const device = facts.device === 'mapped' ? ['with ZONE_DEVICE'] : [];
  return [lifecycle, ...more, ...device].join(', ');
}
