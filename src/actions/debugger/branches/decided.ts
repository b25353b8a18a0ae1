import type { MemoryEvent } from '../../../../events/event.ts';
import { toCloudEvent } from '../../../../events/formats/cloudevent.ts';
import { plain } from '../../../../events/plain-text.ts';
import { errnoOf } from '../../../memory/decide.ts';
import type { BranchStep } from '../../../timeline/branch/branch.ts';
import { visibleDiff } from '../../../timeline/visible-diff.ts';
import { type ActionResult, type Style, valueAnswer } from '../../action.ts';
import { eventLines } from '../../answers/events.ts';
import { changeLines } from '../../text/change.ts';
import { commandInWords, outcomeInWords } from '../../text/outcome.ts';
import { type Session, type SessionBranch, sourceHere, timelineInWords } from '../session.ts';

/** Events that are shown of what a command did, before the rest is left to `list`. */
const MOST_EVENTS = 12;

function* eventsShown(events: readonly MemoryEvent[], width: number, style: Style): Generator<string> {
  const few = events.length <= MOST_EVENTS;
  const [shown, last] = few ? [events, []] : [events.slice(0, MOST_EVENTS - 2), events.slice(-1)];
  const lines = [...eventLines([...shown, ...last], width, style)];
  yield* lines.slice(0, shown.length);
  if (few) return;
  yield style.paint(`${' '.repeat(width)}  … ${events.length - shown.length - 1} more events; list shows them`, 'dim');
  yield* lines.slice(shown.length);
}

/** How a decided command ended, for programs. */
export function outcomeForJson({ outcome }: BranchStep) {
  const refusal = outcome.kind === 'refused' ? outcome.refusal : null;
  return {
    outcome: outcome.kind,
    errno: errnoOf(outcome),
    guard: refusal?.guard ?? null,
    reason: refusal?.reason ?? ('reason' in outcome ? outcome.reason : null),
    source: refusal?.source ?? ('source' in outcome ? outcome.source : null),
  };
}

/** What a command came to in a branch. @param opened whether the branch was opened for it */
export function decidedAnswer(
  session: Session,
  { name, branch }: SessionBranch,
  step: BranchStep,
  opened: boolean,
): ActionResult {
  const { seq, command, outcome } = step;
  const events = [...branch.log.read(seq)];
  const [before, after] = [branch.stateAt(seq - 1), branch.stateAt(branch.end)];
  const { sections, blocks } = visibleDiff(before, after);
  const underWay = Object.keys(branch.stateAt(branch.origin.seq).attempts).map(Number);
  const from = `event ${branch.origin.seq} of ${timelineInWords(session, branch.origin.timeline)}`;
  const value = {
    branch: name,
    opened,
    from: { timeline: timelineInWords(session, branch.origin.timeline), seq: branch.origin.seq },
    underWay,
    command: commandInWords(command),
    ...outcomeForJson(step),
    events: events.map((event) => toCloudEvent(event, sourceHere(session))),
    changed: { sections, blocks },
  };
  return valueAnswer(value, function* (style) {
    if (opened) yield style.paint(`branch ${name}, from ${from}; branch record leads back`, 'yellow');
    if (opened && underWay.length > 0) {
      const which = underWay.map((operation) => `#${operation}`).join(', ');
      yield style.paint(`under way at that event, and never ended in the branch: ${which}`, 'yellow');
    }
    yield `${style.paint(commandInWords(command), 'bold')} ${style.paint(plain(outcomeInWords(outcome)), outcome.kind === 'done' ? 'green' : 'red')}`;
    yield* eventsShown(events, String(branch.end).length, style);
    for (const line of changeLines(before, after, style)) yield `    ${line}`;
  });
}
