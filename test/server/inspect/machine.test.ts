import { describe, expect, test } from 'vitest';
import { blockNr, sectionNr } from '../../../machines/kernel/units.ts';
import { operationGraph } from '../../../machines/operations/arcs.ts';
import { simulationOf } from '../../../src/actions/source.ts';
import { watchedAttempt } from '../../../src/server/inspect/machine/attempt.ts';
import { watchedBlock } from '../../../src/server/inspect/machine/block.ts';
import { type PlainSnapshot, plainSnapshot } from '../../../src/server/inspect/machine/plain.ts';
import { watchedSection } from '../../../src/server/inspect/machine/section.ts';
import { lastEvent, stepsOf, type WatchedMachine } from '../../../src/server/inspect/machine/watched.ts';
import { shippedScenarios } from '../../../src/sources/scenario/shipped.ts';
import { operationsIn } from '../../../src/timeline/operations.ts';
import { type Timeline, timelineOf } from '../../../src/timeline/timeline.ts';
import { openShipped } from '../../support/recordings.ts';

/** Takes the machine through the whole record by its own transitions alone. */
function driven(watched: WatchedMachine, timeline: Timeline): readonly string[] {
  const apart: string[] = [];
  let at: PlainSnapshot | null = null;
  for (let seq = 1; seq <= timeline.end; seq++) {
    const record = watched.snapshotAt(timeline, seq);
    const said = record === null ? null : plainSnapshot(record);
    const taken = stepsOf(watched, timeline, seq);
    at = taken.at(-1)?.snapshot ?? (at === null || said === null ? said : at);
    if (JSON.stringify(at) !== JSON.stringify(said)) apart.push(`${watched.name} after event ${seq}`);
  }
  return apart;
}

const RECORDINGS = [
  '6.1.192-debian-generic-vmemmap--s4-e820-pmem-subsection',
  '6.1.192-debian-generic-vmemmap--s5-failure-injection',
  '6.1.192-custom-classic--s5b-early-section-remove-readd',
  '6.1.192-custom-classic--h301-random',
];
const timelines: readonly (readonly [string, () => Timeline])[] = [
  ...RECORDINGS.map((name) => [name, () => timelineOf(openShipped(name))] as const),
  ...shippedScenarios()
    .slice(0, 6)
    .map(({ id }) => [id, () => timelineOf(simulationOf(id, undefined).simulation)] as const),
];

describe.each(timelines)('machines driven through %s', (_name, opened) => {
  const timeline = opened();
  const end = timeline.stateAt(timeline.end);

  test('no event of a section, a block or an attempt is left out: between events nothing changes', () => {
    const sections = Object.values(end.roots).flatMap((root) => Object.keys(root).map(Number));
    const blocks = Object.keys(end.memoryBlocks).map(Number);
    const watched = [
      ...sections.slice(-12).map((nr) => watchedSection(sectionNr(nr))),
      ...blocks.slice(-12).map((block) => watchedBlock(blockNr(block))),
      ...operationsIn(timeline.log).all.map((operation) => watchedAttempt(timeline, operation)),
    ];
    expect(watched.length).toBeGreaterThan(0);
    for (const one of watched) expect(driven(one, timeline)).toEqual([]);
  });

  test('the last transition of every event leads where the record says', () => {
    for (const operation of operationsIn(timeline.log).all) {
      const { outcome, ended } = operation;
      if (!ended || outcome === 'unreturned') continue;
      const [before, after] = [ended.seq - 1, ended.seq].map((seq) =>
        watchedAttempt(timeline, operation).snapshotAt(timeline, seq),
      );
      expect(before?.status).toBe('active');
      expect(after?.status).toBe('done');
      expect(after?.value === 'done').toBe(outcome === 'done');
      expect(after?.value === 'refused').toBe(outcome === 'refused');
    }
  });
});

describe('what is on the wire', () => {
  const timeline = timelineOf(openShipped(RECORDINGS[0]!));
  const section = watchedSection(sectionNr(14));

  test('sub-section maps go as hexadecimal text, the profile as its name', () => {
    const { context, value } = plainSnapshot(section.snapshotAt(timeline, timeline.end)!);
    expect(context).toMatchObject({
      profile: timeline.initial.profile.name,
      map: expect.stringMatching(/^0x[0-9a-f]+$/),
      memmap: { populated: expect.stringMatching(/^0x/) },
    });
    expect(value).toMatchObject({ lifecycle: expect.any(String), origin: expect.any(String) });
  });

  test('an event names the event of the record that it stands for', () => {
    const last = lastEvent(section, timeline, timeline.end);
    const { seq } = last['record'] as { readonly seq: number };
    expect(section.positions(timeline)).toContain(seq);
    expect(last['record']).toMatchObject({ type: timeline.log.at(seq)?.type });
    expect(lastEvent(section, timeline, 0)).toEqual({ type: 'xstate.init' });
  });

  test('an attempt is nothing before it was asked, and its first event begins it', () => {
    const operation = operationsIn(timeline.log).all[0]!;
    const { started } = operation;
    const attempt = watchedAttempt(timeline, operation);
    expect(attempt.snapshotAt(timeline, started.seq - 1)).toBeNull();
    expect(stepsOf(attempt, timeline, started.seq)).toMatchObject([
      { event: { type: 'xstate.init' }, snapshot: { value: operationGraph(started.data.name).initial } },
    ]);
  });
});
