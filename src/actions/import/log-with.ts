import type { NewEvent } from '../../../events/log.ts';
import { SourceError } from '../../../events/problem.ts';
import { readEvidence } from '../../sources/evidence-files.ts';
import { joinEvidence } from '../../sources/join/join.ts';
import type { GivenOffsets } from '../../sources/join/offset.ts';
import type { PartialFile } from '../../sources/partial/file.ts';
import { recognise } from '../../sources/recognise.ts';
import { type LogKind, loadLog, logEvents } from '../../stores/log-file.ts';
import { UsageError } from '../action.ts';

export interface LogPath {
  readonly path: string;
  readonly kind: LogKind;
}

/** What may stand beside a log: a kernel log or uevents. @throws UsageError, SourceError */
function besideLog(log: LogPath, path: string): PartialFile {
  const found = recognise(path);
  if (found?.kind === 'partial' && found.file.kind !== 'lsmem') return found.file;
  throw new UsageError(
    `${path} can not be joined to the log ${log.path}: only kernel logs and uevents can. Import the recordings and traces that the log was made from, together with ${path}, into a new log`,
  );
}

/** Events of a log with those of kernel logs and uevents among them: its own keep their ids and their bodies. */
export async function logWithFiles(
  log: LogPath,
  paths: readonly string[],
  offsets: GivenOffsets,
): Promise<{
  readonly events: readonly NewEvent[];
  readonly notes: readonly string[];
  readonly files: readonly string[];
}> {
  const files = paths.map((path) => besideLog(log, path)).sort((a, b) => (a.path < b.path ? -1 : 1));
  const own: NewEvent[] = [];
  for await (const event of logEvents(log.path, log.kind)) own.push(event);
  const loaded = await loadLog(log.path, log.kind);
  const known = new Set(
    [...loaded.log.read()].flatMap((event) => (event.type === 'clock.joined' ? [event.data.file] : [])),
  );
  const beside = readEvidence(
    files.filter(({ file }) => !known.has(file)),
    loaded.initial,
  );
  const given = new Map(
    files.flatMap(({ path, file }) => {
      const offset = offsets.get(path) ?? offsets.get(file);
      return offset === undefined ? [] : [[file, offset] as const];
    }),
  );
  const whole = joinEvidence(loaded, beside, given);
  refuseUnplaced(whole.unplaced.map(({ path }) => path));
  const events = [...whole.log.read()].map(({ seq, ...draft }): NewEvent => {
    const origin = whole.origins[seq - 1] ?? null;
    const before = origin === null ? undefined : own[origin - 1];
    const file = draft.place?.file ?? 'joined';
    return before ?? { id: `${file}:${draft.place?.line ?? 0}#${draft.type}`, source: file, draft };
  });
  const again = files.filter(({ file }) => known.has(file)).map(({ file }) => `${file} is joined to the log already`);
  return { events, notes: [...whole.notes, ...again], files: files.map(({ file }) => file) };
}

/** Refuses files of which nothing tells when their lines were written. @throws SourceError */
export function refuseUnplaced(paths: readonly string[]): void {
  const [path] = paths;
  if (path === undefined) return;
  throw new SourceError({
    place: { file: path, line: 1, column: 1 },
    read: 'times of day, and nothing that the other sources tell of too',
    expected: 'times on the kernel’s clock, or lines about what a trace shows as well',
    advice: `say how much is to be added to its times: --offset ${path}=SECONDS`,
  });
}
