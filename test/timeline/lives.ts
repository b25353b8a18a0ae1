import fc from 'fast-check';
import type { EventType } from '../../events/catalogue.ts';
import type { EventDraft } from '../../events/event.ts';
import type { EventLog } from '../../events/log.ts';
import { memoryLog } from '../../events/memory-log.ts';
import { PROFILE_NAMES, type Profile, profileByName } from '../../machines/kernel/profile.ts';
import { decide } from '../../src/memory/decide.ts';
import type { MemoryState } from '../../src/memory/state.ts';
import { type Timeline, timelineOf } from '../../src/timeline/timeline.ts';
import { arenas, memoryOf, plainCommand, type Wish, wishes } from '../memory/arena.ts';
import { openShipped, recordingNames } from '../support/recordings.ts';
import { rounds } from '../support/rounds.ts';
import { anyLog } from './replay/any-events.ts';

/** Every kernel that memlapse knows by name, under each memory model that it has. */
export const KERNELS: readonly Profile[] = PROFILE_NAMES.flatMap((name) =>
  (['vmemmap', 'classic'] as const).flatMap((memoryModel) => {
    const answer = profileByName(name, { memoryModel });
    return answer.ok ? [answer.profile] : [];
  }),
);

/** The timeline of what anybody might ask of a small machine, until the kernel stops. */
function lived(start: Timeline['initial'], plan: readonly Wish[]): Timeline {
  const log: EventLog = memoryLog();
  let state = start;
  for (const wish of plan) {
    if (state.crashed !== null) break;
    const decision = decide(state, plainCommand(wish, state));
    log.append(decision.events, log.position);
    state = decision.state;
  }
  return timelineOf({ log, initial: start, baseline: 0 });
}

/** A log of events that no kernel need ever have come to: facts win, so every law holds of them too. */
function told(start: Timeline['initial'], events: readonly EventDraft[]): Timeline {
  const log = memoryLog();
  const appended = log.append(events, 0);
  if (!appended.ok) throw new Error(JSON.stringify(appended));
  return timelineOf({ log, initial: start, baseline: 0 });
}

const kernels = fc.constantFrom(...KERNELS);

/** Random logs of small machines under every kernel: what the model decides, and what it would never have. */
export const lives: fc.Arbitrary<Timeline> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc
      .tuple(kernels, arenas, fc.array(wishes, { minLength: 1, maxLength: 20, size: 'max' }))
      .map(([profile, arena, plan]) => lived(memoryOf(profile, arena), plan)),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(kernels, arenas, anyLog)
      .map(([profile, arena, events]) => told(memoryOf(profile, arena), events)),
  },
);

/** Three times as many as there are kernels, so that most are met. */
export const RUNS = rounds('random lives', 3 * KERNELS.length, 30 * KERNELS.length);

/** A timeline that keeps every state that it was asked for: tests look at all of a short record many times. */
function remembering(timeline: Timeline): Timeline {
  const states: MemoryState[] = [];
  return {
    ...timeline,
    stateAt: (seq) => {
      states[seq] ??= timeline.stateAt(seq);
      return states[seq];
    },
  };
}

/** Shipped recordings by name, each opened once. */
export const RECORDED: ReadonlyMap<string, Timeline> = new Map(
  recordingNames.map((name) => [name, remembering(timelineOf(openShipped(name)))]),
);

/** Positions of a timeline: its ends and its marks, and some between, the same in each run. */
export function sampled({ end, baseline }: Timeline, count = 12): readonly number[] {
  const spread = Array.from({ length: count }, (_, index) => Math.floor(((index * 7919) % 1000) * (end / 1000)));
  return [...new Set([0, baseline, end, ...spread])];
}

/** A position by a fraction of the whole, so that it can be chosen before the log is there. */
export const at = ({ end }: Timeline, fraction: number): number => Math.round(fraction * end);
export const fractions = fc.double({ min: 0, max: 1, noNaN: true });

/** Position of the n-th event of a type whose data has these values. A record joined from more sources has others between. */
export function seqOf(timeline: Timeline, type: EventType, data: object = {}, nth = 1): number {
  const wanted = Object.entries(data);
  const found = [...timeline.log.read()].filter((event) => {
    const values = new Map<string, unknown>(Object.entries(event.data));
    return event.type === type && wanted.every(([name, value]) => values.get(name) === value);
  });
  const event = found[nth - 1];
  if (!event) throw new Error(`the record has ${found.length} events ${type} ${JSON.stringify(data)}, not ${nth}`);
  return event.seq;
}
