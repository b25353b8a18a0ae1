import type { MemoryState } from '../../memory/state.ts';
import { type LoggedOperation, operationsIn } from '../operations.ts';
import { sameValue } from '../same-value.ts';
import { type BlockSnapshot, type SectionSnapshot, snapshotOf } from '../snapshot.ts';
import type { Timeline } from '../timeline.ts';
import { align } from './align.ts';

/** Section or block on both sides of a comparison; null where it is absent. */
export interface BothSides<T> {
  readonly a: T | null;
  readonly b: T | null;
}

/** Sections and blocks on which two states differ. */
export interface StateDifference {
  readonly sections: readonly (BothSides<SectionSnapshot> & { readonly nr: number })[];
  readonly blocks: readonly (BothSides<BlockSnapshot> & { readonly block: number })[];
}

/** The same operation on both sides, or one that only one side has. */
export type AlignedOperation = BothSides<LoggedOperation> & {
  /** Both have it, and it ended otherwise: another outcome, or another error. */
  readonly differs: boolean;
};

export interface TimelineComparison {
  readonly operations: readonly AlignedOperation[];
  /** Where the two begin apart already: two machines, or two boots. */
  readonly start: StateDifference;
  /** The first row of `operations` after which something differs that was alike before; null where nothing ever does. */
  readonly firstDifference: { readonly row: number; readonly state: StateDifference } | null;
  readonly end: StateDifference;
}

/** What makes an operation the same on both sides: what is asked, of which memory; never when, nor by whom. */
function keyOf({ started }: LoggedOperation): string {
  const { name, args } = started.data;
  const { start, size, block, kind } = args;
  return JSON.stringify([name, start, size, block, kind]);
}

function bothSides<T>(
  a: readonly T[],
  b: readonly T[],
  numberOf: (thing: T) => number,
  alike: (a: T, b: T) => boolean,
) {
  const [inA, inB] = [
    new Map(a.map((thing) => [numberOf(thing), thing])),
    new Map(b.map((thing) => [numberOf(thing), thing])),
  ];
  return [...new Set([...inA.keys(), ...inB.keys()])]
    .sort((one, other) => one - other)
    .map((number) => ({ number, a: inA.get(number) ?? null, b: inB.get(number) ?? null }))
    .filter(({ a: one, b: other }) => one === null || other === null || !alike(one, other));
}

/** A map that one memory model keeps and the other does not is no difference between two sections. */
const sectionsAlike = (a: SectionSnapshot, b: SectionSnapshot): boolean =>
  a.subsectionMap === null || b.subsectionMap === null
    ? sameValue({ ...a, subsectionMap: null }, { ...b, subsectionMap: null })
    : sameValue(a, b);

function stateDifference(a: MemoryState, b: MemoryState): StateDifference {
  const [shownA, shownB] = [snapshotOf(a), snapshotOf(b)];
  return {
    sections: bothSides(shownA.sections, shownB.sections, ({ nr }) => nr, sectionsAlike).map(({ number, ...both }) => ({
      nr: number,
      ...both,
    })),
    blocks: bothSides(shownA.blocks, shownB.blocks, ({ block }) => block, sameValue).map(({ number, ...both }) => ({
      block: number,
      ...both,
    })),
  };
}

/** What of a difference was alike at another instant. */
const without = (difference: StateDifference, known: StateDifference): StateDifference => {
  const sections = new Set(known.sections.map(({ nr }) => nr));
  const blocks = new Set(known.blocks.map(({ block }) => block));
  return {
    sections: difference.sections.filter(({ nr }) => !sections.has(nr)),
    blocks: difference.blocks.filter(({ block }) => !blocks.has(block)),
  };
};

const isEmpty = ({ sections, blocks }: StateDifference): boolean => sections.length + blocks.length === 0;

const outermostOf = (timeline: Timeline): readonly LoggedOperation[] =>
  operationsIn(timeline.log).all.filter(({ parent }) => parent === null);

/** The position at which an operation is over; where its end is not in the record, where it began. */
export const overAt = ({ started, ended }: LoggedOperation): number => ended?.seq ?? started.seq;

/** Operations of two timelines that are part of no other one, those that were asked for alike in one row. */
export function alignedOperations(a: Timeline, b: Timeline): readonly AlignedOperation[] {
  return align(outermostOf(a), outermostOf(b), keyOf).map(([one, other]) => {
    const differs = one !== null && other !== null && (one.outcome !== other.outcome || one.errno !== other.errno);
    return { a: one, b: other, differs };
  });
}

/**
 * Two timelines side by side, aligned by what was asked and not by time: two recordings, two branches, or a branch and
 * its record. Memory is compared after every operation that both have.
 * @param shared position up to which both are one log: there is nothing to compare up to it.
 */
export function compareTimelines(a: Timeline, b: Timeline, shared = 0): TimelineComparison {
  const operations = alignedOperations(a, b);
  const start = stateDifference(a.stateAt(a.baseline), b.stateAt(b.baseline));
  let firstDifference: TimelineComparison['firstDifference'] = null;
  for (const [row, { a: one, b: other }] of operations.entries()) {
    if (!one || !other || (overAt(one) <= shared && overAt(other) <= shared)) continue;
    const state = without(stateDifference(a.stateAt(overAt(one)), b.stateAt(overAt(other))), start);
    if (isEmpty(state)) continue;
    firstDifference = { row, state };
    break;
  }
  return { operations, start, firstDifference, end: stateDifference(a.stateAt(a.end), b.stateAt(b.end)) };
}
