import { basename } from 'node:path';
import type { EventLog } from '../../events/log.ts';
import type { MemoryState } from '../memory/state.ts';
import type { FileSet } from './file-set.ts';
import type { TraceSummary } from './ftrace/translator.ts';
import type { SecondSource } from './join/sighting.ts';
import { readKernelLog } from './kernel-log/read.ts';
import { readUevents } from './uevents/read.ts';

/** What lies beside the trace of a recording and tells of memory too: its kernel log and its uevents. */
export function besideTrace(files: FileSet, { blocks, profile }: MemoryState): readonly SecondSource[] {
  const named = (file: string) => ({
    path: `${files.name}/${file}`,
    file: `${basename(files.name)}/${file}`,
    lines: files.lines(file),
  });
  const units = { blockBytes: blocks.blockBytes, pageBytes: profile.geometry.pageBytes };
  const sources: SecondSource[] = [];
  if (files.has('dmesg.txt')) sources.push(readKernelLog(named('dmesg.txt'), units));
  if (files.has('uevents.txt')) sources.push(readUevents(named('uevents.txt')));
  return sources.filter(({ sightings, leftAlone, problems }) => sightings.length + leftAlone + problems.length > 0);
}

/** A summary of a trace with what could not be understood of the files beside it. */
export const withProblemsOf = (summary: TraceSummary, beside: readonly SecondSource[]): TraceSummary => ({
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
