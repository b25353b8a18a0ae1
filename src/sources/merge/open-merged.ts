import { basename } from 'node:path';
import { SourceError } from '../../../events/problem.ts';
import { openBareTrace } from '../bare-trace.ts';
import { type AddedFiles, evidenceFilesOf, namedIn } from '../evidence-files.ts';
import type { FileSet } from '../file-set.ts';
import { parseTraceLine } from '../ftrace/line.ts';
import type { GivenOffsets } from '../join/offset.ts';
import type { OpenedSource, OpenOptions } from '../opened-source.ts';
import type { PartialFile } from '../partial/file.ts';
import { openPartial } from '../partial/open.ts';
import type { Recognised } from '../recognise.ts';
import { openRecording } from '../recording.ts';
import { assertSameMachine } from './same-machine.ts';

/** By name, so that the order in which files are given makes no difference. */
const byName = (a: { readonly file: string; readonly path: string }, b: typeof a): number => {
  const [first, second] = a.file === b.file ? [a.path, b.path] : [a.file, b.file];
  return first < second ? -1 : first > second ? 1 : 0;
};

/** The time of the first event of a recording's trace. */
function beginningOf(files: FileSet): bigint {
  for (const { text } of files.has('trace.txt') ? files.lines('trace.txt') : []) {
    const parsed = parseTraceLine(text);
    if (parsed.kind === 'event') return parsed.timeNs;
  }
  return 0n;
}

/** Recordings by when they begin: the first one tells what memory was before. */
const byBeginning = (recordings: readonly FileSet[]): readonly FileSet[] =>
  recordings
    .map((files) => ({ files, begins: beginningOf(files) }))
    .sort((a, b) => {
      if (a.begins !== b.begins) return a.begins < b.begins ? -1 : 1;
      return a.files.name < b.files.name ? -1 : 1;
    })
    .map(({ files }) => files);

/** Offsets by the names that events give to files; a user names them by path, or by the last part of it. */
function offsetsOf(files: readonly PartialFile[], given: GivenOffsets): GivenOffsets {
  const offsets = new Map<string, bigint>();
  for (const { path, file } of files) {
    const offset = given.get(path) ?? given.get(file) ?? given.get(basename(path));
    if (offset !== undefined) offsets.set(file, offset);
  }
  return offsets;
}

function refuseSnapshots(files: readonly PartialFile[]): void {
  const snapshot = files.find(({ kind }) => kind === 'lsmem');
  if (!snapshot) return;
  throw new SourceError({
    place: { file: snapshot.path, line: 1, column: 1 },
    read: 'a snapshot of lsmem beside a trace',
    expected: 'a source that tells times: a trace tells of every block itself, and nothing says when lsmem was asked',
    advice: 'hold it against the log by hand: memlapse export LOG --format lsmem --at WHEN',
  });
}

/** Opens sources that were recognised as one, of one machine and boot. @throws SourceError */
export function openMerged(sources: readonly Recognised[], options: OpenOptions): OpenedSource {
  if (sources.length > 1) assertSameMachine(sources);
  const recordings = byBeginning(sources.flatMap((source) => (source.kind === 'recording' ? [source.files] : [])));
  const partial = sources.flatMap((source) => (source.kind === 'partial' ? [source.file] : []));
  const texts = sources.flatMap((source) => (source.kind === 'trace' ? [source.text] : []));
  const [recording, ...others] = recordings;
  const snapshots = partial.filter(({ kind }) => kind === 'lsmem');
  const timed = partial.filter(({ kind }) => kind !== 'lsmem').sort(byName);
  const given = options.offsets ?? new Map<string, bigint>();
  if (!recording && texts.length === 0) {
    const files = [...timed, ...snapshots];
    return openPartial(files, { ...options, offsets: offsetsOf(files, given) });
  }
  refuseSnapshots(partial);
  const files = [...others.flatMap(evidenceFilesOf), ...timed];
  const added: AddedFiles = {
    traces: [...others.map((one) => namedIn(one, 'trace.txt')), ...texts],
    files,
    offsets: offsetsOf([...(recording ? evidenceFilesOf(recording) : []), ...files], given),
  };
  return recording ? openRecording(recording, options.onLines, added) : openBareTrace(added, options);
}
