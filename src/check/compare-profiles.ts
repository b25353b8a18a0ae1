import { wordOf } from '../../machines/section-facts.ts';
import { argsOfCommand } from '../memory/command-text.ts';
import { errnoOf } from '../memory/decide.ts';
import { ruleOf, violationsOf } from '../memory/invariants.ts';
import { type MemmapTotals, memmapOfState } from '../memory/memmap.ts';
import { everySection, presentSections } from '../memory/sections.ts';
import type { MemoryState } from '../memory/state.ts';
import type { DecidedStep, Simulation } from '../sources/scenario/simulate.ts';
import { type Snapshot, snapshotOf } from '../timeline/snapshot.ts';

/** What one kernel made of one command. */
export interface ComparedOutcome {
  readonly result: 'done' | 'refused' | 'failed' | 'crashed' | 'notReached';
  readonly errno: string | null;
  /** Guard that refused, or what failed; null for success. */
  readonly guard: string | null;
  readonly reason: string | null;
  /** The kernel's function and release that the answer comes from. */
  readonly source: string | null;
  /** Change of the memmap's backing, in bytes. */
  readonly memmapBytes: number;
  /** What the kernel warned of and did not do, without an error to the caller. */
  readonly warnings: readonly string[];
}

/** What one kernel ends with. */
export interface ComparedEnd {
  readonly state: Snapshot;
  readonly memmap: MemmapTotals & {
    /** How many sections have their memmap in what. */
    readonly sectionsBackedBy: Readonly<Record<string, number>>;
  };
  /** Sections that a failed add left behind. */
  readonly orphanSections: readonly number[];
  /** Removed sections whose word is not zero: dump tools take them for present. */
  readonly staleWords: readonly number[];
  /** Invariants of the kernel that do not hold at the end, and the kernel bug that breaks them where one is known. */
  readonly brokenInvariants: readonly BrokenInvariant[];
  readonly crashed: string | null;
}

export interface BrokenInvariant {
  readonly number: number;
  readonly name: string;
  readonly subject: string;
  readonly reason: string;
  readonly knownBug: string | null;
}

/** The same commands under several profiles, as `compare --json` prints it. */
export interface Comparison {
  readonly profiles: readonly string[];
  readonly operations: readonly ComparedOperation[];
  readonly end: Readonly<Record<string, ComparedEnd>>;
}

export interface ComparedOperation {
  readonly seq: number;
  readonly operation: string;
  readonly args: Readonly<Record<string, string>>;
  readonly outcomes: Readonly<Record<string, ComparedOutcome>>;
}

/** One side of a comparison, under the name that the user gave it. */
export interface Side {
  readonly name: string;
  readonly simulation: Simulation;
}

const NOT_REACHED: ComparedOutcome = {
  result: 'notReached',
  errno: null,
  guard: null,
  reason: 'the kernel had crashed before',
  source: null,
  memmapBytes: 0,
  warnings: [],
};

function compared({ outcome, after, warnings }: DecidedStep, before: MemoryState): ComparedOutcome {
  const memmapBytes = memmapOfState(after).backingBytes - memmapOfState(before).backingBytes;
  const base = { result: outcome.kind, errno: errnoOf(outcome), memmapBytes, warnings };
  switch (outcome.kind) {
    case 'done':
      return { ...base, guard: null, reason: null, source: null };
    case 'refused': {
      const { guard, reason, source } = outcome.refusal;
      return { ...base, guard, reason, source };
    }
    case 'failed':
      return { ...base, guard: outcome.environment, reason: outcome.reason, source: null };
    case 'crashed':
      return { ...base, guard: null, reason: outcome.message, source: outcome.source };
  }
}

const brokenIn = (state: MemoryState): readonly BrokenInvariant[] =>
  violationsOf(state).flatMap((violation) => {
    const rule = ruleOf(violation);
    if (!rule) return [];
    const { subject, reason } = violation;
    return [{ number: rule.number, name: rule.name, subject, reason, knownBug: rule.knownBugIn(state.profile) }];
  });

function endOf({ final }: Simulation): ComparedEnd {
  const present = [...presentSections(final)];
  const backings: Record<string, number> = {};
  for (const [, { facts }] of present) backings[facts.memmap.backing] = (backings[facts.memmap.backing] ?? 0) + 1;
  const stale = [...everySection(final)].filter(([, { facts }]) => wordOf(final.profile, facts, true) === 'codedNull');
  return {
    state: snapshotOf(final),
    memmap: { ...memmapOfState(final), sectionsBackedBy: backings },
    orphanSections: present.filter(([, { ownership }]) => ownership === 'orphan').map(([nr]) => nr),
    staleWords: stale.map(([nr]) => nr),
    brokenInvariants: brokenIn(final),
    crashed: final.crashed,
  };
}

/** Puts several simulations of the same commands side by side. */
export function compareProfiles(sides: readonly Side[]): Comparison {
  const longest = sides.toSorted((a, b) => b.simulation.steps.length - a.simulation.steps.length)[0];
  const operations = (longest?.simulation.steps ?? []).map(({ seq, command }, index) => {
    const outcomes = sides.map(({ name, simulation }) => {
      const step = simulation.steps[index];
      const before = simulation.steps[index - 1]?.after ?? simulation.booted;
      return [name, step ? compared(step, before) : NOT_REACHED] as const;
    });
    return {
      seq,
      operation: command.type,
      args: argsOfCommand(command),
      outcomes: Object.fromEntries(outcomes),
    };
  });
  const end = Object.fromEntries(sides.map(({ name, simulation }) => [name, endOf(simulation)]));
  return { profiles: sides.map(({ name }) => name), operations, end };
}
