import { expect, test } from 'vitest';
import { countText } from '../../../src/actions/diagram/arc-counts.ts';
import { chartOf } from '../../../src/actions/diagram/chart.ts';
import { arcCountsAt } from '../../../src/actions/diagram/operations.ts';
import { timelineOf } from '../../../src/timeline/timeline.ts';
import { openShipped } from '../../support/recordings.ts';

const record = openShipped('6.1.192-debian-generic-vmemmap--s2-offline-busy-normal-vs-movable');
const [region] = chartOf('offline').regions;

/** How many offlines went along each arc after each event of a walk through time. */
function walked(seqs: readonly number[]): readonly string[] {
  const timeline = timelineOf(record);
  return seqs.map((seq) => {
    const counts = arcCountsAt(timeline, 'offline', seq);
    return region!.transitions.map((arc) => countText(counts, arc) ?? '-').join(' ');
  });
}

test('operations counted on the arcs are the same at an instant however one came there', () => {
  const { end } = timelineOf(record);
  const forth = Array.from({ length: end }, (_, index) => index + 1);
  const counts = walked(forth);
  expect(new Set(counts).size).toBeGreaterThan(30);
  expect(walked(forth.toReversed()).toReversed()).toEqual(counts);
  expect(walked([end, 40, end - 3, 2, 90])).toEqual([end, 40, end - 3, 2, 90].map((seq) => counts[seq - 1]));
});

test('an offline of a kernel that announces no finish goes along the arc without one', () => {
  const timeline = timelineOf(record);
  const counts = arcCountsAt(timeline, 'offline', timeline.end);
  const done = region!.transitions.filter(({ to }) => to === 'done');
  expect(done.map((arc) => [arc.guard, countText(counts, arc)])).toEqual([
    ['announcesPrepareAndFinish', null],
    [null, '5'],
  ]);
});
