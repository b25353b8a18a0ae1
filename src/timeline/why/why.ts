import { sectionNr } from '../../../machines/kernel/units.ts';
import { isPresent } from '../../../machines/section-facts.ts';
import { sectionEntry } from '../../memory/sections.ts';
import type { Subject } from '../about.ts';
import { positionsAbout } from '../about-index.ts';
import { type Appearance, appearanceOf, looksAlike } from '../appearance.ts';
import { changesOf, type SubjectChange } from '../history.ts';
import { type LoggedOperation, operationsIn, outermost } from '../operations.ts';
import { countUpTo } from '../positions.ts';
import type { Timeline } from '../timeline.ts';
import { type AttemptStory, storyOf } from './attempt-story.ts';
import { BOOT, type Cause, causeOf, unknownCause } from './cause.ts';

/** Why a section or a block is as it is at an instant. */
export interface Why {
  readonly subject: Subject;
  readonly seq: number;
  readonly now: Appearance;
  /** What last changed it, if only in passing, as an attempt that failed does; null where nothing did. */
  readonly change: SubjectChange | null;
  /** The attempt around that change; null for one that no operation made. */
  readonly attempt: AttemptStory | null;
  readonly cause: Cause;
  /** What made it as it is, attempts that came to nothing left out; null where that is `change`, or nothing did. */
  readonly settled: SubjectChange | null;
  /** The last attempt about it, where that came later than the change and left it as it was. */
  readonly fruitless: { readonly attempt: AttemptStory; readonly cause: Cause } | null;
  /** What the record can't tell of it, each with its reason. */
  readonly unknown: readonly string[];
}

/** The nearest change whose attempt left the subject otherwise than it found it. */
function settledChange(timeline: Timeline, subject: Subject, seq: number): SubjectChange | null {
  const operations = operationsIn(timeline.log);
  const now = appearanceOf(timeline.stateAt(seq), subject);
  let skipTo = Number.POSITIVE_INFINITY;
  for (const change of changesOf(timeline, subject, seq, 'back')) {
    if (change.event.seq >= skipTo) continue;
    const operation = operations.of(change.event);
    const from = operation ? outermost(operation).started.seq : change.event.seq;
    if (!looksAlike(appearanceOf(timeline.stateAt(from - 1), subject), now)) return change;
    skipTo = from;
  }
  return null;
}

/** The operation that last began about a subject up to an instant. */
function lastOperation(timeline: Timeline, subject: Subject, seq: number): LoggedOperation | null {
  const operations = operationsIn(timeline.log);
  const positions = positionsAbout(timeline, subject);
  for (let index = countUpTo(positions, seq) - 1; index >= 0; index--) {
    const event = timeline.log.at(positions[index] ?? 0);
    if (event?.type === 'operation.started') return operations.of(event);
  }
  return null;
}

/** What a source that lost events, or showed too little, leaves open. */
function whatIsUnknown(
  timeline: Timeline,
  subject: Subject,
  seq: number,
  change: SubjectChange | null,
): readonly string[] {
  const state = timeline.stateAt(seq);
  const unknown: string[] = [];
  const from = change?.event.seq ?? timeline.baseline;
  const since = state.lost - timeline.stateAt(from).lost;
  if (since > 0) {
    unknown.push(`whether it changed since, because the source lost ${since} events after event ${from}`);
  } else if (state.lost > 0) {
    unknown.push(`all that happened to it before, because the source lost ${state.lost} events before event ${from}`);
  }
  if (subject.kind === 'section') {
    const { earlyAssumed, facts } = sectionEntry(state, sectionNr(subject.number));
    if (earlyAssumed && isPresent(facts)) {
      unknown.push(
        'whether it is early, because the source does not show which memory was there at boot: it is assumed',
      );
    }
  }
  const operation = change && operationsIn(timeline.log).of(change.event);
  if (operation && (operation.outcome === 'unreturned' || operation.outcome === 'open')) {
    unknown.push(`how #${operation.started.data.operation} ended, because its return is not in the record`);
  }
  return unknown;
}

function fruitlessAttempt(
  timeline: Timeline,
  subject: Subject,
  seq: number,
  change: SubjectChange | null,
): Why['fruitless'] {
  const last = lastOperation(timeline, subject, seq);
  if (!last || last.started.seq <= timeline.baseline) return null;
  const changed = change && operationsIn(timeline.log).of(change.event);
  if (changed && outermost(changed) === outermost(last)) return null;
  if (change && last.started.seq < change.event.seq) return null;
  return { attempt: storyOf(timeline, last), cause: causeOf(timeline, last) };
}

/** Why a section or block is as it is after event `seq`. */
export function why(timeline: Timeline, subject: Subject, seq: number): Why {
  const [change = null] = changesOf(timeline, subject, seq, 'back');
  const operation = change && operationsIn(timeline.log).of(change.event);
  const settled = settledChange(timeline, subject, seq);
  const cause = (): Cause => {
    if (operation) return causeOf(timeline, operation);
    if (!change || change.event.seq <= timeline.baseline) return BOOT;
    const { type, actor } = change.event;
    const by = actor ? `${actor.task}-${actor.pid} did it, but ` : '';
    return unknownCause(
      `${by}no operation of the record is around ${type}: its function was not probed, or it began before the record`,
    );
  };
  return {
    subject,
    seq,
    now: appearanceOf(timeline.stateAt(seq), subject),
    change,
    attempt: operation ? storyOf(timeline, operation) : null,
    cause: cause(),
    settled: settled?.event.seq === change?.event.seq ? null : settled,
    fruitless: fruitlessAttempt(timeline, subject, seq, change),
    unknown: whatIsUnknown(timeline, subject, seq, change),
  };
}
