import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decided, type EventDraft, type MemoryEvent } from '../../../events/event.ts';
import { packedLog } from '../../../events/packed/packed-log.ts';
import { PROFILE_NAMES, type Profile, profileByName } from '../../../machines/kernel/profile.ts';
import { decide } from '../../../src/memory/decide.ts';
import { evolve } from '../../../src/memory/evolve.ts';
import type { MemoryState } from '../../../src/memory/state.ts';
import { replayOf } from '../../../src/timeline/replay/replay.ts';
import { arenas, memoryOf, plainCommand, wishes } from '../../memory/arena.ts';
import { openShipped, recordingNames } from '../../support/recordings.ts';
import { rounds } from '../../support/rounds.ts';
import { anyLog } from './any-events.ts';

/** Runs of each property and kernel. */
const RUNS = rounds('replayed lives of each kernel', 4, 80);

const packed = (events: Iterable<MemoryEvent | EventDraft>) => {
  const log = packedLog();
  const answer = log.append([...events], 0);
  if (!answer.ok) throw new Error(JSON.stringify(answer));
  return log;
};

/** States that `evolve` makes, at each of some positions, held against the replay's. */
function expectEqualStates(initial: MemoryState, events: readonly EventDraft[], every: number, entries?: number): void {
  const log = packed(events);
  const replay = replayOf(log, initial, entries);
  expect(replay.state()).toEqual(initial);
  let state = initial;
  for (const event of log.read()) {
    state = evolve(state, event);
    if (event.seq % every !== 0 && event.seq !== log.position) continue;
    replay.advance(event.seq);
    expect(replay.state(), `after event ${event.seq}, ${event.type}`).toEqual(state);
  }
}

const drafts = (name: string) => {
  const { log, initial } = openShipped(name);
  return { initial, events: [...log.read()] };
};

describe.each(recordingNames)('%s', (name) => {
  test('memory replayed over the tables is what the machines make of it, event by event', () => {
    const { initial, events } = drafts(name);
    expectEqualStates(initial, events, events.length > 500 ? 7 : 1);
  });

  test('memory at a keyframe is memory replayed from the start, and so is all after it', () => {
    const { initial, events } = drafts(name);
    const log = packed(events);
    const straight = replayOf(log, initial);
    const sought = replayOf(log, initial);
    const keyframes = [sought.keyframe()];
    for (let position = 0; position < log.position; position += 37) {
      sought.advance(position);
      keyframes.push(sought.keyframe());
    }
    for (const keyframe of keyframes.toReversed()) {
      const fresh = replayOf(log, initial);
      fresh.advance(keyframe.position + 5);
      sought.restore(keyframe);
      sought.advance(keyframe.position + 5);
      expect(sought.state()).toEqual(fresh.state());
    }
    straight.advance(log.position);
    sought.advance(log.position);
    expect(sought.state()).toEqual(straight.state());
  });
});

const KERNELS: readonly Profile[] = PROFILE_NAMES.flatMap((name) =>
  (['vmemmap', 'classic'] as const).flatMap((memoryModel) => {
    const answer = profileByName(name, { memoryModel });
    return answer.ok ? [answer.profile] : [];
  }),
);

describe.each(KERNELS.map((profile) => [profile.name, profile] as const))('%s', (_name, profile) => {
  const plans = fc.array(wishes, { maxLength: 25, size: 'max' });
  const starts = arenas.map((arena) => memoryOf(profile, arena));

  test('whatever anybody does, memory replayed over the tables is what the machines make of it', () => {
    fc.assert(
      fc.property(starts, plans, fc.constantFrom(undefined, 4), (start, plan, entries) => {
        const events: EventDraft[] = [];
        let state = start;
        for (const wish of plan) {
          if (state.crashed !== null) break;
          const decision = decide(state, plainCommand(wish, state));
          events.push(...decision.events);
          state = decision.state;
        }
        expectEqualStates(start, events, 1, entries);
      }),
      { numRuns: RUNS },
    );
  });

  test('even events that no kernel could have come to make the same memory over the tables', () => {
    fc.assert(
      fc.property(starts, anyLog, fc.constantFrom(undefined, 4), (start, events, entries) => {
        expectEqualStates(start, events, 1, entries);
      }),
      { numRuns: 4 * RUNS },
    );
  });
});

test('a log that grows by an event of a new kind at a time is followed, however many kinds there are', () => {
  const { initial } = drafts(recordingNames[0]!);
  const log = packedLog();
  const replay = replayOf(log, initial);
  for (let step = 0; step < 200; step++) {
    expect(log.append([decided('mark.set', { step, name: `mark ${step}` })], log.position).ok).toBe(true);
    replay.advance(log.position);
  }
  expect(log.shapes.length).toBe(200);
  expect(replay.state().at.seq).toBe(200);
});
