import { existsSync, readFileSync } from 'node:fs';
import type { MemoryEvent } from '../../events/event.ts';
import type { EventLog } from '../../events/log.ts';
import { describeProblem, SourceError, type SourceProblem } from '../../events/problem.ts';
import { type Profile, profileByName } from '../../machines/kernel/profile.ts';
import { type Checkable, checkableLog, isDecided, summaryOf } from '../check/checkable.ts';
import type { MemoryState } from '../memory/state.ts';
import { openRecorded } from '../sources/open-source.ts';
import type { OpenedSource } from '../sources/opened-source.ts';
import { lostInWords } from '../sources/recording.ts';
import type { ScenarioProblem } from '../sources/scenario/document.ts';
import { openScenario, profileForScenario, type Scenario } from '../sources/scenario/scenario.ts';
import { isShippedName, shippedScenario, shippedScenarios } from '../sources/scenario/shipped.ts';
import { runScenario, type Simulation } from '../sources/scenario/simulate.ts';
import { followedEvents, type LoadedLog, loadLog, logKind } from '../stores/log-file.ts';
import { parseInstant, positionOf } from '../timeline/instant.ts';
import { type ActionInput, textOption, UsageError } from './action.ts';

/** A log with its beginning and end, wherever it came from. */
export interface LogSource {
  readonly name: string;
  readonly log: EventLog;
  readonly initial: MemoryState;
  readonly baseline: number;
  readonly final: MemoryState;
  /** What can't be known, and what was left out, in words. */
  readonly notes: readonly string[];
  /** Events that another process appends after a position, as they come; only of a log that grows. */
  readonly follow?: (after: number, signal: AbortSignal) => AsyncIterable<MemoryEvent>;
}

/** The position that an instant means in a source. @throws UsageError for one that it has not. */
export function seqOf(source: LogSource, text: string): number {
  const answer = parseInstant(text);
  if (!answer.ok) throw new UsageError(answer.reason);
  const position = positionOf(source.log, source.baseline, answer.when);
  if (!position.ok) throw new UsageError(position.reason);
  return position.seq;
}

/** @throws UsageError for a name that is no profile. */
export function profileNamed(name: string): Profile {
  const answer = profileByName(name);
  if (!answer.ok) throw new UsageError(answer.reason);
  return answer.profile;
}

const inFile = (file: string, { line, column, read, expected }: ScenarioProblem): SourceError =>
  new SourceError({ place: { file, line, column }, read, expected });

/** Opens a scenario by its shipped name or from a file. @throws SourceError, UsageError */
export function scenarioNamed(source: string): { readonly scenario: Scenario; readonly file: string } {
  if (isShippedName(source)) {
    const shipped = shippedScenario(source);
    if (!shipped) {
      const names = shippedScenarios().map(({ id }) => id);
      throw new UsageError(`no scenario is called ${source}; there are:\n  ${names.join('\n  ')}`);
    }
    return { scenario: scenarioOf(shipped.id, shipped.text, source), file: source };
  }
  return { scenario: scenarioOf(source, readText(source), source), file: source };
}

function readText(path: string): string {
  if (!existsSync(path)) {
    throw new SourceError({
      place: { file: path, line: 1, column: 1 },
      read: 'nothing: there is no such file',
      expected: 'a scenario in JSON or YAML, or the name of a shipped one (memlapse simulate --list)',
    });
  }
  return readFileSync(path, 'utf8');
}

function scenarioOf(id: string, text: string, file: string): Scenario {
  const opened = openScenario(id, text);
  if (!opened.ok) throw inFile(file, opened.problem);
  return opened.scenario;
}

/** Runs a scenario under a profile by name. @throws SourceError, UsageError */
export function simulationOf(
  source: string,
  profileName: string | undefined,
): { readonly scenario: Scenario; readonly simulation: Simulation } {
  const { scenario, file } = scenarioNamed(source);
  const profile = profileForScenario(scenario, profileName ?? scenario.profiles[0] ?? 'vmemmap');
  if (!profile.ok) throw new UsageError(profile.reason);
  const run = runScenario(scenario, profile.profile);
  if (!run.ok) throw inFile(file, run.problem);
  return { scenario, simulation: run.simulation };
}

