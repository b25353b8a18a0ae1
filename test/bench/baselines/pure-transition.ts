import { initialTransition, transition } from 'xstate';
import { sectionMachine } from '../../../machines/section.ts';
import { factsOfSnapshot } from '../../../machines/section-step.ts';
import { sectionEventOf } from '../../../src/memory/section-change.ts';
import { sectionChangesOf } from '../../../src/memory/section-changes.ts';
import { stopwatch } from '../stopwatch.ts';
import type { Contestant } from './contestant.ts';

/** The pure function behind an actor, with a snapshot for each section. */
export const pureTransition: Contestant = {
  name: 'XState’s pure transition',
  events: 20_000,
  run({ profile, events }) {
    const [first] = initialTransition(sectionMachine, profile);
    const snapshots = new Map<number, typeof first>();
    let touched = 0;
    const elapsed = stopwatch();
    for (const event of events) {
      for (const [section, change] of sectionChangesOf(profile.geometry, event)) {
        const sent = sectionEventOf(change);
        if (sent) {
          const [next] = transition(sectionMachine, snapshots.get(section) ?? first, sent);
          snapshots.set(section, next);
        }
        touched++;
      }
    }
    const ms = elapsed();
    return {
      ms,
      touched,
      facts(section) {
        const snapshot = snapshots.get(section);
        return snapshot && factsOfSnapshot(snapshot);
      },
    };
  },
};
