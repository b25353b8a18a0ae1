import { current, type Draft, isDraft } from 'immer';
import type { PageRange } from '../../machines/kernel/ranges.ts';
import { isPresent } from '../../machines/section-facts.ts';
import type { Evolver } from './evolver.ts';
import { changedSection } from './section-change.ts';
import { type SectionTouch, sectionTouches, touchesOfRange } from './section-touches.ts';
import { rootOf } from './sections.ts';
import type { MemoryState, SectionEntry } from './state.ts';

/** Lets one section take one change. */
function step(draft: Draft<MemoryState>, before: MemoryState, { section, change }: SectionTouch): void {
  const found = draft.roots[rootOf(section)]?.[section];
  const entry: SectionEntry | undefined = isDraft(found) ? current(found) : found;
  const changed = changedSection(before.profile, entry, change);
  if (!changed) return;
  draft.roots[rootOf(section)] ??= {};
  const root = draft.roots[rootOf(section)];
  if (root) root[section] = changed;
  if (isPresent(changed.facts)) draft.highestPresentSection = Math.max(draft.highestPresentSection, section);
}

/** The sections of a range belong to somebody. */
export function adopt(draft: Draft<MemoryState>, before: MemoryState, range: PageRange): void {
  const adoption = { op: 'adopt', nid: null, reach: 'sections' } as const;
  for (const touch of touchesOfRange(before.profile.geometry, range, adoption)) step(draft, before, touch);
}

/** Events about pages: what they do to sections. */
export const evolvePages: Evolver = (draft, before, event) => {
  for (const touch of sectionTouches(before.profile.geometry, event)) step(draft, before, touch);
};
