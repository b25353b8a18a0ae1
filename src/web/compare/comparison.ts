import { computed, signal } from '@preact/signals';
import type { MemoryState } from '../../memory/state.ts';
import type { Branch } from '../../timeline/branch/branch.ts';
import { type Extent, extents } from '../log/extent.ts';
import { here, memory, playhead } from '../log/instant.ts';
import { map } from '../log/open-log.ts';
import { differingSections } from './differing-sections.ts';
import type { SecondRecord } from './second-record.ts';

/** Memory that is compared with the record's, under the same playhead. */
export type Comparison =
  /** The same commands under another kernel. */
  | { readonly kind: 'kernel'; readonly name: string; readonly stateAt: (seq: number) => MemoryState }
  /** What the model says would have happened from an instant on. */
  | { readonly kind: 'branch'; readonly branch: Branch }
  /** What another record tells. */
  | { readonly kind: 'record'; readonly record: SecondRecord };

export const comparison = signal<Comparison | null>(null);

/** Counts up when a branch was given a command: it grows, and stays the same thing. */
export const branchGrew = signal(0);

const secondPosition = (seq: number): number => {
  const other = comparison.value;
  return other?.kind === 'record' ? other.record.positionAt(seq) : 0;
};

/** Position of the second record at this instant; 0 where none stands beside the first. */
export const comparedSeq = computed(() => secondPosition(here.value));

/** Its position under the playhead: what is drawn in every frame goes by it. */
export const comparedPlayhead = computed(() => secondPosition(playhead.value));

export const comparedState = computed<MemoryState | null>(() => {
  const other = comparison.value;
  if (!other) return null;
  if (other.kind === 'kernel') return other.stateAt(here.value);
  if (other.kind === 'record') return other.record.timeline.stateAt(comparedSeq.value);
  branchGrew.value;
  return other.branch.stateAt(other.branch.end);
});

/** What of the address space either side speaks of: a branch and a second record may have memory where the record has none. */
export const mapOfBoth = computed<readonly Extent[]>(() => {
  const other = comparison.value;
  if (!other || other.kind === 'kernel') return map.value;
  if (other.kind === 'record') {
    const both = extents(other.record.timeline.initial.profile.geometry, map.value);
    for (const { first, last, nid } of other.record.map) both.add(first, last, nid);
    return both.list();
  }
  branchGrew.value;
  const { log, initial, origin } = other.branch;
  const both = extents(initial.profile.geometry, map.value);
  for (const event of log.read(origin.seq + 1)) both.take(event);
  return both.list();
});

/** Sections that are not alike on both sides. */
export const differing = computed<ReadonlySet<number>>(() => {
  const [one, other] = [memory.value, comparedState.value];
  return one && other ? differingSections(one, other) : new Set();
});
