import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createActor, type Snapshot } from 'xstate';
import { type ProfileChoice, profileByName } from '../../machines/kernel/profile.ts';
import { memoryBlockMachine } from '../../machines/memory-block.ts';
import { type SectionEvent, sectionMachine } from '../../machines/section.ts';
import { factsOfSnapshot } from '../../machines/section-step.ts';

function kernel(name: string, choice: ProfileChoice = {}) {
  const answer = profileByName(name, choice);
  return answer.ok ? answer.profile : expect.fail(answer.reason);
}

/** Through text and back, as a file or a browser's storage keeps it. */
const stored = (snapshot: unknown): Snapshot<unknown> => JSON.parse(JSON.stringify(snapshot));

const KERNELS = [
  kernel('vmemmap@v5.3'),
  kernel('vmemmap@v6.12'),
  kernel('classic@v5.7'),
  // Sections of 512 sub-sections: maps of 512 bits.
  kernel('vmemmap@v5.7', { arch: 'arm64' }),
];

const eventsFor = (bits: number): fc.Arbitrary<SectionEvent> => {
  const subsections = fc.bigInt({ min: 1n, max: (1n << BigInt(bits)) - 1n });
  return fc.oneof(
    subsections.map((ram) => ({ type: 'boot', ram, nid: 0 }) as const),
    fc.record({ type: fc.constant('add' as const), subsections, altmap: fc.boolean() }),
    fc.record({ type: fc.constantFrom('remove' as const, 'deviceMap' as const, 'deviceUnmap' as const), subsections }),
    fc.constantFrom({ type: 'online' } as const, { type: 'offline' } as const, { type: 'taint' } as const),
  );
};

describe.each(KERNELS.map((profile) => [`${profile.name} on ${profile.geometry.arch}`, profile] as const))(
  'a section of %s',
  (_name, profile) => {
    test('that nobody added yet is kept as JSON and goes on from it', () => {
      const snapshot = stored(createActor(sectionMachine, { input: profile }).getPersistedSnapshot());
      const resumed = createActor(sectionMachine, { input: profile, snapshot }).start();
      resumed.send({ type: 'boot', ram: 1n });
      expect(resumed.getSnapshot().value).toMatchObject({ lifecycle: 'online', origin: 'boot' });
    });

    test('at any time of its life is kept as JSON, and lives on from it as if nothing had been', () => {
      const life = fc.array(eventsFor(profile.geometry.subsectionsPerSection), { minLength: 2, maxLength: 12 });
      fc.assert(
        fc.property(life, fc.nat(), (events, cut) => {
          const straight = createActor(sectionMachine, { input: profile }).start();
          let resumed = createActor(sectionMachine, { input: profile }).start();
          for (const [index, event] of events.entries()) {
            if (index === cut % events.length) {
              const snapshot = stored(resumed.getPersistedSnapshot());
              resumed = createActor(sectionMachine, { input: profile, snapshot }).start();
            }
            straight.send(event);
            resumed.send(event);
          }
          expect(resumed.getSnapshot().value).toEqual(straight.getSnapshot().value);
          expect(resumed.getSnapshot().context).toEqual(straight.getSnapshot().context);
          expect(factsOfSnapshot(resumed.getSnapshot())).toEqual(factsOfSnapshot(straight.getSnapshot()));
        }),
      );
    });
  },
);

test('a memory block is kept as JSON and goes on from it', () => {
  const actor = createActor(memoryBlockMachine).start();
  actor.send({ type: 'create' });
  actor.send({ type: 'goOnline' });
  const resumed = createActor(memoryBlockMachine, { snapshot: stored(actor.getPersistedSnapshot()) }).start();
  resumed.send({ type: 'onlined' });
  expect(resumed.getSnapshot().value).toBe('online');
});
