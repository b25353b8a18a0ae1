import type { EventLog } from '../../../events/log.ts';
import {
  buildable,
  PROFILE_NAMES,
  type Profile,
  type ProfileAnswer,
  profileByName,
  withMemoryModel,
} from '../../../machines/kernel/profile.ts';
import { compareProfiles, type Side } from '../../check/compare-profiles.ts';
import { emptyMemory, type MemoryState } from '../../memory/state.ts';
import { simulate } from '../../sources/scenario/simulate.ts';
import { recordedCommands } from '../../timeline/recorded-commands.ts';
import { type ActionResult, UsageError, valueAnswer } from '../action.ts';
import { comparisonLines } from '../text/comparison.ts';

/** What of a record is needed to ask other kernels the same. */
export interface RecordedLog {
  readonly log: EventLog;
  readonly initial: MemoryState;
  readonly baseline: number;
}

/** Profiles as a user lists them in an argument. @throws UsageError for fewer than two, or one twice. */
export function profilesNamed(text: string, argument = 'profiles'): readonly string[] {
  const names = text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (names.length < 2)
    throw new UsageError(
      `--profiles takes two or more names with commas between, as in vmemmap,classic; got ${JSON.stringify(text)}`,
      argument,
    );
  if (new Set(names).size < names.length) throw new UsageError(`--profiles names one profile twice: ${text}`, argument);
  return names;
}

function answerBeside(own: Profile, name: string): ProfileAnswer {
  if (name === own.memoryModel) return { ok: true, profile: own };
  if (name === 'vmemmap' || name === 'classic') return buildable(withMemoryModel(own, name));
  const { arch, pageBytes, maxPhysmemBits } = own.geometry;
  return profileByName(name, { arch, pageBytes, maxPhysmemBits });
}

/**
 * A profile beside a record's own: a bare memory model means the recorded kernel with that model.
 * @throws UsageError for a name that is no profile, and for a kernel that can't be built.
 */
export function profileBeside(own: Profile, name: string, argument?: string): Profile {
  const answer = answerBeside(own, name);
  if (!answer.ok) throw new UsageError(answer.reason, argument);
  return answer.profile;
}

/** Names of the kernels that can be put beside a record's own. */
export const profilesBeside = (own: Profile): readonly string[] =>
  ['vmemmap', 'classic', ...PROFILE_NAMES.flatMap((name) => [`vmemmap@${name}`, `classic@${name}`])].filter(
    (name) => answerBeside(own, name).ok,
  );

/** A recording's commands, decided anew under each profile on the same machine, with the same outside decisions. */
export function recordedSides(source: RecordedLog, names: readonly string[], argument?: string): readonly Side[] {
  const { profile, blocks } = source.initial;
  const boot = [...source.log.read(1, source.baseline)];
  const commands = recordedCommands(source.log, profile.geometry.pageBytes).map(({ command }) => command);
  return names.map((name) => ({
    name,
    simulation: simulate(emptyMemory(profileBeside(profile, name, argument), blocks), boot, commands),
  }));
}

/** Profiles side by side, operation by operation. */
export function compareAnswer(sides: readonly Side[]): ActionResult {
  const comparison = compareProfiles(sides);
  return valueAnswer(comparison, (style) => comparisonLines(comparison, style));
}
