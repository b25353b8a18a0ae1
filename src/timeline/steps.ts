import type { MemoryEvent } from '../../events/event.ts';
import type { EventLog } from '../../events/log.ts';
import { ASKED, type AttemptFacts } from '../../machines/attempt.ts';
import { blockNr, sectionNr } from '../../machines/kernel/units.ts';
import type { Taken } from '../../machines/taken.ts';
import { attemptEventOf } from '../memory/attempt-change.ts';
import { attemptStep, blockSteps, movesBlocks, movesSections, sectionSteps } from '../memory/machine-steps.ts';
import { type Subject, subjectText } from './about.ts';
import { positionsAbout } from './about-index.ts';
import type { LoggedOperation } from './operations.ts';
import { countUpTo } from './positions.ts';
import type { Timeline } from './timeline.ts';

/** An event with the transitions that it made a machine take; never none. */
export interface Step {
  readonly event: MemoryEvent;
  readonly taken: readonly Taken[];
}

/** Steps that are remembered of a log: from one instant to the next, what moved a subject last is nearly always the same. */
const REMEMBERED = 256;
const KNOWN = new WeakMap<EventLog, Map<string, readonly Taken[]>>();

/** The transitions that an event makes a subject's machine take. */
function takenAt(timeline: Timeline, subject: Subject, event: MemoryEvent): readonly Taken[] {
  const known = KNOWN.get(timeline.log) ?? new Map<string, readonly Taken[]>();
  KNOWN.set(timeline.log, known);
  const key = `${subjectText(subject)} ${event.seq}`;
  const before = known.get(key);
  if (before) return before;
  const memory = timeline.stateAt(event.seq - 1);
  const taken =
    subject.kind === 'section'
      ? sectionSteps(memory, event, sectionNr(subject.number))
      : blockSteps(memory, event, blockNr(subject.number));
  const [oldest] = known.keys();
  if (known.size >= REMEMBERED && oldest !== undefined) known.delete(oldest);
  known.set(key, taken);
  return taken;
}

/** The last event, up to and with event `seq`, that moved a subject's machine; null where none did. */
export function lastStepOf(timeline: Timeline, subject: Subject, seq: number): Step | null {
  const positions = positionsAbout(timeline, subject);
  const moves = subject.kind === 'section' ? movesSections : movesBlocks;
  for (let index = countUpTo(positions, seq) - 1; index >= 0; index--) {
    const event = timeline.log.at(positions[index] ?? 0);
    if (!event || !moves(event)) continue;
    const taken = takenAt(timeline, subject, event);
    if (taken.length > 0) return { event, taken };
  }
  return null;
}

/** How an operation's machine went up to and with event `seq`. An event of an operation that is nested in it moves only that one. */
export function attemptSteps(
  { log }: Timeline,
  { positions }: LoggedOperation,
  seq: number,
): { readonly facts: AttemptFacts; readonly steps: readonly Step[] } {
  let facts = ASKED;
  const steps: Step[] = [];
  for (const position of positions.slice(0, countUpTo(positions, seq))) {
    const event = log.at(position);
    const told = event && attemptEventOf(event);
    if (!told) continue;
    const { facts: next, taken } = attemptStep(facts, told);
    facts = next;
    if (taken.length > 0) steps.push({ event, taken });
  }
  return { facts, steps };
}
