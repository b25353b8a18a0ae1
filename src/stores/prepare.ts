import { type Head, linkHash } from '../../events/chain.ts';
import { contentOf, saysTheSame } from '../../events/content.ts';
import type { NewEvent, StoreAppend, StoredEvent } from '../../events/log.ts';
import { sha256 } from './hash.ts';

/** What a store already holds under an id: its place and content; undefined for a new id. */
export type StoredContent = (id: string) => { readonly position: number; readonly body: string } | undefined;

export type Batch =
  | { readonly ok: true; readonly events: readonly StoredEvent[]; readonly head: Head }
  | Extract<StoreAppend, { readonly ok: false }>;

/** Chains a batch onto a head: the events to write, without those that are there already. The same for every store. */
export function chainBatch(batch: readonly NewEvent[], head: Head, known: StoredContent): Batch {
  const events: StoredEvent[] = [];
  const inBatch = new Map<string, StoredEvent>();
  let last = head;
  for (const [index, one] of batch.entries()) {
    const before = inBatch.get(one.id) ?? known(one.id);
    const position = before?.position ?? last.position + 1;
    const content = contentOf(one, position);
    if (!content.ok) return { ok: false, problem: 'invalid', index, reason: content.reason };
    if (before) {
      if (!saysTheSame(before.body, content.body)) return { ok: false, problem: 'idTaken', index, id: one.id };
      continue;
    }
    const hash = linkHash(sha256, last.hash, content.body);
    const stored: StoredEvent = {
      position,
      id: one.id,
      source: one.source,
      body: content.body,
      hash,
      event: Object.freeze(content.event),
    };
    events.push(stored);
    inBatch.set(one.id, stored);
    last = { position, hash };
  }
  return { ok: true, events, head: last };
}

/**
 * Whether a batch may go onto a head. A batch that is wholly stored already may come again with its old expectation: its
 * acknowledgement was lost.
 */
export const mayAppend = (expected: number, head: Head, batch: Batch & { readonly ok: true }): boolean =>
  expected === head.position || batch.events.length === 0;
