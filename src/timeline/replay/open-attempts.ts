import type { EventDraft } from '../../../events/event.ts';
import { CHUNK_EVENTS } from '../../../events/packed/columns.ts';
import type { PackedLog } from '../../../events/packed/packed-log.ts';
import { NO_OPERATION } from '../../../events/packed/shape.ts';
import type { BlockGeometry } from '../../../machines/kernel/ranges.ts';
import { begun, changedAttempt, operationOf } from '../../memory/attempt-change.ts';
import type { MemoryState, OpenAttempt } from '../../memory/state.ts';
import { OpenNumbers } from './open-numbers.ts';

/** One operation under way, as it was after an event. */
interface KnownAttempt {
  readonly attempt: OpenAttempt;
  readonly position: number;
}

/** Operations under way as a keyframe keeps them, and the pages that they added. */
export interface AttemptsImage {
  readonly attempts: ReadonlyMap<number, OpenAttempt>;
  readonly added: ReadonlyMap<number, readonly number[]>;
}

/**
 * Operations under way, known by nothing but where they began: most end before anybody looks, so what they hold is read from
 * their events only when somebody does.
 */
export interface OpenAttempts {
  begin(operation: number, position: number): void;
  /** An operation added pages; nothing for one that is not under way. */
  add(operation: number, pfn: number, nrPages: number): void;
  /** Each range of pages that an operation added. */
  eachAdded(operation: number, visit: (pfn: number, nrPages: number) => void): void;
  end(operation: number): void;
  /** An event of an operation that changes nothing of what it holds. */
  passOver(position: number): void;
  /** Operations under way after the event at a position. */
  view(position: number): MemoryState['attempts'];
  image(position: number): AttemptsImage;
  restore(image: AttemptsImage, position: number): void;
}

const NONE: MemoryState['attempts'] = Object.freeze({});

/** @param changesAttempt whether events of a shape change what their operation holds or announced. */
export function openAttempts(
  log: PackedLog,
  initial: MemoryState,
  blocks: BlockGeometry,
  changesAttempt: (shape: number) => boolean,
): OpenAttempts {
  const open = new OpenNumbers();
  /** First page and number of pages of each range, one after the other, by operation. */
  let added = new Map<number, number[]>();
  /** How many operations added pages: asked for every operation, and mostly 0. */
  let adders = 0;
  /** What was made out of operations: they are read on from there. */
  let made = new Map<number, KnownAttempt>();
  /** Positions are passed over for good: what an event did there does not depend on who replays. */
  const passed = new Set<number>();

  /** An operation that was under way before the log began nowhere in it. */
  const BEFORE = 0;
  for (const [number, attempt] of Object.entries(initial.attempts)) {
    const operation = Number(number);
    open.begin(operation, BEFORE);
    made.set(operation, { attempt, position: BEFORE });
    if (attempt.added.length > 0)
      added.set(
        operation,
        attempt.added.flatMap(({ pfn, nrPages }) => [pfn, nrPages]),
      );
  }

  adders = added.size;

  /** Reads on in the log, from one position to another, what it says of some operations. */
  const readOn = (
    all: Map<number, OpenAttempt>,
    since: ReadonlyMap<number, number>,
    from: number,
    to: number,
  ): void => {
    for (let at = from; at <= to; at++) {
      const chunk = log.columns.chunks[Math.floor((at - 1) / CHUNK_EVENTS)];
      const index = (at - 1) % CHUNK_EVENTS;
      if (!chunk || !changesAttempt(chunk.shapes[index] ?? -1)) continue;
      const number = chunk.operations[index] ?? NO_OPERATION;
      // A number that fits no column stands in the event itself.
      if (number !== NO_OPERATION && at < (since.get(number) ?? Number.POSITIVE_INFINITY)) continue;
      const event: EventDraft | undefined = passed.has(at) ? undefined : log.at(at);
      const operation = event ? operationOf(event) : null;
      if (!event || operation === null || at < (since.get(operation) ?? Number.POSITIVE_INFINITY)) continue;
      const before = all.get(operation);
      if (event.type === 'operation.started') all.set(operation, begun(event));
      else if (before) all.set(operation, changedAttempt(before, event, blocks));
    }
  };

  const allAt = (position: number): ReadonlyMap<number, OpenAttempt> => {
    const all = new Map<number, OpenAttempt>();
    /** The first position that has something to say of an operation. */
    const since = new Map<number, number>();
    let first = position + 1;
    open.each((operation, began) => {
      const known = made.get(operation);
      const goesOn = known !== undefined && known.position >= began && known.position <= position;
      if (goesOn) all.set(operation, known.attempt);
      since.set(operation, goesOn ? known.position + 1 : began);
      first = Math.min(first, since.get(operation) ?? first);
    });
    readOn(all, since, first, position);
    made = new Map([...all].map(([operation, attempt]) => [operation, { attempt: Object.freeze(attempt), position }]));
    return all;
  };

  const forget = (operation: number): void => {
    if (added.delete(operation)) adders--;
  };

  return {
    begin(operation, position) {
      open.begin(operation, position);
      if (adders > 0) forget(operation);
    },
    add(operation, pfn, nrPages) {
      if (!open.has(operation)) return;
      const ranges = added.get(operation);
      if (ranges) ranges.push(pfn, nrPages);
      else {
        added.set(operation, [pfn, nrPages]);
        adders++;
      }
    },
    eachAdded(operation, visit) {
      const ranges = adders > 0 ? added.get(operation) : undefined;
      if (!ranges) return;
      for (let at = 0; at < ranges.length; at += 2) visit(ranges[at] as number, ranges[at + 1] as number);
    },
    end(operation) {
      open.end(operation);
      if (adders > 0) forget(operation);
    },
    passOver(position) {
      passed.add(position);
    },
    view(position) {
      return open.count === 0 ? NONE : Object.freeze(Object.fromEntries(allAt(position)));
    },
    image: (position) => ({
      attempts: open.count === 0 ? new Map() : allAt(position),
      added: new Map([...added].map(([operation, ranges]) => [operation, [...ranges]])),
    }),
    restore(image, position) {
      open.clear();
      for (const operation of image.attempts.keys()) open.begin(operation, position);
      made = new Map([...image.attempts].map(([operation, attempt]) => [operation, { attempt, position }]));
      added = new Map([...image.added].map(([operation, ranges]) => [operation, [...ranges]]));
      adders = added.size;
    },
  };
}
