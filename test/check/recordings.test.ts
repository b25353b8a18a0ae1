import { describe, expect, test } from 'vitest';
import { check } from '../../src/check/check.ts';
import { openShipped, recordingNames } from '../support/recordings.ts';

const complete = recordingNames.filter((name) => !name.includes('s10-lost-events'));

describe('a real kernel and the model', () => {
  test('every recording that ships is checked', () => {
    expect(recordingNames.length).toBeGreaterThanOrEqual(21);
  });

  test.each(complete)('%s: every section, block and errno is the kernel’s', (name) => {
    const report = check(openShipped(name));
    expect(
      report.steps.flatMap(({ step, mismatches }) => mismatches.map((mismatch) => ({ step, ...mismatch }))),
    ).toEqual([]);
    expect(report.operations.divergences).toEqual([]);
    expect(report.notUnderstood).toEqual([]);
    expect(report.ok).toBe(true);
    expect(report.steps.length).toBeGreaterThan(0);
    expect(report.steps.every(({ sections }) => sections.compared > 0)).toBe(true);
    const { total, agreed, environment, divergences } = report.operations;
    expect(agreed + environment.reduce((sum, { count }) => sum + count, 0) + divergences.length).toBe(total);
  });

  test('a recording that lost events says how many, what can not be known, and is not ok', () => {
    const report = check(openShipped('6.1.192-debian-generic-vmemmap--s10-lost-events-trace-pipe'));
    expect(report.ok).toBe(false);
    expect(report.lost).toBe(547);
    expect(report.unknown.join('\n')).toMatch(/547 events were lost/);
    expect(report.notUnderstood).toEqual([]);
  });
});
