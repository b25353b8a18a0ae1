import type { MemoryEvent } from '../../../events/event.ts';
import { plain } from '../../../events/plain-text.ts';
import { hex, sectionNr } from '../../../machines/kernel/units.ts';
import { sectionEntry } from '../../memory/sections.ts';
import type { MemoryState } from '../../memory/state.ts';
import type { Subject } from '../../timeline/about.ts';
import { type LoggedOperation, OUTCOME_WORDS, operationsIn } from '../../timeline/operations.ts';
import type { Timeline } from '../../timeline/timeline.ts';
import type { AttemptStory } from '../../timeline/why/attempt-story.ts';
import type { BlockingPage } from '../../timeline/why/blocking-page.ts';
import type { Cause } from '../../timeline/why/cause.ts';
import type { Why } from '../../timeline/why/why.ts';
import type { Style } from '../action.ts';
import { drawMap } from './cells.ts';
import { blockInWords, sectionInWords } from './section.ts';
import { sentenceOf } from './sentence.ts';
import { seconds } from './table.ts';

/** A section or block of a state in words. */
export function subjectInWords(state: MemoryState, { kind, number }: Subject): string {
  if (kind === 'section') return sectionInWords(state.profile, sectionEntry(state, sectionNr(number)).facts);
  return blockInWords(state.memoryBlocks[number]);
}

/** The section's map before and after, where it changed. */
function* mapLines(timeline: Timeline, { kind, number }: Subject, seq: number, style: Style): Generator<string> {
  if (kind === 'block') return;
  const draw = (at: number): string => {
    const state = timeline.stateAt(at);
    const { map, deviceMap } = sectionEntry(state, sectionNr(number)).facts;
    if (map === null || map === 0n) return '';
    return drawMap({ map, deviceMap, subsections: state.profile.geometry.subsectionsPerSection }, style);
  };
  const [was, is] = [draw(seq - 1), draw(seq)];
  if (was === is) return;
  if (was) yield `    was ${was}`;
  if (is) yield `    is  ${is}`;
}

const asked = ({ started: { data } }: LoggedOperation): string => {
  const args = Object.entries(data.args).map(([name, value]) => `${name}=${value}`);
  return plain(`#${data.operation} ${data.name}(${args.join(' ')})`);
};

const endWords = ({ outcome, errno }: LoggedOperation): string =>
  errno === null ? OUTCOME_WORDS[outcome] : plain(errno);

function outcomeLine({ operation, environment, source }: AttemptStory, style: Style): string {
  const { outcome, errno, guard, reason } = operation;
  const at = source ? style.paint(plain(`  [${source}]`), 'dim') : '';
  if (outcome === 'done') return style.paint('done', 'green');
  if (outcome === 'refused' || outcome === 'failed') {
    const by = guard ?? environment;
    const words = plain(`${outcome}: ${errno ?? 'a warning'}${by ? `, ${by}` : ''}`);
    return `${style.paint(words, 'red')}: ${plain(reason ?? 'no reason is recorded')}${at}`;
  }
  return style.paint(
    outcome === 'open' ? 'not ended when the record ends' : 'it never returned in this record',
    'yellow',
  );
}

/** What happened between the start of an attempt and its end, one word group an event. */
function phasesLine({ phases }: AttemptStory): string | undefined {
  const inner = phases.filter(({ type }) => !type.startsWith('operation.') && !type.startsWith('notifier.'));
  const lines = inner.map((event) =>
    event.timeNs === null ? sentenceOf(event) : `${seconds(event.timeNs)} ${sentenceOf(event)}`,
  );
  if (lines.length === 0) return undefined;
  const shown = lines.length <= 4 ? lines : [...lines.slice(0, 2), `… ${lines.length - 3} more`, ...lines.slice(-1)];
  return shown.join(' · ');
}

function notifiersLine({ notifiers, operation }: AttemptStory): string | undefined {
  if (notifiers.length === 0) {
    const { name } = operation.started.data;
    return name === 'online' || name === 'offline' ? 'notifiers: none were told' : undefined;
  }
  const calls = notifiers.map(({ action, veto }) => (veto ? `${action} VETOED ${plain(veto)}` : action));
  const who = notifiers.some(({ veto }) => veto)
    ? ' (which one said no: unknown, because only the chain’s answer is traced)'
    : '';
  return `notifiers: ${calls.join(', ')}${who}`;
}

const MOST_EARLIER = 3;

