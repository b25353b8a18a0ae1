import type { EventDraft, MemoryEvent } from '../../../events/event.ts';
import type { EventLog } from '../../../events/log.ts';
import { memoryLog } from '../../../events/memory-log.ts';
import { describeProfile, type Profile } from '../../../machines/kernel/profile.ts';
import type { Outcome } from '../../../machines/operations/context.ts';
import type { Command } from '../../memory/commands.ts';
import { decide } from '../../memory/decide.ts';
import { emptyMemory } from '../../memory/state.ts';
import { recordedCommands } from '../recorded-commands.ts';
import { runToEnd, type Search } from '../search.ts';
import { assertPosition, type Timeline, timelineOf } from '../timeline.ts';
import { forkedLog } from './forked-log.ts';

/** A command that the model decided in a branch: where its events begin, and how it ended. */
export interface BranchStep {
  readonly seq: number;
  readonly command: Command;
  readonly outcome: Outcome;
}

/**
 * What if: a timeline of its own beside a record. It begins as the record did, and goes on with what the model decides.
 * Every question that can be asked of a record can be asked of it; the record never learns of it.
 */
export interface Branch extends Timeline {
  /** The timeline that it was opened beside, and the instant of that one. */
  readonly origin: { readonly timeline: Timeline; readonly seq: number };
  /** Position at which the branch stood when it was opened: what comes later is its own. */
  readonly opened: number;
  /** Commands that were injected, in order. */
  readonly steps: readonly BranchStep[];
  /**
   * Lets the model decide a command at the end of the branch, and appends what it decides.
   * @returns null for a kernel that has crashed: it takes no more commands.
   */
  inject(command: Command): BranchStep | null;
}

/** A branch over a log that nobody else appends to. */
function branchOver(log: EventLog, parts: Pick<Timeline, 'initial' | 'baseline'>, origin: Branch['origin']): Branch {
  const timeline = timelineOf({ log, ...parts });
  const steps: BranchStep[] = [];
  return {
    log,
    ...parts,
    get end() {
      return timeline.end;
    },
    stateAt: (seq) => timeline.stateAt(seq),
    origin,
    opened: log.position,
    steps,
    inject(command) {
      const state = timeline.stateAt(timeline.end);
      if (state.crashed !== null) return null;
      const seq = log.position + 1;
      const { events, outcome } = decide(state, command);
      const appended = log.append(events, log.position);
      if (!appended.ok)
        throw new Error(`the model decided what its own catalogue refuses: ${JSON.stringify(appended)}`);
      const step = { seq, command, outcome };
      steps.push(step);
      return step;
    },
  };
}

/** A branch from event `seq` of a timeline, under the same kernel. @throws RangeError for a position that the log has not. */
export function branchAt(timeline: Timeline, seq: number): Branch {
  assertPosition(seq, timeline.end);
  const { log, initial, baseline } = timeline;
  return branchOver(forkedLog(log, seq), { initial, baseline: Math.min(baseline, seq) }, { timeline, seq });
}

/** A boot event as another kernel would have told it. */
function underProfile(event: MemoryEvent, profile: Profile): EventDraft {
  if (event.type !== 'kernel.described') return event;
  const described = { ...event.data, profile: profile.name, machine: describeProfile(profile) };
  return { ...event, data: described };
}

/**
 * A branch under another kernel: the same machine boots, the commands of the record up to event `seq` are decided anew,
 * and the branch stands where that leads. Its events are the model's from the first command on: a memory that one kernel
 * built can't be handed to another.
 * @throws RangeError for a position that the log has not.
 */
export const branchUnder = (timeline: Timeline, seq: number, profile: Profile): Branch =>
  runToEnd(decideUnder(timeline, seq, profile));

/** {@link branchUnder} as steps, one a command of the record. */
export function* decideUnder(timeline: Timeline, seq: number, profile: Profile): Search<Branch> {
  assertPosition(seq, timeline.end);
  const log = memoryLog();
  const boot = [...timeline.log.read(1, Math.min(timeline.baseline, seq))].map((event) => underProfile(event, profile));
  log.append(boot, 0);
  const initial = emptyMemory(profile, timeline.initial.blocks);
  const parts = { initial, baseline: log.position };
  const replayed = branchOver(log, parts, { timeline, seq });
  yield* injectRecorded(replayed, 0, seq);
  return branchOver(log, parts, { timeline, seq });
}

function* injectRecorded(branch: Branch, after: number, to: number): Search<void> {
  const { log, initial } = branch.origin.timeline;
  for (const recorded of recordedCommands(log, initial.profile.geometry.pageBytes)) {
    if (recorded.seq <= after || recorded.seq > to) continue;
    if (!branch.inject(recorded.command)) return;
    yield recorded.seq;
  }
}

/** Goes on with what the record's users asked after the instant that the branch was opened at, decided in the branch. */
export const followRecord = (branch: Branch): void => runToEnd(follow(branch));

/** {@link followRecord} as steps, one a command of the record. */
export const follow = (branch: Branch): Search<void> =>
  injectRecorded(branch, branch.origin.seq, branch.origin.timeline.end);
