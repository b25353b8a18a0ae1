import { computed, signal } from '@preact/signals';
import type { MemoryState } from '../../memory/state.ts';
import type { Branch } from '../../timeline/branch/branch.ts';
import { type Extent, extents } from '../log/extent.ts';
import { here, memory } from '../log/instant.ts';
import { map } from '../log/opened.ts';
import { differingSections } from './differing.ts';
import type { SecondRecord } from './second-record.ts';

/** Another memory beside the record's, under the same playhead. */
export type Beside =
  /** The same commands under another kernel. */
  | { readonly kind: 'kernel'; readonly name: string; readonly stateAt: (seq: number) => MemoryState }
  /** What the model says would have happened from an instant on. */
  | { readonly kind: 'branch'; readonly branch: Branch }
  /** What another record tells. */
  | { readonly kind: 'record'; readonly record: SecondRecord };

export const beside = signal<Beside | null>(null);

/** Counts up when a branch was given a command: it grows, and stays the same thing. */
export const branchGrew = signal(0);

/** Position of the second record at this instant; null where none stands beside the first. */
export const besideSeq = computed<number | null>(() => {
  const other = beside.value;
  return other?.kind === 'record' ? other.record.positionAt(here.value) : null;
});

export const besideState = computed<MemoryState | null>(() => {
  const other = beside.value;
  if (!other) return null;
  if (other.kind === 'kernel') return other.stateAt(here.value);
  if (other.kind === 'record') return other.record.timeline.stateAt(besideSeq.value ?? 0);
  branchGrew.value;
  return other.branch.stateAt(other.branch.end);
});

/** What of the address space either side speaks of: a branch and a second record, may have memory where the record has none. */
export const mapOfBoth = computed<readonly Extent[]>(() => {
  const other = beside.value;
  if (!other || other.kind === 'kernel') return map.value;
  branchGrew.value;
  const { log, initial } = other.kind === 'branch' ? other.branch : other.record.timeline;
  const both = extents(initial.profile.geometry, map.value);
  for (const event of log.read(other.kind === 'branch' ? other.branch.origin.seq + 1 : 1)) both.take(event);
  return both.list();
});

/** Sections that are not alike on both sides. */
export const differing = computed<ReadonlySet<number>>(() => {
  const [one, other] = [memory.value, besideState.value];
  return one && other ? differingSections(one, other) : new Set();
});
