import { type Actor, createActor } from 'xstate';
import { sectionMachine } from '../../../machines/section.ts';
import { factsOfSnapshot } from '../../../machines/section-step.ts';
import { sectionEventOf } from '../../../src/memory/section-change.ts';
import { sectionChangesOf } from '../../../src/memory/section-changes.ts';
import { stopwatch } from '../stopwatch.ts';
import type { Contestant } from './contestant.ts';

type SectionActor = Actor<typeof sectionMachine>;

/** A live actor of the section machine for each section that is ever touched: the machine as its makers mean it to be used. */
export const actors: Contestant = {
  name: 'live XState actors, one per section',
  events: 20_000,
  run({ profile, events }) {
    const { geometry } = profile;
    const living = new Map<number, SectionActor>();
    for (const event of events) {
      for (const [section] of sectionChangesOf(geometry, event)) {
        if (!living.has(section)) living.set(section, createActor(sectionMachine, { input: profile }).start());
      }
    }
    let touched = 0;
    const elapsed = stopwatch();
    for (const event of events) {
      for (const [section, change] of sectionChangesOf(geometry, event)) {
        const sent = sectionEventOf(change);
        if (sent) living.get(section)?.send(sent);
        touched++;
      }
    }
    const ms = elapsed();
    return {
      ms,
      touched,
      facts(section) {
        const snapshot = living.get(section)?.getSnapshot();
        return snapshot && factsOfSnapshot(snapshot);
      },
    };
  },
};
