import type { EventDraft, MemoryEvent } from '../../../events/event.ts';
import type { EventLog } from '../../../events/log.ts';
import type { BlockGeometry } from '../../../machines/kernel/ranges.ts';
import { begun, changedAttempt } from '../attempt-change.ts';
import type { MemoryState, OpenAttempt } from '../state.ts';

/** One operation under way: what it was before the log, and the positions of the events that made it what it is. */
interface Trail {
  readonly before: OpenAttempt | null;
  readonly positions: number[];
}

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
  image(): ReadonlyMap<number, Trail>;
  restore(image: ReadonlyMap<number, Trail>): void;
}

const NONE: MemoryState['attempts'] = Object.freeze({});

export function openAttempts(log: EventLog, initial: MemoryState): OpenAttempts {
  let open = new Map<number, Trail>();
  for (const [operation, before] of Object.entries(initial.attempts)) {
    open.set(Number(operation), { before, positions: [] });
  }
  const eventsOf = (positions: readonly number[]): readonly MemoryEvent[] =>
    positions.flatMap((position) => log.at(position) ?? []);
  const made = ({ before, positions }: Trail, blocks: BlockGeometry): OpenAttempt | null =>
    eventsOf(positions).reduce<OpenAttempt | null>((attempt, event: EventDraft) => {
      if (event.type === 'operation.started') return begun(event);
      return attempt && changedAttempt(attempt, event, blocks);
    }, before);
  const copied = (from: ReadonlyMap<number, Trail>): Map<number, Trail> =>
    new Map(
      [...from].map(
        ([operation, { before, positions }]) => [operation, { before, positions: [...positions] }] as const,
      ),
    );
  return {
    begin(operation, position) {
      open.set(operation, { before: null, positions: [position] });
    },
    remember(operation, position) {
      open.get(operation)?.positions.push(position);
    },
    eachAdded(operation, visit) {
      const trail = open.get(operation);
      for (const { pfn, nrPages } of trail?.before?.added ?? []) visit(pfn, nrPages);
      for (const event of eventsOf(trail?.positions ?? [])) {
        if (event.type === 'pages.added') visit(event.data.pfn, event.data.nrPages);
      }
    },
    end(operation) {
      open.delete(operation);
    },
    view(blocks) {
      if (open.size === 0) return NONE;
      const view: Record<number, OpenAttempt> = {};
      for (const [operation, trail] of open) {
        const attempt = made(trail, blocks);
        if (attempt) view[operation] = Object.freeze(attempt);
      }
      return Object.freeze(view);
    },
    image: () => copied(open),
    restore(image) {
      open = copied(image);
    },
  };
}
