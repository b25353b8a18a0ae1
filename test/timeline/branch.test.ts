import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { memoryLog } from '../../events/memory-log.ts';
import { withMemoryModel } from '../../machines/kernel/profile.ts';
import type { Command } from '../../src/memory/commands.ts';
import { decide, errnoOf } from '../../src/memory/decide.ts';
import { evolve } from '../../src/memory/evolve.ts';
import { violationsOf } from '../../src/memory/invariants.ts';
import { compareTimelines } from '../../src/timeline/align/compare-timelines.ts';
import { bisect } from '../../src/timeline/bisect.ts';
import { type Branch, branchAt, branchUnder, followRecord } from '../../src/timeline/branch/branch.ts';
import { forkedLog } from '../../src/timeline/branch/forked-log.ts';
import { dropCheckpoint, NO_CHECKPOINTS, setCheckpoint } from '../../src/timeline/checkpoints.ts';
import { cursorAt, step, stepAbout } from '../../src/timeline/cursor.ts';
import { historyOf } from '../../src/timeline/history.ts';
import { parsePredicate } from '../../src/timeline/predicate/parse.ts';
import { type Timeline, timelineOf } from '../../src/timeline/timeline.ts';
import { why } from '../../src/timeline/why/why.ts';
import { plainCommand, wishes } from '../memory/arena.ts';
import { offline, online } from '../memory/given.ts';
import { at, fractions, lives, RECORDED, RUNS, sampled, seqOf } from './lives.ts';

const recorded = (name: string): Timeline => RECORDED.get(name) ?? expect.unreachable(name);
const DIMM = recorded('6.1.192-debian-generic-vmemmap--s1-dimm-add-online-offline-remove');
const BUSY = recorded('6.1.192-debian-generic-vmemmap--s2-offline-busy-normal-vs-movable');
const PMEM = recorded('6.1.192-debian-generic-vmemmap--s4-e820-pmem-subsection');

/** The instant before block 32 is first asked to go offline. */
const BEFORE = seqOf(BUSY, 'operation.started', { name: 'offline' }) - 1;

/** What a branch may never change: every event of the record, and memory after each, made anew from the log. */
const remembered = (timeline: Timeline): string => {
  const fresh = timelineOf(timeline);
  const states = Array.from({ length: fresh.end + 1 }, (_, seq) => fresh.stateAt(seq));
  return JSON.stringify([[...fresh.log.read()], fresh.end, states], bigints);
};
const bigints = (_key: string, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value);

/** What a branch shows after events of its own: memory by following its log, whatever is asked of it. */
function consistent(branch: Branch): void {
  let state = branch.initial;
  for (const event of branch.log.read()) state = evolve(state, event);
  expect(branch.stateAt(branch.end)).toEqual(state);
  expect([...branch.log.read()].map(({ seq }) => seq)).toEqual(
    Array.from({ length: branch.end }, (_, index) => index + 1),
  );
}

describe('a branch never changes the record', () => {
  const commands = (timeline: Timeline): fc.Arbitrary<readonly Command[]> =>
    fc
      .array(wishes, { maxLength: 6 })
      .map((plan) => plan.map((wish) => plainCommand(wish, timeline.stateAt(timeline.end))));

  /** Beside the record, beside the branch, and under another kernel beside both. */
  function branched(timeline: Timeline, seq: number, plan: readonly Command[], before = remembered(timeline)): void {
    const branch = branchAt(timeline, seq);
    expect(branch.stateAt(seq)).toEqual(timeline.stateAt(seq));
    for (const command of plan) branch.inject(command);
    followRecord(branch);
    consistent(branch);
    const asBranched = remembered(branch);
    const second = branchAt(branch, branch.opened);
    for (const command of plan.toReversed()) second.inject(command);
    consistent(second);
    const { profile } = timeline.initial;
    const other = withMemoryModel(profile, profile.memoryModel === 'classic' ? 'vmemmap' : 'classic');
    const under = branchUnder(branch, branch.end, other);
    followRecord(under);
    consistent(under);
    expect(remembered(branch)).toBe(asBranched);
    expect(remembered(timeline)).toBe(before);
    expect([...branch.log.read(1, seq)]).toEqual([...timeline.log.read(1, seq)]);
    expect(branch.end).toBeGreaterThanOrEqual(branch.opened);
  }

  test.each([...RECORDED])('%s', (_name, timeline) => {
    const plans = fc.sample(commands(timeline), { numRuns: 2, seed: 4 });
    const before = remembered(timeline);
    for (const [index, plan] of plans.entries()) {
      branched(timeline, sampled(timeline)[index + 2] ?? timeline.end, plan, before);
    }
  });

  test('on random lives under every kernel', () => {
    fc.assert(
      fc.property(
        lives.chain((timeline) => fc.tuple(fc.constant(timeline), commands(timeline))),
        fractions,
        ([timeline, plan], fraction) => branched(timeline, at(timeline, fraction), plan),
      ),
      { numRuns: RUNS },
    );
  });

  test('nor does the record, going on, change a branch', () => {
    const record = memoryLog();
    const { events } = decide(DIMM.stateAt(DIMM.end), offline(0));
    record.append([...DIMM.log.read(1, 20)], 0);
    const fork = forkedLog(record, 20);
    record.append(events, 20);
    expect(fork.position).toBe(20);
    expect([...fork.read()]).toEqual([...DIMM.log.read(1, 20)]);
    expect(fork.append(events, 19)).toMatchObject({ ok: false, problem: 'conflict', expected: 19, actual: 20 });
    expect(fork.append(events, 20)).toEqual({ ok: true, position: 20 + events.length });
    expect(fork.at(21)).toMatchObject({ type: 'operation.started', seq: 21 });
  });
});

