import { expect, test } from 'vitest';
import { memoryDescribedBy } from '../../src/memory/described.ts';
import { timelineOf } from '../../src/timeline/timeline.ts';
import { appearancesOf, majority, type Scene, sceneOfState, scenesOf } from '../../src/web/map/scene.ts';
import { generatedLog } from '../bench/generator/generated-log.ts';
import { positionsOf } from '../support/positions.ts';
import { openShipped, recordingNames } from '../support/recordings.ts';

const ROOT = 256;

/** The looks of sections in words, however a scene was made. */
const shown = (scene: Scene, from: number, to: number): readonly string[] =>
  Array.from({ length: to - from }, (_, at) => scene.seen(from + at).look);

const codes = (scene: Scene, root: number): readonly string[] =>
  Array.from({ length: ROOT }, (_, at) => appearancesOf(majority(scene, root * ROOT + at, root * ROOT + at))[0]);

test.each(recordingNames)('the map of %s is the same from numbers as from a state, whatever way time goes', (name) => {
  const timeline = timelineOf(openShipped(name), 64);
  const sceneOf = scenesOf(timeline.initial);
  const { end } = timeline;
  for (const seq of [end, 0, Math.floor(end / 3), Math.floor(end / 2), Math.floor(end / 3), end]) {
    const [quick, plain] = [sceneOf(timeline.pictureAt(seq)), sceneOfState(timeline.stateAt(seq))];
    expect(shown(quick, 0, 2 * ROOT)).toEqual(shown(plain, 0, 2 * ROOT));
    for (const root of [0, 1]) expect(codes(quick, root)).toEqual(shown(plain, root * ROOT, (root + 1) * ROOT));
    expect(quick.seen(14)).toEqual(plain.seen(14));
  }
});

test('where blocks have many sections, the map is the same from numbers as from a state', () => {
  const log = generatedLog({ events: 20_000, sections: 8192, seed: 3 });
  const described = memoryDescribedBy(log.at(1)!);
  if (!described.ok) throw new Error(described.expected);
  const { initial } = described;
  const timeline = timelineOf({ log, initial, baseline: 0 }, 1024);
  const sceneOf = scenesOf(initial);
  for (const seq of [20_000, 5000, 12_345, 12_346, 600]) {
    const [quick, plain] = [sceneOf(timeline.pictureAt(seq)), sceneOfState(timeline.stateAt(seq))];
    for (let root = 0; root < 32; root++) {
      expect(codes(quick, root)).toEqual(shown(plain, root * ROOT, (root + 1) * ROOT));
    }
    for (let first = 0; first < 8192; first += 48) {
      expect(appearancesOf(majority(quick, first, first + 47))).toEqual(
        appearancesOf(majority(plain, first, first + 47)),
      );
    }
  }
});

test('most of some sections are what most of them are; what else there is comes second, and nothing where there is nothing', () => {
  const timeline = timelineOf(openShipped('6.1.192-debian-generic-vmemmap--s1-dimm-add-online-offline-remove'));
  // The first of two blocks is online, the second not yet.
  const [onlined] = positionsOf(timeline.log, 'block.onlined');
  const scene = sceneOfState(timeline.stateAt(onlined!));
  expect(appearancesOf(majority(scene, 0, 7))).toEqual(['onlineKernel', null]);
  expect(appearancesOf(majority(scene, 0, 20))).toEqual(['unpopulated', 'onlineKernel']);
  expect(appearancesOf(majority(scene, 32, 33))).toEqual(['onlineKernel', 'offline']);
});
