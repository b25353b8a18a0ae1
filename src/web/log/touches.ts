import type { MemoryEvent } from '../../../events/event.ts';

import type { MemoryState } from '../../memory/state.ts';
import { type SectionRange, sectionRangesOf } from '../../timeline/about.ts';

/** Wider events describe the whole machine; to list them under each section would tell nothing of it. */
const WIDEST = 4096;

/** What an event did to the sections that it is about. */
export type Touch = 'changed' | 'refused' | 'said';

interface Touches {
  readonly seqs: number[];
  readonly kinds: Touch[];
}

const CHANGES =
  /^(memory|pages\.(added|removed)|sections\.|section\.|blocks\.|block\.(onlined|offlined|goingOnline|goingOffline)|zone\.|device\.)/;

const kindOf = (type: MemoryEvent['type']): Touch => {
  if (type === 'operation.refused' || type === 'operation.failed' || type === 'pages.notRemoved') return 'refused';
  return CHANGES.test(type) ? 'changed' : 'said';
};

/** For each section the events about it, in order, with those of the operations around them; built as events arrive. */
export function touches(machine: Pick<MemoryState, 'profile' | 'blocks'>) {
  const bySection = new Map<number, Touches>();
  const operations = new Map<number, readonly SectionRange[]>();
  const operationOf = new Map<number, number>();

  const rangesOf = (event: MemoryEvent): readonly SectionRange[] => {
    const named = sectionRangesOf(machine, event);
    const { data } = event;
    const operation = 'operation' in data ? data.operation : null;
    if (operation === null) return named;
    if (event.type === 'operation.started') operations.set(operation, named);
    return named.length > 0 ? named : (operations.get(operation) ?? []);
  };

  return {
    take(event: MemoryEvent): void {
      const { data, seq } = event;
      if ('operation' in data && data.operation !== null) operationOf.set(seq, data.operation);
      const kind = kindOf(event.type);
      for (const { first, last } of rangesOf(event)) {
        if (last - first >= WIDEST) continue;
        for (let section = first; section <= last; section++) {
          const known = bySection.get(section) ?? { seqs: [], kinds: [] };
          known.seqs.push(seq);
          known.kinds.push(kind);
          bySection.set(section, known);
        }
      }
    },
    /** Positions of the events about a section, ascending. */
    about: (section: number): readonly number[] => bySection.get(section)?.seqs ?? [],
    /** Whether the last thing that was tried with a section up to an instant was refused or failed, and nothing changed since. */
    refusedAt(section: number, at: number): boolean {
      const known = bySection.get(section);
      if (!known) return false;
      for (let index = lastUpTo(known.seqs, at); index >= 0; index--) {
        const kind = known.kinds[index];
        if (kind === 'refused') return true;
        // A block that goes offline and back within the refused call was not changed by it.
        if (kind === 'changed') return false;
      }
      return false;
    },
    operationAt: (seq: number): number | null => operationOf.get(seq) ?? null,
  };
}

/** Index of the last number that is not above a bound; -1 when all are. */
export function lastUpTo(ascending: readonly number[], bound: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] ?? 0) <= bound) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
