import { current, type Draft, isDraft } from 'immer';
import type { PageRange } from '../../machines/kernel/ranges.ts';
import { isPresent } from '../../machines/section-facts.ts';
import type { Evolver } from './evolver.ts';
import { changedSection } from './section-change.ts';
import { type ChangeOfSection, changesOfRange, sectionChangesOf } from './section-changes.ts';
import { rootOf } from './sections.ts';
import type { MemoryState, SectionEntry } from './state.ts';

/** Lets one section take one change. */
function step(draft: Draft<MemoryState>, before: MemoryState, [section, change]: ChangeOfSection): void {
  const found = draft.roots[rootOf(section)]?.[section];
  const entry: SectionEntry | undefined = isDraft(found) ? current(found) : found;
  const changed = changedSection(before.profile, entry, change);
  if (!changed) return;
  draft.roots[rootOf(section)] ??= {};
  const root = draft.roots[rootOf(section)];
  if (root) root[section] = changed;
  if (isPresent(changed.facts)) draft.highestPresentSection = Math.max(draft.highestPresentSection, section);
}

/** The sections of a range belong to somebody from now on, or to nobody. */
export function settle(
  draft: Draft<MemoryState>,
  before: MemoryState,
  range: PageRange,
  op: 'adopt' | 'abandon',
): void {
  for (const change of changesOfRange(before.profile.geometry, range, { op, nid: null, reach: 'sections' })) {
    step(draft, before, change);
  }
}

/** Events about pages: what they do to sections. */
export const evolvePages: Evolver = (draft, before, event) => {
  for (const change of sectionChangesOf(before.profile.geometry, event)) step(draft, before, change);
};
