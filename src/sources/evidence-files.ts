import { basename } from 'node:path';
import type { EventLog } from '../../events/log.ts';
import type { MemoryState } from '../memory/state.ts';
import type { FileSet } from './file-set.ts';
import type { TraceSummary } from './ftrace/translator.ts';
import type { EvidenceSource } from './join/observation.ts';
import type { GivenOffsets } from './join/offset.ts';
import { readKernelLog } from './kernel-log/read.ts';
import type { TraceText } from './merge/traces.ts';
import { type EvidenceKind, type PartialFile, TEXT_KINDS } from './partial/file.ts';
import { readUevents } from './uevents/read.ts';

/** Traces, kernel logs and uevents of the same machine that are read together with a recording or a trace. */
export interface AddedFiles {
  readonly traces: readonly TraceText[];
  /** Kernel logs and uevents. */
  readonly files: readonly PartialFile[];
  readonly offsets: GivenOffsets;
}

export const NO_ADDED_FILES: AddedFiles = { traces: [], files: [], offsets: new Map() };

interface Units {
  readonly blockBytes: number;
  readonly pageBytes: number;
}

/** A text that tells times as observations, by its kind. */
const READERS: Readonly<Record<EvidenceKind, (file: PartialFile, units: Units) => EvidenceSource>> = {
  kernelLog: (file, units) => readKernelLog({ ...file, lines: file.lines() }, units),
  uevents: (file) => readUevents({ ...file, lines: file.lines() }),
};

/** A file of a recording under the name that events give it: the recording's own, without the folders it lies in. */
export const namedIn = (files: FileSet, file: string) => ({
  path: `${files.name}/${file}`,
  file: `${basename(files.name)}/${file}`,
  lines: () => files.lines(file),
});

/** Kernel log and uevents of a recording; empty where it has neither. */
export const evidenceFilesOf = (files: FileSet): readonly PartialFile[] =>
  (Object.keys(READERS) as EvidenceKind[]).flatMap((kind) => {
    const file = TEXT_KINDS[kind].inRecording;
    return files.has(file) ? [{ ...namedIn(files, file), kind, text: () => files.text(file) ?? '' }] : [];
  });

/** Reads texts that tell times; snapshots tell none. */
export function readTexts(files: readonly PartialFile[], { blocks, profile }: MemoryState): readonly EvidenceSource[] {
  const units = { blockBytes: blocks.blockBytes, pageBytes: profile.geometry.pageBytes };
  return files.flatMap((file) => (file.kind === 'lsmem' ? [] : [READERS[file.kind](file, units)]));
}

/** Reads texts that tell times; one that has nothing at all is left out. */
export const readEvidence = (files: readonly PartialFile[], initial: MemoryState): readonly EvidenceSource[] =>
  readTexts(files, initial).filter(
    ({ observations, leftAlone, problems }) => observations.length + leftAlone + problems.length > 0,
  );

/** A summary of a trace with what could not be understood of the files beside it. */
export const withProblemsOf = (summary: TraceSummary, beside: readonly EvidenceSource[]): TraceSummary => ({
  ...summary,
  problems: [...summary.problems, ...beside.flatMap(({ problems }) => problems)],
  moreProblems: beside.reduce((sum, { moreProblems }) => sum + moreProblems, summary.moreProblems),
});

/** The state at the end of a log whose last events change nothing but how late it is. */
export function endOf(state: MemoryState, log: EventLog): MemoryState {
  let { timeNs } = state.at;
  for (let seq = log.position; seq > 0; seq--) {
    const time = log.at(seq)?.timeNs ?? null;
    if (time === null) continue;
    timeNs = time;
    break;
  }
  return { ...state, at: { seq: log.position, timeNs } };
}
