import { describe, expect, test } from 'vitest';
import { PROFILE_NAMES, type Profile, profileByName } from '../../machines/kernel/profile.ts';
import type { MemoryModel, Traits } from '../../machines/kernel/traits.ts';
import { type BlockEvent, type BlockState, memoryBlockMachine, stepBlock } from '../../machines/memory-block.ts';
import { followedSectionMachine, type SectionEvent, sectionMachine } from '../../machines/section.ts';
import { REMOVED, readMaps, type SectionFacts } from '../../machines/section-facts.ts';
import { stepSection } from '../../machines/section-step.ts';
import { textOf, walk } from './coverage.ts';
import { ALL, RAM, subsections, TAIL } from './section-story.ts';

const MODELS: readonly MemoryModel[] = ['vmemmap', 'classic'];
const nothingMissed = { missedTransitions: [], missedAnswers: [] };

/** Every named kernel in which this memory model can hotplug. */
const kernelsOf = (model: MemoryModel): readonly Profile[] =>
  PROFILE_NAMES.flatMap((name) => {
    const answer = profileByName(name, { memoryModel: model });
    return answer.ok ? [answer.profile] : [];
  });

/**
 * The kernels that a chart can tell apart: one whose traits answer alike wherever an earlier walk asked them would only
 * repeat that walk. Each is handed out when the walk before it is over, so that what it asked is known.
 */
function* kernelsApart(...models: readonly MemoryModel[]): Generator<Profile> {
  const walked: { readonly model: MemoryModel; readonly traits: Traits; readonly asked: Set<keyof Traits> }[] = [];
  for (const profile of models.flatMap(kernelsOf)) {
    const { traits, memoryModel: model } = profile;
    const same = walked.some(
      (other) => other.model === model && [...other.asked].every((trait) => other.traits[trait] === traits[trait]),
    );
    if (same) continue;
    const asked = new Set<keyof Traits>();
    yield {
      ...profile,
      traits: new Proxy(traits, {
        get: (target, trait) => {
          asked.add(trait as keyof Traits);
          return target[trait as keyof Traits];
        },
      }),
    };
    walked.push({ model, traits, asked });
  }
}

/** Three parts of a section, all of it, and nothing: enough to overlap, to stay in parts, to complete and to empty it. */
const HALF = RAM & subsections(0, 31);
const AMOUNTS = [HALF, RAM & ~HALF, TAIL, ALL, 0n];
const SECTION_EVENTS: readonly SectionEvent[] = [
  { type: 'boot', ram: RAM, nid: 0 },
  { type: 'boot', ram: RAM, nid: 2 },
  ...AMOUNTS.map((amount): SectionEvent => ({ type: 'add', subsections: amount, altmap: false })),
  ...AMOUNTS.map((amount): SectionEvent => ({ type: 'remove', subsections: amount })),
  { type: 'online' },
  { type: 'offline' },
  ...[HALF, TAIL].flatMap((amount): SectionEvent[] => [
    { type: 'deviceMap', subsections: amount },
    { type: 'deviceUnmap', subsections: amount },
  ]),
  { type: 'taint' },
  { type: 'fallBack' },
];

/** All that tells one section from another but the memmap that it lost, which adds up without end. */
const keyOf = ({ lifecycle, origin, device, map, deviceMap, memmap: { backing, populated } }: SectionFacts): string =>
  `${lifecycle} ${origin} ${device} ${map} ${deviceMap} ${backing} ${populated}`;

/** The same of a machine's snapshot. */
const keyOfSnapshot = ({ value, context }: ReturnType<typeof sectionMachine.getInitialSnapshot>): string =>
  keyOf({ ...readMaps(context), ...value });

describe.each(MODELS)('the charts’ paths under %s', (model) => {
  test('stepSection() is the section machine without the memory model’s guards: what a kernel did is followed', () => {
    const apart: string[] = [];
    const { missedTransitions } = walk({
      machine: followedSectionMachine,
      inputs: kernelsApart(model),
      events: SECTION_EVENTS,
      stateKey: keyOfSnapshot,
      onPath: (profile, events, end) => {
        const stepped = events
          .filter(({ type }) => !type.startsWith('xstate.'))
          .reduce((facts, event) => stepSection(profile, facts, event), REMOVED);
        const [machine, step] = [keyOfSnapshot(end), keyOf(stepped)];
        if (machine !== step)
          apart.push(`${profile.name} after ${textOf(events)}: ${machine}, by stepSection() ${step}`);
      },
    });
    expect(apart).toEqual([]);
    expect(missedTransitions).toEqual([]);
  });
});

const BLOCK_EVENTS: readonly BlockEvent[] = [
  { type: 'boot' },
  { type: 'create' },
  { type: 'goOnline' },
  { type: 'onlined' },
  { type: 'onlineCancelled' },
  { type: 'goOffline' },
  { type: 'offlined' },
  { type: 'offlineCancelled' },
  { type: 'remove' },
];

describe('the charts’ paths under either memory model', () => {
  test('every transition of a section, and both answers of its guards, lie on a path', () => {
    const { paths, ...missed } = walk({
      machine: sectionMachine,
      inputs: kernelsApart(...MODELS),
      events: SECTION_EVENTS,
      stateKey: keyOfSnapshot,
    });
    expect(missed).toEqual(nothingMissed);
    expect(paths).toBeGreaterThan(500);
  });

  test('every transition of a memory block lies on a path', () => {
    const { paths, ...missed } = walk({
      machine: memoryBlockMachine,
      inputs: [undefined],
      events: BLOCK_EVENTS,
      stateKey: ({ value }) => value,
      onPath: (_input, events, end) => {
        const stepped = events
          .filter(({ type }) => !type.startsWith('xstate.'))
          .reduce<BlockState>((state, event) => stepBlock(state, event), 'removed');
        expect(stepped).toBe(end.value);
      },
    });
    expect(missed).toEqual(nothingMissed);
    expect(paths).toBe(5 * BLOCK_EVENTS.length);
  });
});
