import { presentSections } from '../../memory/sections.ts';
import { parseSubject, type Subject, subjectText } from '../../timeline/about.ts';
import { positionsAbout } from '../../timeline/about-index.ts';
import type { Timeline } from '../../timeline/timeline.ts';
import { why } from '../../timeline/why/why.ts';
import { type ActionResult, UsageError, valueAnswer } from '../action.ts';
import { runName, runsOf } from '../text/runs.ts';
import { whyForJson } from '../text/why-json.ts';
import { whyLines } from '../text/why-lines.ts';

/**
 * A section or block that the record says something about.
 * @throws UsageError for a text that is none, and for one that nothing in the record is about.
 */
export function subjectNamed(timeline: Timeline, text: string): Subject {
  const answer = parseSubject(text);
  if (!answer.ok) throw new UsageError(answer.reason, 'subject');
  const { subject } = answer;
  if (positionsAbout(timeline, subject).length > 0) return subject;
  const final = timeline.stateAt(timeline.end);
  const there =
    subject.kind === 'block'
      ? Object.keys(final.memoryBlocks).map(Number)
      : [...presentSections(final)].map(([nr]) => nr as number);
  const runs = runsOf(there.sort((a, b) => a - b).map((number) => [number, ''] as const)).map(runName);
  const known =
    runs.length === 0 ? `it has no ${subject.kind}s` : `at its end there are ${subject.kind}s ${runs.join(', ')}`;
  throw new UsageError(`nothing in this record is about ${subjectText(subject)}; ${known}`, 'subject');
}

/** Why a subject is as it is after event `seq`. */
export function whyAnswer(
  timeline: Timeline,
  subject: Subject,
  seq: number,
  { name, notes }: { readonly name: string; readonly notes: readonly string[] },
): ActionResult {
  const answer = why(timeline, subject, seq);
  return valueAnswer(whyForJson(timeline, answer, name), (style) => whyLines(timeline, answer, style), notes);
}
