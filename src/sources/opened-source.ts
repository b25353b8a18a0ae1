import type { EventLog } from '../../events/log.ts';
import type { Profile } from '../../machines/kernel/profile.ts';
import type { MemoryState } from '../memory/state.ts';
import type { FileSet } from './file-set.ts';
import type { TraceSummary } from './ftrace/translator.ts';
import type { GivenOffsets } from './join/offset.ts';
import type { OnLines } from './lines.ts';

/** Log of a source, with the memory before its first event and what the source can't show. */
export interface OpenedSource {
  readonly kind: 'recording' | 'trace' | 'partial' | 'scenario';
  readonly name: string;
  readonly log: EventLog;
  /** Memory before the log's first event. */
  readonly initial: MemoryState;
  /** Position of the last event that describes the beginning; later ones happened. */
  readonly baseline: number;
  readonly final: MemoryState;
  readonly summary: TraceSummary;
  /** The recording's files, for `check` to find the kernel's answers; null for anything but a recording. */
  readonly files: FileSet | null;
  readonly scenario: string | null;
  /** What can't be known from this source, in words. */
  readonly unknown: readonly string[];
  /** How its files were joined, and what was left alone, in words. */
  readonly notes: readonly string[];
  /** Files whose events are not in the log, because nothing tells when their lines were written. */
  readonly unplaced: readonly string[];
}

/** How sources are opened. */
export interface OpenOptions {
  /** Profile for a source that does not name its kernel. */
  readonly profile: Profile;
  /** Progress callback: number of lines of a long trace read so far. */
  readonly onLines?: OnLines;
  /** Called with the path of each of several sources before it is read. */
  readonly onSource?: (path: string) => void;
  /** Nanoseconds to add to the times of files, by path or name, where a user says so. */
  readonly offsets?: GivenOffsets;
}
