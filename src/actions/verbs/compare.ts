import { existsSync } from 'node:fs';
import type { Side } from '../../check/compare-profiles.ts';
import { loadLog, logKind } from '../../stores/log-file.ts';
import { timelineOf } from '../../timeline/timeline.ts';
import { type ActionInput, requiredArgument, textOption, UsageError } from '../action.ts';
import { compareAnswer, profilesNamed, recordedSides } from '../answers/compare.ts';
import { compareRecordsAnswer, type RecordSide } from '../answers/compare-records.ts';
import { logSource, problemsError, provedOf, recordedSource, scenarioNamed, simulationOf } from '../source.ts';
import { READING_OPTIONS, SOURCE_ARGUMENT } from '../source-arguments.ts';
import type { Verb } from '../verb.ts';

async function sidesOf(name: string, input: ActionInput): Promise<readonly Side[]> {
  const wanted = textOption(input, 'profiles');
  const kind = existsSync(name) ? logKind(name) : undefined;
  if (kind)
    return recordedSides(await loadLog(name, kind, provedOf(name, input)), profilesNamed(wanted ?? 'vmemmap,classic'));
  const recorded = recordedSource(name, input);
  if (recorded) {
    const error = problemsError(recorded.summary.problems, recorded.summary.moreProblems);
    if (error && input.options['keepGoing'] !== true) throw error;
    return recordedSides(recorded, profilesNamed(wanted ?? 'vmemmap,classic'));
  }
  const own = scenarioNamed(name).scenario.profiles;
  const names = wanted === undefined && own.length >= 2 ? own : profilesNamed(wanted ?? 'vmemmap,classic');
  return names.map((profile) => ({ name: profile, simulation: simulationOf(name, profile).simulation }));
}

async function recordNamed(name: string, input: ActionInput): Promise<RecordSide> {
  const source = await logSource(name, input);
  return { name, timeline: timelineOf(source), notes: source.notes };
}

export const compareVerb: Verb = {
  id: 'compare',
  group: 'model',
  summary: 'the same commands under several kernels: what each takes, refuses and why, and what memmap each ends with',
  args: [
    SOURCE_ARGUMENT,
    { name: 'other', kind: 'source', description: 'another source: both aligned operation by operation' },
  ],
  options: [
    {
      flags: '--profiles <names>',
      description:
        "two or more, commas between: vmemmap,classic or vmemmap@5.8,vmemmap@5.9; a scenario's own, else vmemmap,classic",
    },
    ...READING_OPTIONS,
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
    {
      call: 'memlapse compare good/ bad/',
      shows: 'two records aligned by what was asked: where outcomes differ, and where memory first does',
    },
  ],
  run: async (input) => {
    const name = requiredArgument(input, 'source');
    const { other } = input.args;
    if (other === undefined) return compareAnswer(await sidesOf(name, input));
    if (textOption(input, 'profiles') !== undefined) {
      throw new UsageError('--profiles is for one source; two sources are compared as they are');
    }
    return compareRecordsAnswer(await recordNamed(name, input), await recordNamed(other, input));
  },
};
