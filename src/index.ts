// The public API: every name that a program may rely on.

export type { EventData, EventType } from '../events/catalogue.ts';
export { decided, type EventDraft, type EventOf, type MemoryEvent } from '../events/event.ts';
export { toCloudEvent } from '../events/formats/cloudevent.ts';
export type { EventLog } from '../events/log.ts';
export { memoryLog } from '../events/memory-log.ts';
export { SourceError, type SourceProblem } from '../events/problem.ts';
export { type Profile, profileByName } from '../machines/kernel/profile.ts';
export {
  type BlockNr,
  type Bytes,
  blockNr,
  bytes,
  hex,
  type Nanoseconds,
  nanoseconds,
  type Pfn,
  pfn,
  type SectionNr,
  sectionNr,
} from '../machines/kernel/units.ts';
export type { Outcome } from '../machines/operations/context.ts';
export { type CheckReport, check } from './check/check.ts';
export { type Comparison, compareProfiles } from './check/compare-profiles.ts';
export type { Command, Environment } from './memory/commands.ts';
export { type Decision, decide } from './memory/decide.ts';
export { type Decider, decider } from './memory/decider.ts';
export { evolve } from './memory/evolve.ts';
export { emptyMemory, type MemoryState } from './memory/state.ts';
export { openRecorded, openSeveral } from './sources/open-source.ts';
export type { OpenedSource, OpenOptions } from './sources/opened-source.ts';
export { type CommandLine, readCommandLine } from './sources/scenario/command-line.ts';
export { openScenario, profileForScenario, type Scenario } from './sources/scenario/scenario.ts';
export { runScenario, type Simulation, simulate } from './sources/scenario/simulate.ts';
export { sha256 } from './stores/hash.ts';
export { memoryStore } from './stores/memory.ts';
export { type SqliteOpened, sqliteStore } from './stores/sqlite.ts';
export { compareTimelines, type TimelineComparison } from './timeline/align/compare-timelines.ts';
export { type Bisected, bisect } from './timeline/bisect.ts';
export { type Branch, branchAt, branchUnder, followRecord } from './timeline/branch/branch.ts';
export { type Checkpoints, dropCheckpoint, NO_CHECKPOINTS, setCheckpoint } from './timeline/checkpoints.ts';
export {
  type Cursor,
  cursorAt,
  eventHere,
  seek,
  stateHere,
  step,
  stepAbout,
  stepInAttempt,
} from './timeline/cursor.ts';
export { applyDiff, diffStates, type MemoryDiff, reverseDiff, squashDiffs } from './timeline/diff.ts';
export { historyOf, type SubjectChange } from './timeline/history.ts';
export { type Instant, parseInstant, positionOf, stateAt } from './timeline/instant.ts';
export { parsePredicate } from './timeline/predicate/parse.ts';
export type { Predicate } from './timeline/predicate/predicate.ts';
export { type Snapshot, snapshotOf } from './timeline/snapshot.ts';
export { type Timeline, timelineOf } from './timeline/timeline.ts';
export { type VisibleDiff, visibleDiff } from './timeline/visible-diff.ts';
export { nearestHit, type Watch } from './timeline/watch.ts';
export { type Why, why } from './timeline/why/why.ts';
