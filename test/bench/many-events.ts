import type { EventDraft } from '../../events/event.ts';
import type { NewEvent } from '../../events/log.ts';
import { nanoseconds } from '../../machines/kernel/units.ts';
import { openShipped } from '../support/recordings.ts';

const BASE = '6.1.192-debian-generic-vmemmap--s1-dimm-add-online-offline-remove';

/** Batches of a real recording's events, over and over, with new ids and later times; the last may be shorter. */
export function* manyEvents(count: number, batchSize: number): Generator<readonly NewEvent[]> {
  const drafts: readonly EventDraft[] = [...openShipped(BASE).log.read()].map(({ seq: _, ...draft }) => draft);
  const lastNs = drafts.reduce((last, { timeNs }) => (timeNs !== null && timeNs > last ? timeNs : last), 0n);
  let batch: NewEvent[] = [];
  for (let made = 0; made < count; made++) {
    const draft = drafts[made % drafts.length]!;
    const later = BigInt(Math.floor(made / drafts.length)) * lastNs;
    const timeNs = draft.timeNs === null ? null : nanoseconds(draft.timeNs + later);
    batch.push({ id: `${BASE}#${made + 1}`, source: BASE, draft: { ...draft, timeNs } });
    if (batch.length < batchSize && made + 1 < count) continue;
    yield batch;
    batch = [];
  }
}
