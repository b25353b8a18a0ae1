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

const told = (value: string | number | bigint | null | undefined): string | undefined =>
  value === null || value === undefined ? undefined : String(value);

type Optional = 'timens' | 'cause' | 'task' | 'pid' | 'cpu' | 'file' | 'line';

/** The attributes of an event that are there only where something is known. */
export function optionalAttributes(event: MemoryEvent): Readonly<Record<Optional, string | undefined>> {
  const { timeNs, actor, place } = event;
  return {
    timens: told(timeNs),
    cause: told(causeOf(event)),
    task: told(actor?.task),
    pid: told(actor?.pid),
    cpu: told(actor?.cpu),
    file: told(place?.file),
    line: told(place?.line),
  };
}

/** @param source URI reference of the log or recording that the event comes from. */
export function toCloudEvent(event: MemoryEvent, source: string): CloudEvent {
  const { seq, type, data } = event;
  const attributes: Partial<Record<Optional, string>> = {};
  for (const [name, value] of Object.entries(optionalAttributes(event)) as [Optional, string | undefined][])
    if (value !== undefined) attributes[name] = value;
  return {
    specversion: '1.0',
    id: String(seq),
    source,
    type,
    dataschema: `memlapse:${type}/${catalogueEntry(type)?.version ?? 1}`,
    datacontenttype: 'application/json',
    sequence: String(seq),
    ...attributes,
    data,
  };
}
