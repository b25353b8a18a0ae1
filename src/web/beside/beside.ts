import { computed, signal } from '@preact/signals';
import type { MemoryState } from '../../memory/state.ts';
import type { Branch } from '../../timeline/branch/branch.ts';
import { type Extent, extents } from '../log/extent.ts';
import { here, memory } from '../log/instant.ts';
import { map } from '../log/opened.ts';
import { differingSections } from './differing.ts';

/** Another memory beside the record's, under the same playhead. */
export type Beside =
  /** The same commands under another kernel. */
  | { readonly kind: 'kernel'; readonly name: string; readonly stateAt: (seq: number) => MemoryState }
  /** What the model says would have happened from an instant on. */
  | { readonly kind: 'branch'; readonly branch: Branch };

export const beside = signal<Beside | null>(null);

/** Counts up when a branch was given a command: it grows, and stays the same thing. */
export const branchGrew = signal(0);

export const besideState = computed<MemoryState | null>(() => {
  const other = beside.value;
  if (!other) return null;
  if (other.kind === 'kernel') return other.stateAt(here.value);
  branchGrew.value;
  return other.branch.stateAt(other.branch.end);
});

/** What of the address space either side speaks of: a branch may add memory where the record has none. */
export const mapOfBoth = computed<readonly Extent[]>(() => {
  const other = beside.value;
  if (other?.kind !== 'branch') return map.value;
  branchGrew.value;
  const { branch } = other;
  const both = extents(branch.initial.profile.geometry, map.value);
  for (const event of branch.log.read(branch.origin.seq + 1)) both.take(event);
  return both.list();
});

/** Sections that are not alike on both sides. */
export const differing = computed<ReadonlySet<number>>(() => {
  const [one, other] = [memory.value, besideState.value];
  return one && other ? differingSections(one, other) : new Set();
});
