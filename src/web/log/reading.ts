import type { EventType } from '../../../events/catalogue.ts';
import type { PackedLog } from '../../../events/packed/packed-log.ts';
import type { MemoryState } from '../../memory/state.ts';
import { sectionRangeOf } from '../../timeline/about.ts';
import { pageReader } from '../../timeline/page-columns.ts';
import { extents, speaksOfMemory } from './extent.ts';
import { type Effect, effectOf, refusals } from './refusals.ts';

interface Meaning extends Effect {
  readonly ofMemory: boolean;
}

const meaningOf = (type: EventType): Meaning => ({ ...effectOf(type), ofMemory: speaksOfMemory(type) });

/** What the page knows of a log by reading every event once, as it arrives, and then never again. */
export function readingOf(log: PackedLog, initial: MemoryState) {
  const each = pageReader(initial, log);
  const map = extents(initial.profile.geometry);
  const refused = refusals((span) => sectionRangeOf(initial, span));
  const meanings: (Meaning | undefined)[] = [];
  let read = 0;
  return {
    refused,
    map,
    /** Reads what has arrived since; true when the map is larger, or knows more, than before. */
    readOn(): boolean {
      let larger = false;
      each(read + 1, log.position, (seq, shape, operation, spans) => {
        const meaning = meanings[shape] ?? meaningOf(log.shapes[shape]?.type ?? 'line.notUnderstood');
        meanings[shape] = meaning;
        refused.take(seq, meaning, operation, spans);
        if (!meaning.ofMemory || spans === null) return;
        const isNew = spans.some((span) => {
          const range = sectionRangeOf(initial, span);
          return range !== null && !map.knows(range.first, range.last);
        });
        const event = isNew ? log.at(seq) : undefined;
        if (event) larger = map.take(event) || larger;
      });
      read = log.position;
      return larger;
    },
  };
}
