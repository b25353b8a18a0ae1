import type { SectionNr } from '../../../../machines/kernel/units.ts';
import { followedSectionMachine } from '../../../../machines/section.ts';
import { sectionSnapshot } from '../../../../machines/section-step.ts';
import { sectionEventOf } from '../../../memory/section-change.ts';
import { sectionChangesOf } from '../../../memory/section-changes.ts';
import { sectionEntry } from '../../../memory/sections.ts';
import { positionsAbout } from '../../../timeline/about-index.ts';
import type { Timeline } from '../../../timeline/timeline.ts';
import { stepsThrough, type WatchedMachine } from './watched.ts';

/** The machine of one section. A section that nobody ever added is `removed`. */
export function watchedSection(section: SectionNr): WatchedMachine {
  const snapshotAt = (timeline: Timeline, seq: number) => {
    const state = timeline.stateAt(seq);
    return sectionSnapshot(state.profile, sectionEntry(state, section).facts);
  };
  return {
    name: `section:${section}`,
    machine: followedSectionMachine,
    snapshotAt,
    snapshotBefore: (timeline, seq) => snapshotAt(timeline, seq - 1),
    stepsAt: (timeline, seq) => {
      const event = timeline.log.at(seq);
      if (!event) return [];
      const events = [...sectionChangesOf(timeline.initial.profile.geometry, event)].flatMap(([touched, change]) =>
        touched === section ? (sectionEventOf(change) ?? []) : [],
      );
      return stepsThrough(followedSectionMachine, snapshotAt(timeline, seq - 1), events);
    },
    positions: (timeline) => positionsAbout(timeline, { kind: 'section', number: section }),
  };
}
