import type { EventLog } from '../../events/log.ts';
import type { TraceSummary } from '../sources/ftrace/translator.ts';
import type { OpenedSource } from '../sources/opened-source.ts';
import type { LoadedLog } from '../stores/log-file.ts';

/** What the model can be held against: a source as it was read, or a log of one. */
export interface Checkable
  extends Pick<OpenedSource, 'log' | 'initial' | 'baseline' | 'final' | 'files' | 'scenario' | 'unknown'> {
  readonly summary: Pick<TraceSummary, 'problems' | 'moreProblems' | 'lost'>;
}

/** What the source of a log lost, and the lines of it that nobody understood: the log's events tell both. */
export function summaryOf(log: EventLog): Checkable['summary'] {
  let lost = 0;
  const problems: Checkable['summary']['problems'][number][] = [];
  for (const event of log.read()) {
    if (event.type === 'events.lost') lost += event.data.count ?? 1;
    if (event.type !== 'line.notUnderstood') continue;
    const place = { ...(event.place ?? { file: 'the source of the log', line: 1 }), column: 1 };
    problems.push({ place, read: event.data.text, expected: 'a line of a trace' });
  }
  return { problems, moreProblems: 0, lost };
}

/** Whether a log tells what the model decided, as of a scenario: no operation in it happened at any time. */
export function isDecided(log: EventLog): boolean {
  let operations = 0;
  for (const { type, timeNs } of log.read()) {
    if (timeNs !== null) return false;
    if (type === 'operation.started') operations++;
  }
  return operations > 0;
}

/** A log to hold against the model: how its operations ended, for the kernel's dumps do not go into a log. */
export const checkableLog = ({ log, initial, baseline, final }: LoadedLog): Checkable => ({
  log,
  initial,
  baseline,
  final,
  files: null,
  scenario: null,
  summary: summaryOf(log),
  unknown: [
    'a log has no dumps of the kernel beside it: only how operations ended is held against the model, as it was judged when the log was written; memlapse check of the recording itself compares states too',
  ],
});
