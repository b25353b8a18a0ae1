import { toCloudEvent } from '../../../events/formats/cloudevent.ts';
import type { Bisected } from '../../timeline/bisect.ts';
import { timeForJson } from '../../timeline/snapshot.ts';
import type { Timeline } from '../../timeline/timeline.ts';
import { type ActionResult, EXIT, type Style } from '../action.ts';
import { sentenceOf } from '../text/sentence.ts';
import { seconds } from '../text/table.ts';

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
