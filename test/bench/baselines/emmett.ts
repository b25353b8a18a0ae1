import { type Event, getInMemoryEventStore } from '@event-driven-io/emmett';
import type { MemoryEvent } from '../../../events/event.ts';
import { sectionWorkOf } from '../../../src/memory/section-change.ts';
import { sectionChangesOf } from '../../../src/memory/section-changes.ts';
import { sectionTable } from '../../../src/timeline/replay/tables.ts';
import { stopwatch } from '../stopwatch.ts';
import type { Contestant } from './contestant.ts';

type Stored = Event<MemoryEvent['type'], { readonly event: MemoryEvent }>;

const STREAM = 'memory';
/** Events of one append. */
const BATCH = 10_000;

/**
 * Emmett's event store in memory, and an `evolve` that changes its state in place: a number for each section, looked up in the
 * same table as ours. It is what a user would write who wants it fast.
 */
export const emmett: Contestant = {
  name: 'Emmett’s aggregateStream with a mutable evolve',
  events: 200_000,
  async run({ profile, events, sections }) {
    const { geometry } = profile;
    const { pagesPerSection } = geometry;
    const store = getInMemoryEventStore();
    for (let at = 0; at < events.length; at += BATCH) {
      const batch = events.slice(at, at + BATCH).map((event): Stored => ({ type: event.type, data: { event } }));
      await store.appendToStream<Stored>(STREAM, batch);
    }
    const table = sectionTable(profile, { entries: 2 ** 16, cells: 2 ** 24, crowded: () => {} });
    const whole = 2n ** BigInt(geometry.subsectionsPerSection) - 1n;
    let touched = 0;
    const wholeChanges = new Map<string, number>();
    const run = (numbers: Uint16Array, first: number, last: number, change: number): void => {
      const row = table.row(change);
      for (let section = first; section <= last; section++) {
        const number = numbers[section] as number;
        const next = row[number] as number;
        numbers[section] = next >= 0 ? next : table.ask(change, number);
      }
      touched += last - first + 1;
    };
    const evolve = (numbers: Uint16Array, { data: { event } }: Stored): Uint16Array => {
      const work = sectionWorkOf(event);
      if (!work && event.type !== 'memory.booted') return numbers;
      const { data } = event;
      const nrPages = 'nrPages' in data ? data.nrPages : 0;
      const aligned = 'pfn' in data && data.pfn % pagesPerSection === 0 && nrPages % pagesPerSection === 0;
      if (work && aligned && nrPages > 0) {
        const key = `${work.op} ${work.nid}`;
        let change = wholeChanges.get(key);
        if (change === undefined) {
          change = table.changeOf({ op: work.op, nid: work.nid, subsections: work.reach === 'pieces' ? whole : 0n });
          wholeChanges.set(key, change);
        }
        run(numbers, data.pfn / pagesPerSection, (data.pfn + nrPages) / pagesPerSection - 1, change);
        return numbers;
      }
      for (const [section, change] of sectionChangesOf(geometry, event)) {
        run(numbers, section, section, table.changeOf(change));
      }
      return numbers;
    };
    const elapsed = stopwatch();
    const { state } = await store.aggregateStream<Uint16Array, Stored>(STREAM, {
      initialState: () => new Uint16Array(sections),
      evolve,
    });
    const ms = elapsed();
    return { ms, touched, facts: (section) => table.entries[state[section] ?? 0]?.facts };
  },
};
