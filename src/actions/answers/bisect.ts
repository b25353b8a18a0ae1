import { toCloudEvent } from '../../../events/formats/cloudevent.ts';
import { type Bisected, bisect } from '../../timeline/bisect.ts';
import { parsePredicate } from '../../timeline/predicate/parse.ts';
import { PREDICATE_HELP, type Predicate } from '../../timeline/predicate/predicate.ts';
import type { PredicateProblem } from '../../timeline/predicate/tokens.ts';
import { timeForJson } from '../../timeline/snapshot.ts';
import type { Timeline } from '../../timeline/timeline.ts';
import { type ActionResult, EXIT, type Style, UsageError } from '../action.ts';
import { sentenceOf } from '../text/sentence.ts';
import { seconds } from '../text/table.ts';

export const BISECT_SUMMARY = 'the first event after which a predicate over memory holds, and where it holds no more';

/** What was wrong with a predicate, under its own text. */
export const problemInWords = (text: string, { column, read, expected }: PredicateProblem): string =>
  `the predicate is wrong at column ${column}: read ${read}, expected ${expected}\n  ${text}\n  ${' '.repeat(column - 1)}^`;

/** The language with an example a line, for help. */
export function predicateHelp(): readonly string[] {
  const width = Math.max(...PREDICATE_HELP.slice(0, -1).map(({ example }) => example.length));
  return PREDICATE_HELP.map(({ example, holds }) => `${example.padEnd(width)}  ${holds}`);
}

/** @throws UsageError for a text that is no predicate, with its column and examples of what is one. */
export function predicateNamed(text: string): Predicate {
  const answer = parsePredicate(text);
  if (answer.ok) return answer.predicate;
  throw new UsageError(`${problemInWords(text, answer.problem)}\nPredicates:\n  ${predicateHelp().join('\n  ')}`);
}

/** More turns than these are counted, not told one by one. */
const MOST_TURNS = 12;

function* bisectLines(timeline: Timeline, text: string, found: Bisected, style: Style): Generator<string> {
  const { seq, heldBefore, monotonic, turns } = found;
  const event = seq === null ? undefined : timeline.log.at(seq);
  if (!event) {
    yield `${text} never holds, after none of ${timeline.end} events`;
    return;
  }
  yield `${style.paint(text, 'bold')} holds first after event ${event.seq}  ${seconds(event.timeNs)} s`;
  yield `  ${sentenceOf(event)}`;
  if (heldBefore) yield '  it held before that event already: from the beginning of what was searched';
  else if (event.seq <= timeline.baseline)
    yield '  that event tells of the beginning: it holds since before the record';
  if (monotonic) {
    yield style.paint('  from there on it holds to the end', 'dim');
    return;
  }
  yield style.paint(
    `  it is not monotonic: it turns ${turns.length} times, so every event that can change it was looked at`,
    'yellow',
  );
  for (const turn of turns.slice(0, MOST_TURNS)) {
    const at = timeline.log.at(turn.seq);
    yield `    ${turn.holds ? 'holds' : 'no more'} after ${turn.seq}  ${at ? sentenceOf(at) : ''}`;
  }
  if (turns.length > MOST_TURNS)
    yield style.paint(`    … and ${turns.length - MOST_TURNS} more; --json has all`, 'dim');
}

interface BisectQuestion {
  /** The predicate as it was typed. */
  readonly text: string;
  readonly name: string;
  readonly notes: readonly string[];
}

/** What a search for the first event found. */
export function bisectedAnswer(
  timeline: Timeline,
  found: Bisected,
  { text, name, notes }: BisectQuestion,
): ActionResult {
  const event = found.seq === null ? undefined : timeline.log.at(found.seq);
  const value = {
    seq: found.seq,
    event: event ? toCloudEvent(event, name) : null,
    timeNs: timeForJson(event?.timeNs ?? null),
    predicate: text,
    heldBefore: found.heldBefore,
    monotonic: found.monotonic,
    changes: found.turns,
  };
  return {
    exit: event ? EXIT.clean : EXIT.findings,
    json: { kind: 'value', value },
    notes,
    text: (style) => bisectLines(timeline, text, found, style),
  };
}

/** The first event from `from` on after which a predicate holds. @throws UsageError for a text that is no predicate */
export const bisectAnswer = (
  timeline: Timeline,
  text: string,
  { from = 1, name, notes }: { readonly from?: number; readonly name: string; readonly notes: readonly string[] },
): ActionResult => bisectedAnswer(timeline, bisect(timeline, predicateNamed(text), from), { text, name, notes });
