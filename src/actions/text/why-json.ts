import { toCloudEvent } from '../../../events/formats/cloudevent.ts';
import { subjectText } from '../../timeline/about.ts';
import type { Appearance } from '../../timeline/appearance.ts';
import type { SubjectChange } from '../../timeline/history.ts';
import type { LoggedOperation } from '../../timeline/operations.ts';
import { timeForJson } from '../../timeline/snapshot.ts';
import type { Timeline } from '../../timeline/timeline.ts';
import type { AttemptStory } from '../../timeline/why/attempt-story.ts';
import type { Why } from '../../timeline/why/why.ts';
import { sentenceOf } from '../text/sentence.ts';

const operationForJson = ({ started, ended, outcome, errno, guard, reason }: LoggedOperation) => ({
  operation: started.data.operation,
  name: started.data.name,
  args: started.data.args,
  task: started.actor?.task ?? null,
  pid: started.actor?.pid ?? null,
  from: { seq: started.seq, timeNs: timeForJson(started.timeNs) },
  to: ended ? { seq: ended.seq, timeNs: timeForJson(ended.timeNs) } : null,
  outcome,
  errno,
  guard,
  reason,
});

function attemptForJson(story: AttemptStory) {
  const { operation, outermost, phases, notifiers, earlier, source, environment, blockingPage, divergences } = story;
  return {
    ...operationForJson(operation),
    source,
    environment,
    blockingPage,
    outermost: outermost === operation ? null : operationForJson(outermost),
    phases: phases.map((event) => ({
      seq: event.seq,
      timeNs: timeForJson(event.timeNs),
      type: event.type,
      what: sentenceOf(event),
    })),
    notifiers,
    earlier: earlier.map(operationForJson),
    divergences: divergences.map(({ seq, data: { kernel, model, reason } }) => ({ seq, kernel, model, reason })),
  };
}

const shown = ({ shown: entry }: Appearance) => entry;

const changeForJson = (change: SubjectChange | null, name: string) =>
  change && { event: toCloudEvent(change.event, name), from: shown(change.from), to: shown(change.to) };

/** Why, as `why --json` prints it. @param name the source, as events of it carry it. */
export function whyForJson(timeline: Timeline, why: Why, name: string) {
  const { subject, seq, now, change, attempt, cause, settled, fruitless, unknown } = why;
  const changed = changeForJson(change, name);
  return {
    subject: subjectText(subject),
    at: { seq, timeNs: timeForJson(timeline.stateAt(seq).at.timeNs) },
    now: shown(now),
    event: changed?.event ?? null,
    change: changed && { from: changed.from, to: changed.to },
    attempt: attempt && attemptForJson(attempt),
    cause,
    since: changeForJson(settled, name),
    lastAttempt: fruitless && { ...attemptForJson(fruitless.attempt), cause: fruitless.cause },
    unknown,
  };
}
