import { type SnapshotFrom, transition } from 'xstate';
import { guardsOf } from './guards/index.ts';
import { ALLOWED, refuse, type Verdict } from './guards/verdict.ts';
import type { Profile } from './kernel/profile.ts';
import { hex } from './kernel/units.ts';
import { answersPerProfile } from './remember.ts';
import { followedSectionMachine, type SectionEvent, sectionMachine } from './section.ts';
import {
  type DeviceShare,
  type Lifecycle,
  type Origin,
  readMaps,
  type SectionFacts,
  writtenMaps,
} from './section-facts.ts';

interface SectionValue {
  readonly lifecycle: Lifecycle;
  readonly origin: Origin;
  readonly device: DeviceShare;
}

/**
 * A snapshot that stands for these facts: of the machine that follows what a kernel was seen to do, or of the one that asks the
 * memory model. XState asks the guards of the machine that a snapshot belongs to.
 */
export const sectionSnapshot = (profile: Profile, facts: SectionFacts, machine = followedSectionMachine) =>
  machine.resolveState({
    value: { lifecycle: facts.lifecycle, origin: facts.origin, device: facts.device } satisfies SectionValue,
    context: {
      profile,
      origin: facts.origin,
      ...writtenMaps(facts),
    },
  });

/** The facts that a snapshot of the section machine stands for. */
export function factsOfSnapshot({ value, context }: SnapshotFrom<typeof sectionMachine>): SectionFacts {
  const { lifecycle, origin, device } = value satisfies SectionValue;
  return { lifecycle, origin, device, ...readMaps(context) };
}

function ask(profile: Profile, facts: SectionFacts, event: SectionEvent): SectionFacts {
  const [next] = transition(followedSectionMachine, sectionSnapshot(profile, facts), event);
  return Object.freeze(factsOfSnapshot(next));
}

// The machine knows no section number: the boot of a machine with 200,000 sections asks it once.
const answered = answersPerProfile<SectionFacts>(50_000);

function keyOf(facts: SectionFacts, event: SectionEvent): string {
  const amount = 'subsections' in event ? hex(event.subsections) : 'ram' in event ? hex(event.ram) : '';
  const flags = 'altmap' in event && event.altmap ? 'a' : '';
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

const verdicts = answersPerProfile<Verdict>(50_000);

/** What a memory model's guard says where the machine takes no transition. */
function verdictOn(profile: Profile, facts: SectionFacts, event: Fill | Clear): Verdict {
  const guards = guardsOf(profile.memoryModel);
  return event.type === 'add'
    ? guards.mayFill(profile, facts, event)
    : guards.mayClear(profile, facts, event.subsections);
}

type Fill = Extract<SectionEvent, { type: 'add' }>;
type Clear = Extract<SectionEvent, { type: 'remove' }>;

/** Whether the section machine answers to a fill or a clear, under the guards of the kernel's memory model; if not, why. */
export const sectionTakes = (profile: Profile, facts: SectionFacts, event: Fill | Clear): Verdict =>
  verdicts(profile, keyOf(facts, event), () => {
    if (sectionSnapshot(profile, facts, sectionMachine).can(event)) return ALLOWED;
    const verdict = verdictOn(profile, facts, event);
    if (!verdict.allowed) return verdict;
    return refuse({
      guard: event.type === 'add' ? 'mayFill' : 'mayClear',
      errno: event.type === 'add' ? 'EINVAL' : null,
      reason: `a section that is ${facts.lifecycle} takes no ${event.type}`,
      source: 'mm/sparse.c section_activate(), section_deactivate(), v5.3 … v7.1',
    });
  });

/** What the section machine makes of one event that a kernel was seen to do: the next facts, or the same ones where it takes no transition. */
export const stepSection = (profile: Profile, facts: SectionFacts, event: SectionEvent): SectionFacts =>
  answered(profile, keyOf(facts, event), () => ask(profile, facts, event));
