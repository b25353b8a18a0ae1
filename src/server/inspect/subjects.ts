import { blockOf } from '../../../machines/kernel/ranges.ts';
import { blockNr, type SectionNr, sectionNr } from '../../../machines/kernel/units.ts';
import { UsageError } from '../../actions/action.ts';
import { subjectIn } from '../../actions/debugger/instant.ts';
import type { SessionSource } from '../../actions/debugger/session.ts';
import { presentSections } from '../../memory/sections.ts';
import { sectionRangesOf } from '../../timeline/about.ts';
import { operationsIn } from '../../timeline/operations.ts';
import type { Timeline } from '../../timeline/timeline.ts';
import { operationNumbered, watchedAttempt } from './machine/attempt.ts';
import { watchedBlock } from './machine/block.ts';
import { watchedSection } from './machine/section.ts';
import type { WatchedMachine } from './machine/watched.ts';

/** Machines that one inspection shows at most: more than that fit on no viewer's page. */
const MOST = 64;

function attemptNamed(timeline: Timeline, number: number): WatchedMachine {
  const operation = operationNumbered(timeline, number);
  if (operation) return watchedAttempt(timeline, operation);
  const numbers = operationsIn(timeline.log).all.map(({ started }) => started.data.operation);
  const known =
    numbers.length === 0 ? 'this record has none' : `it has attempt:${numbers[0]} to attempt:${numbers.at(-1)}`;
  throw new UsageError(`there is no attempt:${number}; ${known} (memlapse events SOURCE --type operation.started)`);
}

function watchedNamed(timeline: Timeline, text: string): WatchedMachine {
  const attempt = /^attempt:(\d{1,15})$/.exec(text);
  if (attempt) return attemptNamed(timeline, Number(attempt[1]));
  const answer = subjectIn(timeline.initial, text);
  if (!answer.ok) {
    if (/^(section|block):\d/.test(text)) throw new UsageError(answer.reason);
    throw new UsageError(`${JSON.stringify(text)} is no subject; write section:N, block:N or attempt:N`);
  }
  const { kind, number } = answer.subject;
  return kind === 'section' ? watchedSection(sectionNr(number)) : watchedBlock(blockNr(number));
}

/** A section with its block. */
const place = ({ initial: { blocks } }: Timeline, section: SectionNr): readonly WatchedMachine[] => [
  watchedSection(section),
  watchedBlock(blockOf(blocks, section)),
];

/** Where no subject is named: the first operation that names memory, its first section, and the block of that. */
function firstThatHappened(source: SessionSource, timeline: Timeline): readonly WatchedMachine[] {
  for (const operation of operationsIn(timeline.log).all) {
    const [range] = sectionRangesOf(source.final, operation.started);
    if (range) return [...place(timeline, sectionNr(range.first)), watchedAttempt(timeline, operation)];
  }
  const [first] = presentSections(source.final);
  return place(timeline, first?.[0] ?? sectionNr(0));
}

/** The machines that are to be shown, each once. @throws UsageError for a name that the source has not */
export function watchedAsked(
  source: SessionSource,
  timeline: Timeline,
  names: readonly string[],
): readonly WatchedMachine[] {
  if (names.length === 0) return firstThatHappened(source, timeline);
  const unique = [...new Set(names)];
  if (unique.length > MOST)
    throw new UsageError(`--subject was given ${unique.length} times; at most ${MOST} are shown`);
  return unique.map((name) => watchedNamed(timeline, name));
}
