import type { AnyStateMachine } from 'xstate';
import type { Cursor } from '../../timeline/cursor.ts';
import { countUpTo } from '../../timeline/positions.ts';
import type { Timeline } from '../../timeline/timeline.ts';
import { type PlainEvent, type PlainSnapshot, plainSnapshot } from './machine/plain.ts';
import { INIT, lastEvent, stepsOf, type WatchedMachine } from './machine/watched.ts';

/** Update for viewers, independent of protocol. */
export type ViewerUpdate =
  /** A machine is there; `snapshot` is where it is, `event` what brought it there. */
  | ({ readonly kind: 'appears'; readonly machine: AnyStateMachine } & MachineSnapshot)
  /** It takes an event: told before the state that comes of it. */
  | { readonly kind: 'takes'; readonly name: string; readonly event: PlainEvent }
  | ({ readonly kind: 'stands' } & MachineSnapshot)
  /** It is there no longer: time went back to before it, or the session ends. */
  | ({ readonly kind: 'goes' } & MachineSnapshot);

interface MachineSnapshot {
  readonly name: string;
  readonly event: PlainEvent;
  readonly snapshot: PlainSnapshot;
}

/** Longest move, in events of the watched machines, that is sent step by step; a longer one sends its end only. */
const LONGEST_MOVE = 256;

function snapshotOf(watched: WatchedMachine, timeline: Timeline, seq: number): MachineSnapshot | null {
  const snapshot = watched.snapshotAt(timeline, seq);
  if (!snapshot) return null;
  return { name: watched.name, event: lastEvent(watched, timeline, seq), snapshot: plainSnapshot(snapshot) };
}

/** Updates for a viewer that attaches at an instant: every machine and its state. */
export function* updatesHere(all: readonly WatchedMachine[], { timeline, seq }: Cursor): Generator<ViewerUpdate> {
  for (const watched of all) {
    const here = snapshotOf(watched, timeline, seq);
    if (!here) continue;
    yield { kind: 'appears', machine: watched.machine, ...here };
    yield { kind: 'stands', ...here };
  }
}

/** Updates at the end of a session: every machine stops. */
export function* updatesAtEnd(all: readonly WatchedMachine[], { timeline, seq }: Cursor): Generator<ViewerUpdate> {
  for (const watched of all) {
    const here = snapshotOf(watched, timeline, seq);
    if (here) yield { kind: 'goes', ...here };
  }
}

/** One machine that event `seq` moves. */
function* stepUpdates(watched: WatchedMachine, timeline: Timeline, seq: number): Generator<ViewerUpdate> {
  const { name, machine } = watched;
  const steps = stepsOf(watched, timeline, seq);
  if (steps.length > 0 && !watched.snapshotAt(timeline, seq - 1)) {
    const snapshot = plainSnapshot(watched.snapshotBefore(timeline, seq));
    yield { kind: 'appears', name, machine, event: INIT, snapshot };
  }
  for (const { event, snapshot } of steps) {
    yield { kind: 'takes', name, event };
    yield { kind: 'stands', name, event, snapshot };
  }
}

/** A machine that is somewhere else now, without the way there. */
function* jumpUpdates(watched: WatchedMachine, from: Cursor, to: Cursor): Generator<ViewerUpdate> {
  const was = snapshotOf(watched, from.timeline, from.seq);
  const is = snapshotOf(watched, to.timeline, to.seq);
  if (is && !was) yield { kind: 'appears', machine: watched.machine, ...is };
  if (is) yield { kind: 'stands', ...is };
  else if (was) yield { kind: 'goes', ...was };
}

/** Those of some ascending positions that are after one and not after another. */
const between = (positions: readonly number[], after: number, upTo: number): readonly number[] =>
  positions.slice(countUpTo(positions, after), countUpTo(positions, upTo));

/**
 * Updates of a move. On: every event that a watched machine takes on the way, in the record's order, each with the state that
 * comes of it. Back, far on, or into another timeline: the state of every machine where the move ends.
 */
export function* updatesOfMove(all: readonly WatchedMachine[], from: Cursor, to: Cursor): Generator<ViewerUpdate> {
  const { timeline } = to;
  if (from.timeline === timeline && from.seq === to.seq) return;
  const ways = all.map((watched) => ({ watched, positions: between(watched.positions(timeline), from.seq, to.seq) }));
  const count = ways.reduce((sum, { positions }) => sum + positions.length, 0);
  if (from.timeline !== timeline || to.seq < from.seq || count > LONGEST_MOVE) {
    for (const watched of all) yield* jumpUpdates(watched, from, to);
    return;
  }
  const steps = ways.flatMap(({ watched, positions }) => positions.map((seq) => ({ watched, seq })));
  for (const { watched, seq } of steps.sort((a, b) => a.seq - b.seq)) yield* stepUpdates(watched, timeline, seq);
}
