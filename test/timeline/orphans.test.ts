import fc from 'fast-check';
import { expect, test } from 'vitest';
import { scenarioNamed } from '../../src/actions/source.ts';
import { profileForScenario } from '../../src/sources/scenario/scenario.ts';
import { runScenario } from '../../src/sources/scenario/simulate.ts';
import { bisect } from '../../src/timeline/bisect.ts';
import { parsePredicate } from '../../src/timeline/predicate/parse.ts';
import { type Timeline, timelineOf } from '../../src/timeline/timeline.ts';
import { lives, RECORDED, RUNS } from './lives.ts';

function firstWith(timeline: Timeline, text: string): number | null {
  const answer = parsePredicate(text);
  if (!answer.ok) throw new Error(answer.problem.expected);
  return bisect(timeline, answer.predicate).seq;
}

/** The first event that says that a failed range left its sections behind. */
const firstLeaving = ({ log }: Timeline): number =>
  [...log.read()].find(({ type, data }) => type === 'operation.failed' && 'orphans' in data && data.orphans)?.seq ??
  Number.POSITIVE_INFINITY;

function orphansOnlyAfterAFailure(timeline: Timeline): void {
  const first = firstWith(timeline, 'sections orphan > 0');
  if (first !== null) expect(first).toBeGreaterThanOrEqual(firstLeaving(timeline));
}

test.each([...RECORDED])('%s: no section is an orphan before a range failed and left it', (_name, timeline) => {
  orphansOnlyAfterAFailure(timeline);
});

test('whatever anybody does, no section is an orphan before a range failed and left it', () => {
  fc.assert(fc.property(lives, orphansOnlyAfterAFailure), { numRuns: RUNS });
});

test('the sections of a range that fails half-way are orphans when it has failed, and not while it goes on', () => {
  const { scenario } = scenarioNamed('demo:orphan-sections');
  const profile = profileForScenario(scenario, 'vmemmap@v5.7');
  if (!profile.ok) throw new Error(profile.reason);
  const run = runScenario(scenario, profile.profile);
  if (!run.ok) throw new Error(run.problem.expected);
  const timeline = timelineOf(run.simulation);
  const failed = firstLeaving(timeline);
  expect(firstWith(timeline, 'section:40 is orphan')).toBe(failed);
  expect(firstWith(timeline, 'section:40 is present')).toBeLessThan(failed);
});
