import { type Profile, type ProfileAnswer, profileByName } from '../../../machines/kernel/profile.ts';
import type { Command } from '../../memory/commands.ts';
import { commandOfStep, QuantityProblem } from './commands.ts';
import { type ReadScenario, readScenario, type ScenarioProblem } from './document.ts';
import { parseQuantity } from './quantity.ts';

/** A scenario that was read and whose shape is right. Quantities are read once a profile says what a section is. */
export interface Scenario {
  readonly id: string;
  readonly title: string;
  readonly about: string | null;
  /** Profiles that the scenario names, the first for `simulate`. */
  readonly profiles: readonly string[];
  readonly read: ReadScenario;
}

export type ScenarioOpened =
  | { readonly ok: true; readonly scenario: Scenario }
  | { readonly ok: false; readonly problem: ScenarioProblem };

/** Reads a scenario's text. */
export function openScenario(id: string, text: string): ScenarioOpened {
  const answer = readScenario(text);
  if (!answer.ok) return answer;
  const { document } = answer.scenario;
  const scenario: Scenario = {
    id,
    title: document.name ?? id,
    about: document.about ?? null,
    profiles: document.profiles ?? ['vmemmap'],
    read: answer.scenario,
  };
  return { ok: true, scenario };
}

/** The profile that a name means on this scenario's machine: its architecture, page size and DEBUG_VM. */
export function profileForScenario(scenario: Scenario, name: string): ProfileAnswer {
  const { arch, page_size, debug_vm } = scenario.read.document.machine;
  const plain = profileByName(name, { arch, debugVm: debug_vm });
  if (!plain.ok || page_size === undefined) return plain;
  const bytes = parseQuantity(page_size, plain.profile.geometry);
  if (!bytes.ok) return { ok: false, reason: `machine.page_size: ${bytes.reason}` };
  try {
    return profileByName(name, { arch, debugVm: debug_vm, pageBytes: Number(bytes.value) });
  } catch (error) {
    return { ok: false, reason: error instanceof RangeError ? error.message : String(error) };
  }
}

/** A problem of a quantity with its place in the text. */
export function placed(scenario: Scenario, path: readonly PropertyKey[], error: QuantityProblem): ScenarioProblem {
  const full = [...path, ...error.path];
  return { ...scenario.read.placeOf(full), read: `${full.join('.')}: ${error.read}`, expected: error.message };
}

export type Commands =
  | { readonly ok: true; readonly commands: readonly Command[] }
  | { readonly ok: false; readonly problem: ScenarioProblem };

/** Every command of a scenario under a profile: all of them, or the first problem. */
export function commandsOf(scenario: Scenario, profile: Profile): Commands {
  const commands: Command[] = [];
  for (const [index, step] of scenario.read.document.steps.entries()) {
    try {
      commands.push(commandOfStep(profile.geometry, step));
    } catch (error) {
      if (!(error instanceof QuantityProblem)) throw error;
      return { ok: false, problem: placed(scenario, ['steps', index], error) };
    }
  }
  return { ok: true, commands };
}
