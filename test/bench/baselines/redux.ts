import { configureStore, createSlice, type PayloadAction } from '@reduxjs/toolkit';
import type { MemoryEvent } from '../../../events/event.ts';
import type { Profile } from '../../../machines/kernel/profile.ts';
import { REMOVED, type SectionFacts } from '../../../machines/section-facts.ts';
import { stepSection } from '../../../machines/section-step.ts';
import { sectionEventOf } from '../../../src/memory/section-change.ts';
import { sectionChangesOf } from '../../../src/memory/section-changes.ts';
import { stopwatch } from '../stopwatch.ts';
import type { Contestant } from './contestant.ts';

/** Sections of one part of the state, so that an update copies as little as it can. */
const PART = 256;

interface Sections {
  readonly parts: Record<number, Record<number, SectionFacts>>;
}

const sectionsOf = (profile: Profile) =>
  createSlice({
    name: 'sections',
    initialState: { parts: {} } as Sections,
    reducers: {
      happened(state, { payload: event }: PayloadAction<MemoryEvent>) {
        for (const [section, change] of sectionChangesOf(profile.geometry, event)) {
          const sent = sectionEventOf(change);
          if (!sent) continue;
          const part = Math.floor(section / PART);
          state.parts[part] ??= {};
          const facts = state.parts[part];
          facts[section] = stepSection(profile, facts[section] ?? REMOVED, sent);
        }
      },
    },
  });

/**
 * An Immer reducer under Redux Toolkit, event by event. The section's rule is the model's, whose answers are remembered, so
 * that what is timed is the reducer. The checks that Redux Toolkit makes while a program is developed are off.
 */
export const redux: Contestant = {
  name: 'an Immer reducer under Redux Toolkit',
  events: 20_000,
  run({ profile, events }) {
    const { reducer, actions } = sectionsOf(profile);
    const store = configureStore({
      reducer,
      devTools: false,
      middleware: (standard) =>
        standard({ immutableCheck: false, serializableCheck: false, actionCreatorCheck: false }),
    });
    let touched = 0;
    for (const event of events) for (const _ of sectionChangesOf(profile.geometry, event)) touched++;
    const elapsed = stopwatch();
    for (const event of events) store.dispatch(actions.happened(event));
    const ms = elapsed();
    const { parts } = store.getState();
    return { ms, touched, facts: (section) => parts[Math.floor(section / PART)]?.[section] };
  },
};
