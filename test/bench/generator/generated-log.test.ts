import { describe, expect, test } from 'vitest';
import type { EventDraft } from '../../../events/event.ts';
import { validData } from '../../../events/memory-log.ts';
import type { PackedLog } from '../../../events/packed/packed-log.ts';
import type { Command } from '../../../src/memory/commands.ts';
import { decide } from '../../../src/memory/decide.ts';
import { memoryDescribedBy } from '../../../src/memory/described.ts';
import { evolve } from '../../../src/memory/evolve.ts';
import { ruleOf, violationsOf, violationsOver } from '../../../src/memory/invariants.ts';
import type { MemoryState } from '../../../src/memory/state.ts';
import { replayOf } from '../../../src/timeline/replay/replay.ts';
import { rounds } from '../../support/rounds.ts';
import { generatedLog } from './generated-log.ts';
import { FEWEST_SECTIONS, machineOf } from './machine.ts';

interface Heard {
  readonly command: Command;
  readonly position: number;
}

function logAndCommands(events: number, sections: number, seed: number): { log: PackedLog; commands: Heard[] } {
  const commands: Heard[] = [];
  const log = generatedLog({
    events,
    sections,
    seed,
    heard: (command, position) => commands.push({ command, position }),
  });
  return { log, commands };
}

function firstMemory(log: PackedLog): MemoryState {
  const described = memoryDescribedBy(log.at(1)!);
  if (!described.ok) throw new Error(described.read);
  return described.initial;
}

/** A violation that no known bug of the kernel explains. */
const unexplained = (state: MemoryState) => (violation: Parameters<typeof ruleOf>[0]) =>
  (ruleOf(violation)?.knownBugIn(state.profile) ?? null) === null;

const SEEDS = rounds('generated logs of each machine', 1, 3);

/** Sections, events; and after how many events the invariants of whole states are asked. */
const MACHINES = [
  [FEWEST_SECTIONS, 3000, 1],
  [1024, 2500, 9],
  [16_384, 3500, 400],
] as const;

describe.each(MACHINES)('a machine of %i sections', (sections, events, every) => {
  test.each(Array.from({ length: SEEDS }, (_, at) => at + 1))(
    'every state of a generated log satisfies the invariants (seed %i)',
    (seed) => {
      const { log } = logAndCommands(events, sections, seed);
      expect(log.position).toBe(events);
      let state = firstMemory(log);
      for (const event of log.read()) {
        const after = evolve(state, event);
        const broken = [
          ...violationsOver(state, event, after),
          ...(event.seq % every === 0 ? violationsOf(after) : []),
        ];
        expect(broken.filter(unexplained(after)), `event ${event.seq}, ${event.type}`).toEqual([]);
        state = after;
      }
      expect(state.crashed).toBeNull();
      const replay = replayOf(log, firstMemory(log));
      replay.advance(log.position);
      expect(replay.state()).toEqual(state);
      expect(violationsOf(state).filter(unexplained(state))).toEqual([]);
    },
  );
});

const bare = ({ type, data }: EventDraft) => ({ type, data });

describe.each([
  [FEWEST_SECTIONS, 6000, 11],
  [2048, 6000, 12],
  [16_384, 4500, 13],
])('a machine of %i sections', (sections, events, seed) => {
  test('what is put down at a site is what the model decides of the same command on the whole machine', () => {
    const { log, commands } = logAndCommands(events, sections, seed);
    const { boot } = machineOf(sections);
    let state = boot.reduce<MemoryState>(evolve, firstMemory(log));
    expect(commands.length).toBeGreaterThan(10);
    for (const [index, { command, position }] of commands.entries()) {
      const next = commands[index + 1]?.position ?? events + 1;
      const decision = decide(state, command);
      const here = [...log.read(position, next - 1)].map(bare);
      // The last operation may be cut off: the log has as many events as were asked for.
      const told = next > events ? decision.events.slice(0, here.length) : decision.events;
      expect(here, `${command.type} at event ${position}`).toEqual(told.map(bare));
      state = decision.state;
    }
  });
});

test('the same seed makes the same log, another seed another one', () => {
  const of = (seed: number) => [...generatedLog({ events: 4000, sections: 512, seed }).read()];
  expect(of(7)).toEqual(of(7));
  expect(of(7)).not.toEqual(of(8));
});

test('every event is one of the catalogue, in the order of time, and all that memory hotplug knows happens', () => {
  const log = generatedLog({ events: 60_000, sections: 1024, seed: 21 });
  const events = [...log.read()];
  expect(validData(events)).toMatchObject({ ok: true });
  const times = events.flatMap(({ timeNs }) => timeNs ?? []);
  expect(times.every((time, index) => time > (times[index - 1] ?? 0n))).toBe(true);
  const errnos = new Set(events.flatMap(({ data }) => ('errno' in data ? (data.errno ?? []) : [])));
  for (const errno of ['EINVAL', 'EEXIST', 'EBUSY', 'ENOMEM', 'EINTR', 'ENXIO']) expect([...errnos]).toContain(errno);
  const types = new Set<string>(events.map(({ type }) => type));
  for (const type of ['notifier.vetoed', 'block.offlineCancelled', 'block.onlineCancelled', 'blocks.removed']) {
    expect([...types]).toContain(type);
  }
  const nested = events.filter(({ data }) => 'parent' in data && data.parent !== null);
  expect(nested.length).toBeGreaterThan(100);
});

test('a machine that is too small for all that happens is refused', () => {
  expect(() => generatedLog({ events: 10, sections: 255, seed: 1 })).toThrow(RangeError);
});
