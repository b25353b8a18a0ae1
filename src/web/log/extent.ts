import type { EventType } from '../../../events/catalogue.ts';
import type { MemoryEvent } from '../../../events/event.ts';
import type { Geometry } from '../../../machines/kernel/geometry.ts';

/** Sections side by side that the log ever speaks of, on one node. */
export interface Extent {
  readonly first: number;
  readonly last: number;
  readonly nid: number | null;
}

interface Span {
  readonly pfn: number;
  readonly nrPages: number;
  readonly nid: number | null;
}

const OF_MEMORY: ReadonlySet<EventType> = new Set<EventType>([
  'memory.booted',
  'memory.found',
  'pages.added',
  'pages.removed',
  'sections.onlined',
  'sections.offlined',
  'device.claimed',
  'blocks.created',
]);

/** Whether events of a type can say that there is, or was, memory. */
export const speaksOfMemory = (type: EventType): boolean => OF_MEMORY.has(type);

/** Ranges of pages that an event says are, or were, memory. */
function memoryIn(event: MemoryEvent, geometry: Geometry): readonly Span[] {
  switch (event.type) {
    case 'memory.booted':
      return event.data.ram;
    case 'memory.found':
    case 'pages.added':
      return [event.data];
    case 'pages.removed':
    case 'sections.onlined':
    case 'sections.offlined':
    case 'device.claimed':
      return [{ ...event.data, nid: null }];
    case 'blocks.created': {
      const { start, size, nid } = event.data;
      return [{ pfn: start / geometry.pageBytes, nrPages: size / geometry.pageBytes, nid }];
    }
    default:
      return [];
  }
}

/** What of the address space a log speaks of; grows as events arrive, so that the map is laid out once for all instants. */
export function extents(geometry: Geometry, begin: readonly Extent[] = []) {
  let known: Extent[] = [...begin];
  const add = (first: number, last: number, nid: number | null): boolean => {
    const inside = known.some((one) => one.first <= first && last <= one.last && (nid === null || one.nid !== null));
    if (inside) return false;
    const pieces: Extent[] = [];
    // Only what is new is taken: a node that was told stays told.
    let from = first;
    for (const one of known) {
      if (one.last < from || one.first > last) continue;
      if (one.first > from) pieces.push({ first: from, last: one.first - 1, nid });
      from = Math.max(from, one.last + 1);
    }
    if (from <= last) pieces.push({ first: from, last, nid });
    const told = known.map((one) =>
      one.nid === null && nid !== null && first <= one.first && one.last <= last ? { ...one, nid } : one,
    );
    known = joined([...told, ...pieces]);
    return true;
  };
  return {
    /** Adds sections, both ends included; true when the map is larger, or knows more, than before. */
    add,
    /** Takes an event; true when the map is larger, or knows more, than before. */
    take(event: MemoryEvent): boolean {
      let grew = false;
      for (const { pfn, nrPages, nid } of memoryIn(event, geometry)) {
        if (nrPages <= 0) continue;
        const first = Math.floor(pfn / geometry.pagesPerSection);
        const last = Math.floor((pfn + nrPages - 1) / geometry.pagesPerSection);
        grew = add(first, last, nid) || grew;
      }
      return grew;
    },
    /** Whether some sections are known as memory, and their node too. */
    knows(first: number, last: number): boolean {
      let low = 0;
      let high = known.length;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if ((known[middle]?.first ?? 0) <= first) low = middle + 1;
        else high = middle;
      }
      const around = known[low - 1];
      return around !== undefined && around.nid !== null && last <= around.last;
    },
    list: (): readonly Extent[] => known,
  };
}

/** Extents in order, those side by side on one node joined; one whose node is unknown joins the one before it. */
function joined(list: readonly Extent[]): Extent[] {
  const result: Extent[] = [];
  for (const one of list.toSorted((a, b) => a.first - b.first)) {
    const before = result.at(-1);
    const same = before && (before.nid === one.nid || one.nid === null || before.nid === null);
    if (before && same && before.last >= one.first - 1) {
      result[result.length - 1] = {
        first: before.first,
        last: Math.max(before.last, one.last),
        nid: before.nid ?? one.nid,
      };
    } else result.push(one);
  }
  return result;
}
