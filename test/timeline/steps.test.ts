import { describe, expect, test } from 'vitest';
import { sectionNr } from '../../machines/kernel/units.ts';
import { blockSteps, movesBlocks, movesSections, sectionSteps } from '../../src/memory/machine-steps.ts';
import { sectionEntry } from '../../src/memory/sections.ts';
import { subjectsOf } from '../../src/timeline/about.ts';
import { operationsIn } from '../../src/timeline/operations.ts';
import { lastStepOf, operationWay } from '../../src/timeline/steps.ts';
import { timelineOf } from '../../src/timeline/timeline.ts';
import { positionsIn } from '../support/positions.ts';
import { openShipped } from '../support/recordings.ts';

const PMEM = '6.1.192-debian-generic-vmemmap--s4-e820-pmem-subsection';
const DIMM = '6.1.192-custom-classic--s1-dimm-add-online-offline-remove';
const BUSY = '6.1.192-debian-generic-vmemmap--s2-offline-busy-normal-vs-movable';
const FAILS = '6.1.192-debian-generic-vmemmap--s5-failure-injection';

const timelines = new Map([PMEM, DIMM, BUSY, FAILS].map((name) => [name, timelineOf(openShipped(name))]));

describe.each([...timelines])('what moves the machines in %s', (_name, timeline) => {
  test('every step of a section and of a block starts where it was and ends where it is', () => {
    let moved = 0;
    for (const event of timeline.log.read()) {
      if (!movesSections(event) && !movesBlocks(event)) continue;
      const [before, after] = [timeline.stateAt(event.seq - 1), timeline.stateAt(event.seq)];
      const { sections, blocks } =
        event.type === 'memory.booted'
          ? { sections: Array.from({ length: 40 }, (_, nr) => nr), blocks: [] }
          : subjectsOf(timeline.initial, event);
      for (const number of sections) {
        const nr = sectionNr(number);
        const [was, is] = [sectionEntry(before, nr).facts, sectionEntry(after, nr).facts];
        for (const region of ['lifecycle', 'origin', 'device'] as const) {
          const steps = sectionSteps(before, event, nr).filter((step) => step.region === region);
          expect(steps[0]?.from ?? is[region]).toBe(was[region]);
          expect(steps.at(-1)?.to ?? was[region]).toBe(is[region]);
          moved += steps.length;
        }
      }
      for (const block of blocks) {
        const steps = blockSteps(before, event, block as never);
        const [was, is] = [before, after].map(({ memoryBlocks }) => memoryBlocks[block]?.state ?? 'removed');
        expect(steps[0]?.from ?? is).toBe(was);
        expect(steps.at(-1)?.to ?? was).toBe(is);
        moved += steps.length;
      }
    }
    expect(moved).toBeGreaterThan(30);
  });

  test('every operation that ended has come to the end that the record tells, by arcs that hang together', () => {
    const ends = { done: ['done'], refused: ['refused'], failed: ['failed', 'leftOrphans'] };
    for (const operation of operationsIn(timeline.log).all) {
      const { phases, steps } = operationWay(timeline, operation, timeline.end);
      const arcs = steps.flatMap((step) => step.arcs);
      expect(arcs.map(({ from }) => from)).toEqual(phases.slice(0, -1).map(({ state }) => state));
      expect(arcs.map(({ to }) => to)).toEqual(phases.slice(1).map(({ state }) => state));
      if (operation.outcome === 'unreturned' || operation.outcome === 'open') continue;
      expect(ends[operation.outcome], `#${operation.started.data.operation}`).toContain(phases.at(-1)?.state);
      if (operation.outcome !== 'refused') continue;
      const refusing = arcs.filter(({ refusals }) => operation.guard !== null && refusals.has(operation.guard));
      expect(refusing.length, `#${operation.started.data.operation} ${operation.guard}`).toBeGreaterThan(0);
    }
  });
});

test('an offline that met an unmovable page failed at isolation, one that was vetoed while it was cancelled', () => {
  const way = (name: string, environment: string) => {
    const timeline = timelines.get(name)!;
    return operationsIn(timeline.log)
      .all.filter(
        ({ started, ended }) =>
          started.data.name === 'offline' &&
          ended?.type === 'operation.failed' &&
          ended.data.environment === environment,
      )
      .map((operation) => operationWay(timeline, operation, timeline.end).phases.map(({ state }) => state));
  };
  expect(way(BUSY, 'unmovablePage')).toEqual(Array(4).fill(['checks', 'checkingRange', 'isolating', 'failed']));
  expect(way(FAILS, 'notifierVeto')[0]).toEqual([
    'checks',
    'checkingRange',
    'isolating',
    'announcing',
    'migrating',
    'cancelling',
    'failed',
  ]);
});

describe('the last step', () => {
  const pmem = timelines.get(PMEM)!;

  test('of a section that pmem was bound in is the event that moved it last, not the last one about it', () => {
    const [joined] = positionsIn(pmem, 'zone.joined', 14);
    const [, claimed] = positionsIn(pmem, 'device.claimed', 14);
    const step = lastStepOf(pmem, { kind: 'section', number: 14 }, claimed!);
    expect(step?.event.seq).toBe(joined);
    expect(step?.taken).toMatchObject([
      { region: 'device', from: 'none', to: 'mapped', event: 'deviceMap' },
      { region: 'device', from: 'mapped', to: 'tainted', event: 'taint', guard: 'taintsZoneDevice' },
    ]);
  });

  test('of an online section that gets one more range is a transition from online to online', () => {
    const steps = [...pmem.log.read()]
      .filter((event) => event.type === 'pages.added')
      .flatMap((event) => sectionSteps(pmem.stateAt(event.seq - 1), event, sectionNr(10)));
    expect(steps).toContainEqual({ region: 'lifecycle', from: 'online', to: 'online', event: 'add', guard: 'mayFill' });
  });

  test('of a section that never was there is none', () => {
    expect(lastStepOf(pmem, { kind: 'section', number: 500 }, pmem.end)).toBeNull();
  });
});
