import { catalogueEntry } from '../catalogue.ts';
import type { MemoryEvent } from '../event.ts';

/**
 * One event as CloudEvents 1.0, structured JSON. The kernel's trace clock counts from boot and is no date, so it stands in
 * the extension `timens` (decimal nanoseconds) and not in `time`. Other extensions: `sequence` (the position in the log),
 * `cause` (the operation that it belongs to), `task`, `pid`, `cpu`, and `file` with `line` of the source.
 */
export interface CloudEvent {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly dataschema: string;
  readonly datacontenttype: 'application/json';
  readonly sequence: string;
  readonly timens?: string;
  readonly cause?: string;
  readonly task?: string;
  readonly pid?: string;
  readonly cpu?: string;
  readonly file?: string;
  readonly line?: string;
  readonly data: unknown;
}

/** The operation that an event belongs to: its own number for its beginning and end, its parent for a nested one. */
function causeOf(event: MemoryEvent): number | null {
  if (event.type === 'operation.started') return event.data.parent;
  return 'operation' in event.data ? event.data.operation : null;
}

const optional = (name: string, value: string | number | bigint | null | undefined): Record<string, string> =>
  value === null || value === undefined ? {} : { [name]: String(value) };

/** @param source URI reference of the log or recording that the event comes from. */
export function toCloudEvent(event: MemoryEvent, source: string): CloudEvent {
  return {
    specversion: '1.0',
    id: String(event.seq),
    source,
    type: event.type,
    dataschema: `memlapse:${event.type}/${catalogueEntry(event.type)?.version ?? 1}`,
    datacontenttype: 'application/json',
    sequence: String(event.seq),
    ...optional('timens', event.timeNs),
    ...optional('cause', causeOf(event)),
    ...optional('task', event.actor?.task),
    ...optional('pid', event.actor?.pid),
    ...optional('cpu', event.actor?.cpu),
    ...optional('file', event.place?.file),
    ...optional('line', event.place?.line),
    data: event.data,
  };
}
