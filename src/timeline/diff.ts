import { sectionNr } from '../../machines/kernel/units.ts';
import { rootOf } from '../memory/sections.ts';
import type { BlockEntry, MemoryState, OpenAttempt, SectionEntry, SectionRoot } from '../memory/state.ts';
import {
  type Changes,
  ChangesBuilder,
  changesBetween,
  eachChange,
  type Numbered,
  reverseChanges,
  squashChanges,
} from './changes.ts';
import { sameValue } from './same-value.ts';

/** What of memory is not kept by number: /proc/iomem, device claims, the kernel's parameters, the instant itself. */
export type SystemFacts = Omit<MemoryState, 'roots' | 'memoryBlocks' | 'attempts'>;

/** A part of the system before and after. */
export type SystemChanges = {
  readonly [Name in keyof SystemFacts]?: readonly [from: SystemFacts[Name], to: SystemFacts[Name]];
};

/**
 * What differs between two states of memory, as a value: it can be reversed, squashed with the next one, and applied.
 * It holds all of a state, so that `applyDiff(a, diffStates(a, b))` is `b`.
 */
export interface MemoryDiff {
  /** Entries of the section table, those of removed sections among them. */
  readonly sections: Changes<SectionEntry>;
  readonly blocks: Changes<BlockEntry>;
  /** Operations under way, by their numbers. */
  readonly attempts: Changes<OpenAttempt>;
  readonly system: SystemChanges;
}

const NO_ROOT: SectionRoot = {};

/** Roots that two states share are passed over whole. */
function sectionChanges(from: MemoryState['roots'], to: MemoryState['roots']): Changes<SectionEntry> {
  const changes = new ChangesBuilder<SectionEntry>();
  if (from === to) return changes.build();
  for (const root of new Set([...Object.keys(from), ...Object.keys(to)])) {
    const before = from[Number(root)] ?? NO_ROOT;
    const after = to[Number(root)] ?? NO_ROOT;
    for (const [number, pair] of eachChange(changesBetween(before, after))) changes.put(number, pair);
  }
  return changes.build();
}

function systemFactsOf(state: MemoryState): SystemFacts {
  const { roots: _roots, memoryBlocks: _blocks, attempts: _attempts, ...system } = state;
  return system;
}

function systemChanges(from: SystemFacts, to: SystemFacts): SystemChanges {
  const names = Object.keys(from) as (keyof SystemFacts)[];
  const changed = names.filter((name) => !sameValue(from[name], to[name]));
  return Object.fromEntries(changed.map((name) => [name, [from[name], to[name]]]));
}

/** What differs between two states. */
export const diffStates = (from: MemoryState, to: MemoryState): MemoryDiff => ({
  sections: sectionChanges(from.roots, to.roots),
  blocks: changesBetween(from.memoryBlocks, to.memoryBlocks),
  attempts: changesBetween(from.attempts, to.attempts),
  system: systemChanges(systemFactsOf(from), systemFactsOf(to)),
});

/** The way back: `applyDiff(b, reverseDiff(diffStates(a, b)))` is `a`. */
export function reverseDiff({ sections, blocks, attempts, system }: MemoryDiff): MemoryDiff {
  const back = Object.entries(system).map(([name, [from, to]]) => [name, [to, from]]);
  return {
    sections: reverseChanges(sections),
    blocks: reverseChanges(blocks),
    attempts: reverseChanges(attempts),
    system: Object.fromEntries(back) as SystemChanges,
  };
}

/** Two diffs in a row as one: `squashDiffs(diffStates(a, b), diffStates(b, c))` is `diffStates(a, c)`. */
export function squashDiffs(first: MemoryDiff, second: MemoryDiff): MemoryDiff {
  const before = Object.entries(first.system).map(([name, [from]]) => [name, from] as const);
  const starts = new Map<string, unknown>(before);
  const both = Object.entries({ ...first.system, ...second.system })
    .map(([name, [from, to]]) => [name, [starts.has(name) ? starts.get(name) : from, to]] as const)
    .filter(([, [from, to]]) => !sameValue(from, to));
  return {
    sections: squashChanges(first.sections, second.sections),
    blocks: squashChanges(first.blocks, second.blocks),
    attempts: squashChanges(first.attempts, second.attempts),
    system: Object.fromEntries(both) as SystemChanges,
  };
}

/** @throws Error where the things are not what the changes begin from. */
function applyChanges<T>(what: string, things: Numbered<T>, changes: Changes<T>): Numbered<T> {
  const applied: Record<number, T> = { ...things };
  for (const [number, { from, to }] of eachChange(changes)) {
    if (!sameValue(things[number], from)) throw new Error(`the diff begins from another ${what} ${number}`);
    if (to === undefined) delete applied[number];
    else applied[number] = to;
  }
  return applied;
}

function applyToRoots(roots: MemoryState['roots'], changes: Changes<SectionEntry>): MemoryState['roots'] {
  const byRoot = new Map<number, ChangesBuilder<SectionEntry>>();
  for (const [number, pair] of eachChange(changes)) {
    const root = rootOf(sectionNr(number));
    const builder = byRoot.get(root) ?? new ChangesBuilder<SectionEntry>();
    byRoot.set(root, builder);
    builder.put(number, pair);
  }
  const applied: Record<number, SectionRoot> = { ...roots };
  for (const [root, builder] of byRoot) {
    const changed = applyChanges('section', roots[root] ?? NO_ROOT, builder.build());
    // A table has no root that holds nothing.
    if (Object.keys(changed).length === 0) delete applied[root];
    else applied[root] = changed;
  }
  return applied;
}

/** The state that a diff leads to. @throws Error for a state that the diff does not begin from. */
export function applyDiff(state: MemoryState, { sections, blocks, attempts, system }: MemoryDiff): MemoryState {
  for (const [name, [from]] of Object.entries(system)) {
    if (!sameValue(state[name as keyof SystemFacts], from)) throw new Error(`the diff begins from another ${name}`);
  }
  const targets = Object.entries(system).map(([name, [, to]]) => [name, to]);
  return {
    ...state,
    ...(Object.fromEntries(targets) as Partial<SystemFacts>),
    roots: applyToRoots(state.roots, sections),
    memoryBlocks: applyChanges('block', state.memoryBlocks, blocks),
    attempts: applyChanges('attempt', state.attempts, attempts),
  };
}
