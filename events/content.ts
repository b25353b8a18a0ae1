import { canonical } from './canonical.ts';
import { catalogueEntry } from './catalogue.ts';
import type { MemoryEvent } from './event.ts';
import { toCloudEvent } from './formats/cloudevent.ts';
import { fromCloudEvent } from './formats/read-cloudevent.ts';
import { strictJson } from './formats/strict-json.ts';
import type { NewEvent } from './store.ts';

export type Prepared =
  | { readonly ok: true; readonly body: string; readonly event: MemoryEvent }
  | { readonly ok: false; readonly reason: string };

/** The canonical content of an event at a position: what is hashed, stored and exported; or why it can't be stored. */
export function contentOf({ id, source, draft }: NewEvent, position: number): Prepared {
  const checked = catalogueEntry(draft.type)?.data.safeParse(draft.data);
  if (!checked?.success) {
    const issue = checked?.error.issues[0];
    return {
      ok: false,
      reason: issue ? `${issue.path.join('.')}: ${issue.message}` : `no event is called ${draft.type}`,
    };
  }
  const event: MemoryEvent = { ...draft, seq: position };
  try {
    const body = canonical({ ...toCloudEvent(event, source), id });
    // What is stored must be readable again, from the store and from an export.
    const again = strictJson(body);
    if (!again.ok) return { ok: false, reason: again.read };
    const read = fromCloudEvent(again.value);
    return read.ok ? { ok: true, body, event } : { ok: false, reason: `${read.path}: ${read.reason}` };
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error) };
  }
}
