import { canonical } from './canonical.ts';
import { catalogueEntry } from './catalogue.ts';
import type { EventDraft, MemoryEvent } from './event.ts';
import { toCloudEvent } from './formats/cloudevent.ts';
import { fromCloudEvent, type ReadEvent } from './formats/read-cloudevent.ts';
import { LONGEST_JSON, strictJson, unreadableIn } from './formats/strict-json.ts';
import type { NewEvent } from './log.ts';

export type Prepared =
  | { readonly ok: true; readonly body: string; readonly event: MemoryEvent }
  | { readonly ok: false; readonly reason: string };

const no = (reason: string): Prepared => ({ ok: false, reason });

/** Events whose body was read strictly, found canonical, and says them: it need not be read a second time. */
const READ = new WeakSet<NewEvent>();

/** An event that a strict reader of canonical text just made of a body. */
export function asWritten(read: ReadEvent & { readonly ok: true }, body: string): NewEvent {
  const { id, source, draft } = read;
  const event: NewEvent = Object.freeze({ id, source, draft, body });
  READ.add(event);
  return event;
}

/** What a body says, where it is canonical and can be read. */
function readStrictly(body: string): ReadEvent {
  const json = strictJson(body);
  if (!json.ok) return { ok: false, path: '', reason: json.read };
  const read = fromCloudEvent(json.value);
  if (read.ok && canonical(json.value) !== body)
    return { ok: false, path: '', reason: 'it is spelled otherwise than canonical JSON' };
  return read;
}

/** The content of an event that another log holds: as it was written there, at its new position. */
function moved(one: NewEvent, body: string, position: number): Prepared {
  const read: ReadEvent = READ.has(one) ? { ok: true, ...one } : readStrictly(body);
  if (!read.ok) return no(read.path === '' ? read.reason : `${read.path}: ${read.reason}`);
  const event: MemoryEvent = { ...read.draft, seq: position };
  const says = (draft: EventDraft): string => canonical(toCloudEvent({ ...draft, seq: position }, one.source));
  const agrees =
    READ.has(one) || (read.id === one.id && read.source === one.source && says(read.draft) === says(one.draft));
  if (!agrees) return no('its body says another event than its draft: leave the body away where the draft is changed');
  const content = JSON.parse(body) as Readonly<Record<string, unknown>>;
  const sequence = String(position);
  return { ok: true, event, body: content['sequence'] === sequence ? body : canonical({ ...content, sequence }) };
}

/** The content of a new event: canonical, and shown to be readable again, from the store and from an export. */
function written({ id, source, draft }: NewEvent, position: number): Prepared {
  const checked = catalogueEntry(draft.type)?.data.safeParse(draft.data);
  if (!checked?.success) {
    const issue = checked?.error.issues[0];
    return no(issue ? `${issue.path.join('.')}: ${issue.message}` : `no event is called ${draft.type}`);
  }
  const event: MemoryEvent = { ...draft, seq: position };
  const body = canonical({ ...toCloudEvent(event, source), id });
  if (body.length > LONGEST_JSON) return no(`${body.length} characters`);
  const unreadable = unreadableIn(draft.data, 1);
  if (unreadable !== undefined) return no(unreadable);
  const read = fromCloudEvent(JSON.parse(body));
  return read.ok ? { ok: true, body, event } : no(`${read.path}: ${read.reason}`);
}

/** The canonical content of an event at a position: what is hashed, stored and exported; or why it can't be stored. */
export function contentOf(one: NewEvent, position: number): Prepared {
  try {
    return one.body === undefined ? written(one, position) : moved(one, one.body, position);
  } catch (error) {
    return no(error instanceof Error ? error.message : String(error));
  }
}

/** A body as it would be written today: what an older version of its type said, in the newest. */
function broughtUp(body: string): string | undefined {
  const read = readStrictly(body);
  if (!read.ok) return undefined;
  const { sequence } = JSON.parse(body) as { readonly sequence: string };
  const content = contentOf({ id: read.id, source: read.source, draft: read.draft }, Number(sequence));
  return content.ok ? content.body : undefined;
}

/** Whether two bodies say the same event, be it in different versions of its type. */
export function saysTheSame(a: string, b: string): boolean {
  if (a === b) return true;
  const newest = broughtUp(a);
  return newest !== undefined && newest === broughtUp(b);
}
