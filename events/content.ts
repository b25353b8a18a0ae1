import { canonical } from './canonical.ts';
import { catalogueEntry } from './catalogue.ts';
import type { MemoryEvent } from './event.ts';
import { toCloudEvent } from './formats/cloudevent.ts';
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
    return { ok: true, body: canonical({ ...toCloudEvent(event, source), id }), event };
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error) };
  }
}
