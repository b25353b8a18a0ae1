import fc from 'fast-check';
import { type EventLog, memoryLog } from '../../events/log.ts';
import { PROFILE_NAMES, type Profile, profileByName } from '../../machines/kernel/profile.ts';
import { decide } from '../../src/memory/decide.ts';
import { type Timeline, timelineOf } from '../../src/timeline/timeline.ts';
import { arenas, memoryOf, plainCommand, type Wish, wishes } from '../memory/arena.ts';
import { openShipped, recordingNames } from '../support/recordings.ts';

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

/** Random lives of small machines under every kernel. */
export const lives: fc.Arbitrary<Timeline> = fc
  .tuple(fc.constantFrom(...KERNELS), arenas, fc.array(wishes, { minLength: 1, maxLength: 20, size: 'max' }))
  .map(([profile, arena, plan]) => lived(memoryOf(profile, arena), plan));

/** Twice as many runs as there are kernels, so that most are met; more for a long soak. */
export const RUNS = Number(process.env['MEMLAPSE_RUNS'] ?? 2 * KERNELS.length);

/** Shipped recordings by name, each opened once. */
export const RECORDED: ReadonlyMap<string, Timeline> = new Map(
  recordingNames.map((name) => [name, timelineOf(openShipped(name))]),
);

/** Positions of a timeline: its ends and its marks, and some between, the same in each run. */
export function sampled({ end, baseline }: Timeline, count = 12): readonly number[] {
  const spread = Array.from({ length: count }, (_, index) => Math.floor(((index * 7919) % 1000) * (end / 1000)));
  return [...new Set([0, baseline, end, ...spread])];
}

/** A position by a fraction of the whole, so that it can be chosen before the log is there. */
export const at = ({ end }: Timeline, fraction: number): number => Math.round(fraction * end);
export const fractions = fc.double({ min: 0, max: 1, noNaN: true });
