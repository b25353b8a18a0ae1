import type { EventDraft } from '../../../events/event.ts';
import type { EventLog } from '../../../events/log.ts';
import { memoryLog } from '../../../events/memory-log.ts';
import type { Profile } from '../../../machines/kernel/profile.ts';
import type { Outcome } from '../../../machines/operations/context.ts';
import type { Command } from '../../memory/commands.ts';
import { decide } from '../../memory/decide.ts';
import { evolve } from '../../memory/evolve.ts';
import { emptyMemory, type MemoryState } from '../../memory/state.ts';
import { QuantityProblem } from './commands.ts';
import type { ScenarioProblem } from './document.ts';
import { blocksOfMachine, bootEvents } from './machine.ts';
import { commandsOf, placed, type Scenario } from './scenario.ts';

/** One command decided: where in the log it begins, and how it ended. */
export interface DecidedStep {
  readonly seq: number;
  readonly command: Command;
  readonly outcome: Outcome;
  readonly after: MemoryState;
  /** What the kernel warned of and did not do, without an error to the caller. */
  readonly warnings: readonly string[];
}

/** A log that the model decided from commands. */
export interface Simulation {
  readonly profile: Profile;
  readonly log: EventLog;
  readonly initial: MemoryState;
  /** Position of the last event of boot. */
  readonly baseline: number;
  /** Memory after boot, before the first command. */
  readonly booted: MemoryState;
  readonly final: MemoryState;
  readonly steps: readonly DecidedStep[];
}

/** Decides commands one after another on a machine that the first events bring up. A crashed kernel takes no more commands. */
export function simulate(initial: MemoryState, boot: readonly EventDraft[], commands: readonly Command[]): Simulation {
  const log = memoryLog();
  let state = initial;
  const append = (drafts: readonly EventDraft[]): void => {
    const from = log.position;
    const appended = log.append(drafts, from);
    if (!appended.ok)
      throw new Error(`the model decided an event that its own catalogue refuses: ${JSON.stringify(appended)}`);
    for (const event of log.read(from + 1)) state = evolve(state, event);
  };
  append(boot);
  const baseline = log.position;
  const booted = state;
  const steps: DecidedStep[] = [];
  for (const command of commands) {
    if (state.crashed !== null) break;
    const seq = log.position + 1;
    const decision = decide(state, command);
    append(decision.events);
    steps.push({ seq, command, outcome: decision.outcome, after: state, warnings: warningsIn(decision.events) });
  }
  return { profile: initial.profile, log, initial, baseline, booted, final: state, steps };
}

const warningsIn = (events: readonly EventDraft[]): readonly string[] =>
  events.flatMap((event) => (event.type === 'pages.notRemoved' ? [event.data.reason] : []));

export type ScenarioRun =
  | { readonly ok: true; readonly simulation: Simulation }
  | { readonly ok: false; readonly problem: ScenarioProblem };

/** Runs a scenario under a profile. */
export function runScenario(scenario: Scenario, profile: Profile): ScenarioRun {
  const { machine } = scenario.read.document;
  const commands = commandsOf(scenario, profile);
  if (!commands.ok) return commands;
  try {
    const blocks = blocksOfMachine(profile, machine);
    const boot = bootEvents(profile, blocks, machine);
    return { ok: true, simulation: simulate(emptyMemory(profile, blocks), boot, commands.commands) };
  } catch (error) {
    if (!(error instanceof QuantityProblem)) throw error;
    return { ok: false, problem: placed(scenario, [], error) };
  }
}