/** Opens a recording or trace text; undefined when the file is a scenario. @throws SourceError, UsageError */
export function recordedSource(source: string, input: ActionInput): OpenedSource | undefined {
  if (isShippedName(source)) return undefined;
  const profile = profileNamed(textOption(input, 'profile') ?? 'vmemmap');
  const onLines = (lines: number): void => input.progress(`${source}: ${lines.toLocaleString('en')} lines read`);
  return openRecorded(source, { profile, onLines });
}

/** Tells how far the reading of a log has come. */
export const provedOf =
  (source: string, { progress }: ActionInput) =>
  (events: number): void =>
    progress(`${source}: ${events.toLocaleString('en')} events read and proved`);

/** A log, with what its events say that its own source lost or had of lines that nobody understood. */
function loggedSource(name: string, loaded: LoadedLog): LogSource {
  const { lost, problems } = summaryOf(loaded.log);
  const notes = [...lostInWords(lost)];
  if (problems.length > 0) notes.push(`${problems.length} lines of its source were not understood`);
  return { name, notes, ...loaded };
}

/** Several problems as one error: the first ones in full, the rest counted. */
export function problemsError(problems: readonly SourceProblem[], more: number): SourceError | undefined {
  const first = problems[0];
  if (!first) return undefined;
  const others = problems.slice(1, 5).map((problem) => `\n${describeProblem(problem)}`);
  const rest = problems.length + more - 1 - others.length;
  const tail = rest > 0 ? `\n… and ${rest} more` : '';
  return new SourceError({ ...first, advice: `${first.advice ?? ''}${others.join('')}${tail}`.trim() || undefined });
}

/**
 * Opens any source as a log. A source that could not be read whole is refused, unless `--keep-going`.
 * @throws SourceError, UsageError
 */
export async function logSource(source: string, input: ActionInput): Promise<LogSource> {
  const kind = existsSync(source) ? logKind(source) : undefined;
  if (kind) {
    const loaded = loggedSource(source, await loadLog(source, kind, provedOf(source, input)));
    if (kind !== 'sqlite') return loaded;
    return { ...loaded, follow: (after, signal) => followedEvents(source, after, signal) };
  }
  const recorded = recordedSource(source, input);
  if (!recorded) {
    const { simulation } = simulationOf(source, textOption(input, 'profile'));
    return { name: source, notes: [], ...simulation };
  }
  return { ...recorded, notes: recordedNotes(recorded, input) };
}

/**
 * What is to be said of a source that was read.
 * @throws SourceError for one that could not be read whole, unless `--keep-going`.
 */
export function recordedNotes(
  { summary, unknown, notes: joined }: OpenedSource,
  input: ActionInput,
): readonly string[] {
  const { problems, moreProblems, foreign } = summary;
  const error = problemsError(problems, moreProblems);
  if (error && input.options['keepGoing'] !== true) throw error;
  const notes = [...unknown, ...joined];
  if (error) notes.push(`${problems.length + moreProblems} lines were not understood`);
  if (foreign > 0) notes.push(`${foreign} trace events of other kinds were left alone`);
  return notes;
}

/**
 * Opens what the model can be held against: a recording, trace text, or a log of them.
 * @throws SourceError, UsageError for a scenario, or a log of one.
 */
export async function checkableSource(source: string, input: ActionInput): Promise<Checkable> {
  const kind = existsSync(source) ? logKind(source) : undefined;
  if (kind) {
    const loaded = await loadLog(source, kind, provedOf(source, input));
    if (!isDecided(loaded.log)) return checkableLog(loaded);
    throw new UsageError(`${source} is the log of a scenario: ${NO_KERNEL} (try events or compare)`);
  }
  const recorded = recordedSource(source, input);
  if (recorded?.kind === 'partial')
    throw new UsageError(
      `${source} tells of no operation, so nothing of the model can be held against it (try state or events)`,
    );
  if (recorded) return recorded;
  throw new UsageError(`${source} is a scenario: ${NO_KERNEL} (try simulate or compare)`);
}

const NO_KERNEL = 'there is no kernel to hold the model against';
