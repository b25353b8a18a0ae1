import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import type { EventLog, NewEvent } from '../../events/log.ts';
import { logEvents, logKind } from '../stores/log-file.ts';

/** Events of a log that has no ids of its own yet, as an import gives them: the source's name and a number. */
export function* numberedEvents(source: string, log: EventLog): Generator<NewEvent> {
  const name = basename(source);
  for (const { seq, ...draft } of log.read()) yield { id: `${name}#${seq}`, source: name, draft };
}

/** The events that a log file keeps, with their own ids; null for any other source. @throws SourceError as they are read */
export function keptEvents(path: string): (() => AsyncIterable<NewEvent>) | null {
  const kind = existsSync(path) ? logKind(path) : undefined;
  return kind ? () => logEvents(path, kind) : null;
}
