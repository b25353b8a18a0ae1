import { existsSync } from 'node:fs';
import { type Profile, profileByName, withMemoryModel } from '../../../machines/kernel/profile.ts';
import { compareProfiles, type Side } from '../../check/compare-profiles.ts';
import { emptyMemory } from '../../memory/state.ts';
import { simulate } from '../../scenario/simulate.ts';
import { loadLog, logKind } from '../../stores/log-file.ts';
import { recordedCommands } from '../../timeline/recorded-commands.ts';
import { type Action, type ActionInput, EXIT, requiredArgument, textOption, UsageError } from '../action.ts';
import {
  KEEP_GOING_OPTION,
  type LogSource,
  PROFILE_OPTION,
  problemsError,
  recordedSource,
  scenarioNamed,
  simulationOf,
} from '../source.ts';
import { comparisonLines } from '../text/comparison.ts';

const namesIn = (text: string): readonly string[] => {
  const names = text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (names.length < 2)
    throw new UsageError(
      `--profiles takes two or more names with commas between, as in vmemmap,classic; got ${JSON.stringify(text)}`,
    );
  if (new Set(names).size < names.length) throw new UsageError(`--profiles names one profile twice: ${text}`);
  return names;
};

/** A bare memory model means the recording's own kernel with that model. */
function profileBeside(own: Profile, name: string): Profile {
  if (name === 'vmemmap' || name === 'classic') return withMemoryModel(own, name);
  const { arch, pageBytes, maxPhysmemBits } = own.geometry;
  const answer = profileByName(name, { arch, pageBytes, maxPhysmemBits });
  if (!answer.ok) throw new UsageError(answer.reason);
  return answer.profile;
}

/** A recording's commands, decided anew under each profile on the same machine, with the same outside decisions. */
function recordedSides(
  source: Pick<LogSource, 'log' | 'initial' | 'baseline'>,
  names: readonly string[],
): readonly Side[] {
  const { profile, blocks } = source.initial;
  const boot = [...source.log.read(1, source.baseline)];
  const commands = recordedCommands(source.log, profile.geometry.pageBytes).map(({ command }) => command);
  return names.map((name) => ({
    name,
    simulation: simulate(emptyMemory(profileBeside(profile, name), blocks), boot, commands),
  }));
}

async function sidesOf(name: string, input: ActionInput): Promise<readonly Side[]> {
  const wanted = textOption(input, 'profiles');
  const kind = existsSync(name) ? logKind(name) : undefined;
  if (kind) return recordedSides(await loadLog(name, kind), namesIn(wanted ?? 'vmemmap,classic'));
  const recorded = recordedSource(name, input);
  if (recorded) {
    const error = problemsError(recorded.summary.problems, recorded.summary.moreProblems);
    if (error && input.options['keepGoing'] !== true) throw error;
    return recordedSides(recorded, namesIn(wanted ?? 'vmemmap,classic'));
  }
  const own = scenarioNamed(name).scenario.profiles;
  const names = wanted === undefined && own.length >= 2 ? own : namesIn(wanted ?? 'vmemmap,classic');
  return names.map((profile) => ({ name: profile, simulation: simulationOf(name, profile).simulation }));
}

export const compareAction: Action = {
  name: 'compare',
  summary: 'the same commands under several kernels: what each takes, refuses and why, and what memmap each ends with',
  args: [
    {
      name: 'source',
      description: 'recording, trace text, log, scenario, or the name of a shipped scenario',
      required: true,
    },
  ],
  options: [
    {
      flags: '--profiles <names>',
      description:
        "two or more, commas between: vmemmap,classic or vmemmap@5.8,vmemmap@5.9; a scenario's own, else vmemmap,classic",
    },
    PROFILE_OPTION,
    KEEP_GOING_OPTION,
  ],
  examples: [
    {
      call: 'memlapse compare demo:subsection-hotplug',
      shows: 'the question of the thread: what VMEMMAP takes and classic refuses',
    },
    {
      call: 'memlapse compare recording/ --profiles vmemmap,classic',
      shows: 'would the other memory model have taken this trace?',
    },
    { call: 'memlapse compare patch:4 --json', shows: 'what a patch of the series changed' },
  ],
  run: async (input) => {
    const name = requiredArgument(input, 'source');
    const comparison = compareProfiles(await sidesOf(name, input));
    return {
      exit: EXIT.clean,
      json: { kind: 'value', value: comparison },
      text: (style) => comparisonLines(comparison, style),
    };
  },
};
