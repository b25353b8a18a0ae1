import type { EventDraft, MemoryEvent } from '../../../events/event.ts';
import type { EventLog } from '../../../events/log.ts';
import type { BlockGeometry } from '../../../machines/kernel/ranges.ts';
import { begun, changedAttempt } from '../attempt-change.ts';
import type { MemoryState, OpenAttempt } from '../state.ts';
import { chains, NO_LINK } from './chains.ts';

/** One operation under way: what it was before the log, and the last of the chained positions of its events. */
interface Trail {
  readonly operation: number;
  readonly before: OpenAttempt | null;
  /** Position of the event that began it; 0 for one that was under way before the log. */
  readonly began: number;
  last: number;
}

/** Operations under way as a keyframe keeps them. */
export type AttemptsImage = readonly (Omit<Trail, 'last'> & { readonly positions: readonly number[] })[];

/**
 * Operations under way, each as the positions of its own events: most end before anybody looks, so what they hold is made
 * out only when somebody does.
 */
export interface OpenAttempts {
  begin(operation: number, position: number): void;
  /** An event of an operation that holds or announces something; nothing for an operation that is not under way. */
  remember(operation: number, position: number): void;
  /** Each range of pages that an operation added. */
  eachAdded(operation: number, visit: (pfn: number, nrPages: number) => void): void;
  end(operation: number): void;
  view(blocks: BlockGeometry): MemoryState['attempts'];
  image(): AttemptsImage;
  restore(image: AttemptsImage): void;
}

const NONE: MemoryState['attempts'] = Object.freeze({});
/** So many are looked through one by one; where more are under way at once, the oldest are found by a map. */
const RECENT = 32;

/** @param addsPages whether the event at a position is one that adds pages; must be true of every such event. */
export function openAttempts(
  log: EventLog,
  initial: MemoryState,
  addsPages: (position: number) => boolean,
): OpenAttempts {
  let recent: Trail[] = [];
  let older = new Map<number, Trail>();
  const positions = chains();

  const push = (trail: Trail): void => {
    recent.push(trail);
    if (recent.length <= RECENT) return;
    const [oldest] = recent.splice(0, 1);
    if (oldest) older.set(oldest.operation, oldest);
  };
  const find = (operation: number): Trail | undefined => {
    for (let index = recent.length - 1; index >= 0; index--) {
      if (recent[index]?.operation === operation) return recent[index];
    }
    return older.size === 0 ? undefined : older.get(operation);
  };
  const remove = (operation: number): void => {
    for (let index = recent.length - 1; index >= 0; index--) {
      if (recent[index]?.operation !== operation) continue;
      if (index === recent.length - 1) recent.pop();
      else recent.splice(index, 1);
      break;
    }
    if (older.size > 0) older.delete(operation);
    if (recent.length === 0 && older.size === 0) positions.clear();
  };
  const begin = (trail: Trail): void => {
    if (find(trail.operation)) remove(trail.operation);
    push(trail);
  };
  const each = (): readonly Trail[] => [...older.values(), ...recent];
  const eventsOf = (trail: Trail): readonly MemoryEvent[] =>
    [...(trail.began > 0 ? [trail.began] : []), ...positions.of(trail.last)].flatMap((at) => log.at(at) ?? []);
  const made = (trail: Trail, blocks: BlockGeometry): OpenAttempt | null =>
    eventsOf(trail).reduce<OpenAttempt | null>((attempt, event: EventDraft) => {
      if (event.type === 'operation.started') return begun(event);
      return attempt && changedAttempt(attempt, event, blocks);
    }, trail.before);

  for (const [operation, before] of Object.entries(initial.attempts)) {
    begin({ operation: Number(operation), before, began: 0, last: NO_LINK });
  }
  return {
    begin: (operation, position) => begin({ operation, before: null, began: position, last: NO_LINK }),
    remember(operation, position) {
      const trail = find(operation);
      if (trail) trail.last = positions.link(trail.last, position);
    },
    eachAdded(operation, visit) {
      const trail = find(operation);
      for (const { pfn, nrPages } of trail?.before?.added ?? []) visit(pfn, nrPages);
      if (!trail) return;
      for (let link = trail.last; link !== NO_LINK; link = positions.before(link)) {
        if (!addsPages(positions.at(link))) continue;
        const event = log.at(positions.at(link));
        if (event?.type === 'pages.added') visit(event.data.pfn, event.data.nrPages);
      }
    },
    end: remove,
    view(blocks) {
      if (recent.length === 0 && older.size === 0) return NONE;
      const view: Record<number, OpenAttempt> = {};
      for (const trail of each()) {
        const attempt = made(trail, blocks);
        if (attempt) view[trail.operation] = Object.freeze(attempt);
      }
      return Object.freeze(view);
    },
    image: () =>
      each().map(({ operation, before, began, last }) => ({ operation, before, began, positions: positions.of(last) })),
    restore(image) {
      recent = [];
      older = new Map();
      positions.clear();
      for (const { positions: own, ...trail } of image) {
        push({ ...trail, last: own.reduce((last, position) => positions.link(last, position), NO_LINK) });
      }
    },
  };
}
