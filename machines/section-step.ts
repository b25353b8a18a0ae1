import { transition } from 'xstate';
import type { Profile } from './kernel/profile.ts';
import { hex } from './kernel/units.ts';
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

// The machine is pure and knows no section number, so equal questions have equal answers: a machine of 200,000 boot
// sections asks once. One memory per profile object; cut off when a hostile trace asks too many different questions.
const MOST_ANSWERS = 50_000;
const answers = new WeakMap<Profile, Map<string, SectionFacts>>();

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
export function stepSection(profile: Profile, facts: SectionFacts, event: SectionEvent): SectionFacts {
  let known = answers.get(profile);
  if (!known || known.size > MOST_ANSWERS) {
    known = new Map();
    answers.set(profile, known);
  }
  const key = keyOf(facts, event);
  const answer = known.get(key) ?? ask(profile, facts, event);
  known.set(key, answer);
  return answer;
}