function earlierLine({ earlier }: AttemptStory): string | undefined {
  if (earlier.length === 0) return undefined;
  const before = earlier
    .slice(-MOST_EARLIER)
    .map((one) => `#${one.started.data.operation} ${endWords(one)} (${seconds(one.started.timeNs)} s)`);
  const more = earlier.length > MOST_EARLIER ? '…, ' : '';
  return `attempt ${earlier.length + 1} of this kind; before: ${more}${before.join(', ')}`;
}

function pageLine(page: BlockingPage): string {
  if (!page.known) return `blocking page: unknown, because ${page.because}`;
  return plain(
    `blocking page: pfn ${hex(page.pfn)}${page.flags === null ? '' : ` (${page.flags})`}, ${page.reason}, event ${page.seq}`,
  );
}

/** @param seq the instant that is asked about: what the attempt came to later is told as later. */
function* attemptLines(story: AttemptStory, seq: number, brief: boolean, style: Style): Generator<string> {
  const { operation, blockingPage, divergences } = story;
  const later =
    operation.ended && operation.ended.seq > seq ? `under way at this instant; at event ${operation.ended.seq} ` : '';
  yield `  ${later}${outcomeLine(story, style)}`;
  if (!brief) {
    const page = blockingPage && pageLine(blockingPage);
    for (const line of [phasesLine(story), notifiersLine(story), page, earlierLine(story)]) {
      if (line) yield style.paint(`  ${line}`, 'dim');
    }
  }
  for (const { data } of divergences.slice(0, 1)) {
    const words = plain(`  the kernel did what the model says it could not: ${data.kernel}; ${data.reason}`);
    yield style.paint(words, 'yellow');
  }
  const { parent } = operation;
  if (parent) yield `  within ${asked(parent)}: ${endWords(parent)}`;
}

const instant = (event: MemoryEvent): string =>
  `event ${event.seq}${event.timeNs === null ? '' : ` (${seconds(event.timeNs)} s)`}`;

function* causeLines(cause: Cause, style: Style): Generator<string> {
  let depth = 0;
  for (let at: Cause | null = cause; at; at = at.behind) {
    const word = depth === 0 ? 'because' : '  and that because';
    const who = at.task === null ? '' : plain(`of ${at.task}-${at.pid}: `);
    const source = at.source ? style.paint(`  [${at.source}]`, 'dim') : '';
    if (at.certainty === 'unknown')
      yield `  ${depth === 0 ? 'the cause' : '  the cause of that'} is ${plain(at.words)}`;
    else yield `  ${word} ${who}${plain(at.words)}${at.certainty === 'inferred' ? ' (inferred)' : ''}${source}`;
    depth++;
  }
}

/** Why a section or block is as it is, in at most 15 lines. */
export function* whyLines(timeline: Timeline, why: Why, style: Style): Generator<string> {
  const { subject, seq, change, attempt, cause, settled, fruitless, unknown } = why;
  const state = timeline.stateAt(seq);
  yield style.paint(
    `${subject.kind} ${subject.number} after event ${seq}${state.at.timeNs === null ? '' : ` (${seconds(state.at.timeNs)} s)`}: ${subjectInWords(state, subject)}`,
    'bold',
  );
  const operations = operationsIn(timeline.log);
  if (settled) {
    const by = operations.of(settled.event);
    yield `since ${instant(settled.event)}: ${sentenceOf(settled.event)}${by ? `, by ${asked(by)}` : ''}`;
  }
  if (change) {
    const by = attempt ? `, by ${asked(attempt.operation)}` : '';
    const passing = settled ? 'last touched, in passing, by' : 'last changed by';
    yield `${passing} ${instant(change.event)}: ${sentenceOf(change.event)}${by}`;
    yield* mapLines(timeline, subject, change.event.seq, style);
  } else yield 'nothing in the record changed it up to this instant';
  // Two attempts in full would not be a short story: the later one, which is asked about, is.
  if (attempt) yield* attemptLines(attempt, seq, fruitless !== null, style);
  if (!fruitless) yield* causeLines(cause, style);
  else if (attempt) yield* causeLines({ ...cause, behind: null }, style);
  if (fruitless) {
    const { operation } = fruitless.attempt;
    yield `last attempt about it, ${instant(operation.started)}: ${asked(operation)}`;
    yield* attemptLines(fruitless.attempt, seq, false, style);
    yield* causeLines(fruitless.cause, style);
  }
  for (const words of unknown) yield style.paint(`unknown: ${words}`, 'yellow');
}
