import { transition } from 'xstate';
import type { Profile } from './kernel/profile.ts';
import { hex } from './kernel/units.ts';
import { answersPerProfile } from './remember.ts';
import { type SectionEvent, sectionMachine } from './section.ts';
import type { DeviceShare, Lifecycle, Origin, SectionFacts } from './section-facts.ts';

interface SectionValue {
  readonly lifecycle: Lifecycle;
  readonly origin: Origin;
  readonly device: DeviceShare;
}

/** The machine's snapshot that stands for these facts. */
export const sectionSnapshot = (profile: Profile, facts: SectionFacts) =>
  sectionMachine.resolveState({
    value: { lifecycle: facts.lifecycle, origin: facts.origin, device: facts.device } satisfies SectionValue,
    context: {
      profile,
      origin: facts.origin,
      map: facts.map,
      deviceMap: facts.deviceMap,
      memmap: facts.memmap,
      leakedBytes: facts.leakedBytes,
    },
  });

function ask(profile: Profile, facts: SectionFacts, event: SectionEvent): SectionFacts {
  const [next] = transition(sectionMachine, sectionSnapshot(profile, facts), event);
  const { lifecycle, origin, device } = next.value satisfies SectionValue;
  const { map, deviceMap, memmap, leakedBytes } = next.context;
  return Object.freeze({ lifecycle, origin, device, map, deviceMap, memmap: Object.freeze(memmap), leakedBytes });
}

// The machine knows no section number: the boot of a machine with 200,000 sections asks it once.
const answered = answersPerProfile<SectionFacts>(50_000);

function keyOf(facts: SectionFacts, event: SectionEvent): string {
  const amount = 'subsections' in event ? hex(event.subsections) : 'ram' in event ? hex(event.ram) : '';
  const flags = `${'altmap' in event && event.altmap ? 'a' : ''}${'observed' in event ? 'o' : ''}`;
  const node = event.type === 'boot' ? `n${event.nid ?? '-'}` : '';
  return [
    event.type,
    amount,
    flags + node,
    facts.lifecycle,
    facts.origin,
    facts.device,
    facts.map === null ? '-' : hex(facts.map),
    hex(facts.deviceMap),
    facts.memmap.backing,
    hex(facts.memmap.populated),
    facts.leakedBytes,
  ].join(' ');
}

/** What the section machine makes of one event: the next facts, or the same ones where it takes no transition. */
export const stepSection = (profile: Profile, facts: SectionFacts, event: SectionEvent): SectionFacts =>
  answered(profile, keyOf(facts, event), () => ask(profile, facts, event));