describe('what if', () => {
  test('the block whose page was unmovable had been asked without that page: it goes offline, and bisect and why know', () => {
    const branch = branchAt(BUSY, BEFORE);
    const taken = branch.inject(offline(32));
    expect(taken?.outcome).toEqual({ kind: 'done' });
    expect(branch.stateAt(branch.end).memoryBlocks[32]?.state).toBe('offline');
    expect(BUSY.stateAt(BUSY.end).memoryBlocks[32]?.state).toBe('online');
    const gone = parsePredicate('block:32 is offline');
    expect(gone.ok && bisect(branch, gone.predicate, BEFORE)).toMatchObject({
      seq: expect.any(Number),
      monotonic: true,
    });
    const { cause, settled, change } = why(branch, { kind: 'block', number: 32 }, branch.end);
    expect(cause).toMatchObject({ kind: 'model', words: 'a command that the model was given' });
    expect((settled ?? change)?.event.type).toBe('block.offlined');
    expect(historyOf(branch, { kind: 'block', number: 32 }).length).toBeGreaterThan(3);
    const back = stepAbout(cursorAt(branch, branch.end), { kind: 'block', number: 32 }, 'back');
    expect(back && step(back, 'back')?.seq).toBe(branch.end - 2);
  });

  test('the record goes on in the branch: what depends on what was injected comes out otherwise, and compare shows where', () => {
    const branch = branchAt(BUSY, BEFORE);
    branch.inject(offline(32));
    followRecord(branch);
    const { operations } = compareTimelines(BUSY, branch);
    const onlyInBranch = operations.filter(({ a }) => a === null);
    expect(onlyInBranch).toHaveLength(1);
    const differing = operations.filter(({ differs }) => differs).map(({ a, b }) => [a?.errno, b?.errno]);
    expect(differing).toContainEqual(['EBUSY', 'EINVAL']);
  });

  test('an online that never was asked for shows at once, and not before', () => {
    const branch = branchAt(DIMM, DIMM.end);
    branch.inject(online(32));
    expect(compareTimelines(DIMM, branch).firstDifference).toBeNull();
    expect(compareTimelines(DIMM, branch).operations.at(-1)).toMatchObject({ a: null, differs: false });
  });
});

describe('a branch under another kernel', () => {
  test('decides the record’s commands anew: classic refuses the sub-section device memory that VMEMMAP took', () => {
    const before = remembered(PMEM);
    const classic = withMemoryModel(PMEM.initial.profile, 'classic');
    const branch = branchUnder(PMEM, PMEM.end, classic);
    consistent(branch);
    expect(remembered(PMEM)).toBe(before);
    expect(branch.log.at(1)).toMatchObject({ type: 'kernel.described', data: { profile: classic.name } });
    const { operations } = compareTimelines(PMEM, branch);
    expect(operations.every(({ a, b }) => a && b)).toBe(true);
    expect(operations.filter(({ differs }) => differs).map(({ b }) => b?.errno)).toContain('EOPNOTSUPP');
  });

  test('under its own kernel it comes out as the record did, each block in the zone that the kernel chose', () => {
    for (const timeline of [DIMM, PMEM, BUSY]) {
      const branch = branchUnder(timeline, timeline.end, timeline.initial.profile);
      const { operations, end } = compareTimelines(timeline, branch);
      expect(operations.filter(({ a, b, differs }) => !a || !b || differs)).toEqual([]);
      expect(end).toEqual({ sections: [], blocks: [] });
      expect(violationsOf(branch.stateAt(branch.end))).toEqual(violationsOf(timeline.stateAt(timeline.end)));
    }
  });

  test('up to an instant takes the commands up to it, and goes on with what is injected', () => {
    const branch = branchUnder(BUSY, BEFORE, BUSY.initial.profile);
    expect(branch.stateAt(branch.opened).memoryBlocks[33]?.state).toBe('online');
    expect(branch.steps).toEqual([]);
    const taken = branch.inject(offline(33));
    expect(taken && errnoOf(taken.outcome)).toBeNull();
    expect(branch.steps).toHaveLength(1);
  });
});

describe('checkpoints', () => {
  test('have the name they were given, or the next number, and can be forgotten', () => {
    const one = setCheckpoint(NO_CHECKPOINTS, cursorAt(DIMM, 20));
    const named = setCheckpoint(one.checkpoints, cursorAt(DIMM, 30), 'before the DIMM');
    const two = setCheckpoint(named.checkpoints, cursorAt(DIMM, 40));
    expect([one.name, named.name, two.name]).toEqual(['1', 'before the DIMM', '2']);
    expect(two.checkpoints.get('before the DIMM')?.seq).toBe(30);
    expect([...dropCheckpoint(two.checkpoints, '1').keys()]).toEqual(['before the DIMM', '2']);
    expect(one.checkpoints.size).toBe(1);
  });
});
