import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { memoryLog } from '../../events/memory-log.ts';
import { PROFILE_NAMES, type Profile, profileByName } from '../../machines/kernel/profile.ts';
import { partsOf } from '../../machines/kernel/ranges.ts';
import { pfn } from '../../machines/kernel/units.ts';
import { flagsOf, isPresent, usageOf } from '../../machines/section-facts.ts';
import type { Command } from '../../src/memory/commands.ts';
import { decide } from '../../src/memory/decide.ts';
import { evolve } from '../../src/memory/evolve.ts';
import { ruleOf, type Violation, violationsOf, violationsOver } from '../../src/memory/invariants.ts';
import { memmapOfState } from '../../src/memory/memmap.ts';
import { everySection, sectionEntry } from '../../src/memory/sections.ts';
import type { MemoryState } from '../../src/memory/state.ts';
import { rounds } from '../support/rounds.ts';
import {
  arenas,
  carefulCommand,
  EMPTY_HANDED,
  holdingsAfter,
  memoryOf,
  plainCommand,
  type Wish,
  wishes,
} from './arena.ts';
import { archAdd, archRemove, SECTION, SUB } from './given.ts';
import keptSeeds from './seeds.json' with { type: 'json' };

const RUNS = rounds('runs of each property and kernel', 12, 240);

/** A failed run: copy `seed` and `path` of fast-check's message here, with the test's key, and it is replayed first. */
interface KeptSeed {
  readonly key: string;
  readonly seed: number;
  readonly path: string;
}
const SEEDS: readonly KeptSeed[] = keptSeeds;

function holds<T>(key: string, property: fc.IProperty<T>): void {
  for (const { seed, path } of SEEDS.filter((kept) => kept.key === key)) {
    fc.assert(property, { seed, path, endOnFailure: true });
  }
  fc.assert(property, { numRuns: RUNS });
}

const KERNELS: readonly Profile[] = PROFILE_NAMES.flatMap((name) =>
  (['vmemmap', 'classic'] as const).flatMap((memoryModel) => {
    const answer = profileByName(name, { memoryModel });
    return answer.ok ? [answer.profile] : [];
  }),
);

/** Violations that no known bug of the kernel explains, among the invariants that this kind of caller is owed. */
const unexplained = (state: MemoryState, careful: boolean, found: readonly Violation[]): readonly Violation[] =>
  found.filter((violation) => {
    const rule = ruleOf(violation);
    return !rule?.knownBugIn(state.profile) && (careful || !rule?.trustsCallers);
  });

/** Decides a command and follows its events one by one, holding every invariant after each. */
function follow(state: MemoryState, command: Command, careful: boolean) {
  const decision = decide(state, command);
  let at = state;
  for (const event of decision.events) {
    const next = evolve(at, event);
    const found = [...violationsOver(at, event, next), ...violationsOf(next)];
    expect(unexplained(next, careful, found), `after ${event.type} of ${command.type}`).toEqual([]);
    at = next;
  }
  expect(at, 'replayed step by step').toEqual(decision.state);
  return decision;
}

/** Lets careful callers, who take away only what they added, do what they wish until the kernel stops. */
function live(start: MemoryState, plan: readonly Wish[], each: typeof follow = follow) {
  let state = start;
  let holdings = EMPTY_HANDED;
  const events = [];
  for (const wish of plan) {
    const command = state.crashed === null ? carefulCommand(wish, state, holdings) : null;
    if (!command) continue;
    const decision = each(state, command, true);
    holdings = holdingsAfter(wish, holdings, decision);
    events.push(...decision.events);
    state = decision.state;
  }
  return { state, events };
}

const plans = fc.array(wishes, { maxLength: 25, size: 'max' });
const startsWith = (profile: Profile) => arenas.map((arena) => memoryOf(profile, arena));

describe.each(KERNELS.map((profile) => [profile.name, profile] as const))('%s', (name, profile) => {
  test('whatever careful callers do, every invariant holds after every event', () => {
    holds(
      `${name} careful`,
      fc.property(startsWith(profile), plans, (start, plan) => {
        expect(unexplained(start, true, violationsOf(start))).toEqual([]);
        live(start, plan);
      }),
    );
  });

  test('whatever anybody does, the invariants that trust nobody hold after every event', () => {
    holds(
      `${name} careless`,
      fc.property(startsWith(profile), plans, (start, plan) => {
        let state = start;
        for (const wish of plan)
          if (state.crashed === null) state = follow(state, plainCommand(wish, state), false).state;
      }),
    );
  });

  test('a log of what was decided is valid, and memory replayed from it is the memory that was', () => {
    holds(
      `${name} replay`,
      fc.property(startsWith(profile), plans, (start, plan) => {
        const { state, events } = live(start, plan, decide);
        const log = memoryLog();
        expect(log.append(events, 0)).toEqual({ ok: true, position: events.length });
        let replayed = start;
        for (const event of log.read()) replayed = evolve(replayed, event);
        expect({ ...replayed, at: state.at }).toEqual(state);
        if (events.length > 0) expect(replayed.at.seq).toBe(events.length);
      }),
    );
  });

  test('pages that were added where nothing was, and removed again, leave memory as it was', () => {
    holds(
      `${name} round trip`,
      fc.property(
        startsWith(profile),
        plans,
        fc.nat(5 * 64),
        fc.integer({ min: 1, max: 130 }),
        (start, plan, at, count) => {
          const { state: before } = live(start, plan.slice(0, 8), decide);
          const range = unitRange(profile, at, count);
          if (before.crashed !== null || !isVacant(before, range)) return;
          const added = decide(before, archAdd(range.first, range.pages));
          expect(added.outcome.kind === 'done' || added.outcome.kind === 'crashed').toBe(true);
          if (added.outcome.kind !== 'done') return;
          const { state: after } = decide(added.state, archRemove(range.first, range.pages));
          if (after.crashed === null) expect(looks(after)).toEqual(looks(before));
        },
      ),
    );
  });
});

/** A range in the unit of this memory model, so that its alignment is never the question. */
function unitRange({ memoryModel, traits }: Profile, at: number, count: number) {
  const bySection = memoryModel === 'classic' || !traits.hasSubsectionMap;
  if (!bySection) return { first: at * SUB, pages: count * SUB };
  return { first: Math.floor(at / 64) * SECTION, pages: Math.ceil(count / 64) * SECTION };
}

/** Nothing of the range is populated, and with whole sections none of it present. */
function isVacant(state: MemoryState, { first, pages }: { readonly first: number; readonly pages: number }): boolean {
  return [...partsOf(state.profile.geometry, { pfn: pfn(first), nrPages: pages })].every(({ section, subsections }) => {
    const { facts } = sectionEntry(state, section);
    return facts.map === null ? !isPresent(facts) : (facts.map & subsections) === 0n;
  });
}

/** All that a section table dump, /proc/iomem and sysfs would show; and the memmap, unless this kernel is known to lose some. */
function looks(state: MemoryState) {
  const { profile, resources, memoryBlocks, deviceClaims } = state;
  const losesMemmap = ruleOf({ invariant: 'memmapAddsUp' })?.knownBugIn(profile) ?? null;
  const sections = [...everySection(state)]
    .filter(([, { facts }]) => isPresent(facts) || usageOf(facts) !== 'none')
    .map(([nr, { facts }]) => [nr, flagsOf(profile, facts), facts.map ?? 0n, usageOf(facts)]);
  const memmap = losesMemmap === null ? { ...memmapOfState(state), backingBytes: 0 } : null;
  return { sections, resources, memoryBlocks, deviceClaims, memmap };
}
