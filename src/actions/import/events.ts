import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import type { NewEvent } from '../../../events/log.ts';
import { openSeveral } from '../../sources/open-source.ts';
import { logKind } from '../../stores/log-file.ts';
import { type ActionInput, textOption, UsageError } from '../action.ts';
import { keptEvents, numberedEvents } from '../new-events.ts';
import { logSource, profileNamed, recordedNotes } from '../source.ts';
import { type LogPath, logWithFiles, refuseUnplaced } from './log-with.ts';
import { assertUsed, offsetsAsked } from './offsets.ts';

/** Events to keep, and what is to be said about them. */
export interface Gathered {
  readonly events: AsyncIterable<NewEvent> | Iterable<NewEvent>;
  readonly notes: readonly string[];
}

/** The longest name that ids of events begin with. */
const LONGEST_NAME = 200;

/** The name of several sources, the same in whatever order they are given. */
function nameOf(sources: readonly string[]): string {
  const name = sources
    .map((source) => basename(source))
    .sort()
    .join('+');
  if (name.length <= LONGEST_NAME) return name;
  return `${sources.length} sources ${createHash('sha256').update(name).digest('hex').slice(0, 16)}`;
}

async function oneSource(source: string, input: ActionInput): Promise<Gathered> {
  const kept = keptEvents(source);
  if (kept) return { events: kept(), notes: [] };
  const { log, notes } = await logSource(source, input);
  return { events: numberedEvents(source, log), notes };
}

/** Recordings, traces and what tells less, read together as one. */
function together(sources: readonly string[], input: ActionInput, offsets: ReadonlyMap<string, bigint>): Gathered {
  const opened = openSeveral(sources, {
    profile: profileNamed(textOption(input, 'profile') ?? 'vmemmap'),
    offsets,
    onSource: (path) => input.progress(`${path}: reading`),
    onLines: (lines) => input.progress(`${nameOf(sources)}: ${lines.toLocaleString('en')} lines of traces read`),
  });
  if (sources.length > 1) refuseUnplaced(opened.unplaced);
  const joinedFiles = [...opened.log.read()].flatMap((event) =>
    event.type === 'clock.joined' ? [event.data.file] : [],
  );
  assertUsed(offsets, [...joinedFiles, ...sources]);
  return { events: numberedEvents(nameOf(sources), opened.log), notes: recordedNotes(opened, input) };
}

/**
 * Events of one or more sources, on one clock. A source alone keeps its name; several have a name of all.
 * @throws SourceError, UsageError
 */
export async function gathered(sources: readonly string[], input: ActionInput): Promise<Gathered> {
  const offsets = offsetsAsked(input);
  const logs = sources.flatMap((path): readonly LogPath[] => {
    const kind = existsSync(path) ? logKind(path) : undefined;
    return kind ? [{ path, kind }] : [];
  });
  const [only = '', ...others] = sources;
  if (others.length === 0 && offsets.size === 0) return oneSource(only, input);
  const [log, ...moreLogs] = logs;
  if (!log) return together(sources, input, offsets);
  if (moreLogs.length > 0)
    throw new UsageError(
      `${logs.map(({ path }) => path).join(' and ')} are logs: each has an order of its own, and two make no one log. Import the sources that they were made from together`,
    );
  const { events, notes, files } = await logWithFiles(
    log,
    sources.filter((path) => path !== log.path),
    offsets,
  );
  assertUsed(offsets, files);
  return { events, notes };
}
