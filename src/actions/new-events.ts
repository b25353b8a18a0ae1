import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import type { EventLog, NewEvent } from '../../events/log.ts';
import { logEvents, logKind } from '../stores/log-file.ts';
import type { ActionInput } from './action.ts';
import { logSource } from './source.ts';

/** Events of a log that has no ids of its own yet, as an import gives them: the source's name and a number. */
export function* numberedEvents(source: string, log: EventLog): Generator<NewEvent> {
  const name = basename(source);
  for (const { seq, ...draft } of log.read()) yield { id: `${name}#${seq}`, source: name, draft };
}

/** Events as they are kept: a log's own, with their ids; a recording's or a scenario's, numbered. @throws SourceError, UsageError */
export async function* newEventsOf(source: string, input: ActionInput): AsyncGenerator<NewEvent> {
  const kind = existsSync(source) ? logKind(source) : undefined;
  if (kind) yield* logEvents(source, kind);
  else yield* numberedEvents(source, (await logSource(source, input)).log);
}
