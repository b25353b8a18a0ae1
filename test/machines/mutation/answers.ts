import type { EventDraft } from '../../../events/event.ts';
import type { Profile } from '../../../machines/kernel/profile.ts';
import { flagsOf, usageOf } from '../../../machines/section-facts.ts';
import type { Command } from '../../../src/memory/commands.ts';
import { decide } from '../../../src/memory/decide.ts';
import { evolve } from '../../../src/memory/evolve.ts';
import { memmapOfState } from '../../../src/memory/memmap.ts';
import { everySection } from '../../../src/memory/sections.ts';
import type { MemoryState } from '../../../src/memory/state.ts';
import { snapshotOf } from '../../../src/timeline/snapshot.ts';
import { textOf } from '../coverage.ts';

/** Something that a kernel is asked, or was seen to do. */
export type Step = Command | EventDraft | ((state: MemoryState) => Command);

/** Memory under one kernel, and what happens to it. */
export interface Case {
  /** In words. */
  readonly about: string;
  /** A new one for every run: what machines answered before is kept for each profile. */
  readonly profile: () => Profile;
  readonly start: (profile: Profile) => MemoryState;
  readonly steps: readonly Step[];
}

/** Memory as verbs, debugger and page show it. */
function shown(state: MemoryState): string {
  const { profile, resources, deviceClaims, crashed } = state;
  const { sections, blocks } = snapshotOf(state);
  const more = [...everySection(state)].map(([nr, { facts, ownership }]) => {
    const { lifecycle, origin, device, deviceMap, memmap, leakedBytes } = facts;
    const machine = [lifecycle, origin, device];
    return [nr, machine, flagsOf(profile, facts), usageOf(facts), ownership, deviceMap, memmap, leakedBytes];
  });
  return textOf([sections, blocks, more, memmapOfState(state), resources, deviceClaims, crashed]);
}

/** One step of a case, done. */
export interface Answer {
  /** What a user is answered: how a command ended, the events of the log, and memory after. */
  readonly text: string;
  readonly before: MemoryState;
  readonly events: readonly EventDraft[];
}

/** What a user is answered, step by step. A kernel that crashed is asked no more. */
export function* answersOf({ profile, start, steps }: Case): Generator<Answer> {
  let before = start(profile());
  yield { text: shown(before), before, events: [] };
  for (const each of steps) {
    if (before.crashed !== null) return;
    const step = typeof each === 'function' ? each(before) : each;
    if ('data' in step) {
      const after = evolve(before, step);
      yield { text: shown(after), before, events: [step] };
      before = after;
    } else {
      const { outcome, events, state: after } = decide(before, step);
      const told = textOf([outcome, events.map(({ type, data }) => [type, data])]);
      yield { text: told + shown(after), before, events };
      before = after;
    }
  }
}
