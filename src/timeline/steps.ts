import type { MemoryEvent } from '../../events/event.ts';
import { ASKED, type AttemptFacts } from '../../machines/attempt.ts';
import { blockNr, sectionNr } from '../../machines/kernel/units.ts';
import type { Taken } from '../../machines/taken.ts';
import { attemptEventOf } from '../memory/attempt-change.ts';
import { attemptStep, blockSteps, movesBlocks, movesSections, sectionSteps } from '../memory/machine-steps.ts';
import type { Subject } from './about.ts';
import { positionsAbout } from './about-index.ts';
import type { LoggedOperation } from './operations.ts';
import { countUpTo } from './positions.ts';
import type { Timeline } from './timeline.ts';

/** An event with the transitions that it made a machine take; never none. */
export interface Step {
  readonly event: MemoryEvent;
  readonly taken: readonly Taken[];
}

/** The last event, up to and with event `seq`, that moved a subject's machine; null where none did. */
export function lastStepOf(timeline: Timeline, subject: Subject, seq: number): Step | null {
  const positions = positionsAbout(timeline, subject);
  const isSection = subject.kind === 'section';
  for (let index = countUpTo(positions, seq) - 1; index >= 0; index--) {
    const event = timeline.log.at(positions[index] ?? 0);
    if (!event || !(isSection ? movesSections(event) : movesBlocks(event))) continue;
    const before = timeline.stateAt(event.seq - 1);
    const taken = isSection
      ? sectionSteps(before, event, sectionNr(subject.number))
      : blockSteps(before, event, blockNr(subject.number));
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
