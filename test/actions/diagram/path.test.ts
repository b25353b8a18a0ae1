import { describe, expect, test } from 'vitest';
import { ArcTally, countOf, countText, wentAlong } from '../../../src/actions/diagram/arc-counts.ts';
import { CHART_ALONE } from '../../../src/actions/diagram/content.ts';
import { dot } from '../../../src/actions/diagram/dot.ts';
import { mermaid } from '../../../src/actions/diagram/mermaid.ts';
import { litByPath, type OperationPath, timesIn } from '../../../src/actions/diagram/path.ts';
import { scxml } from '../../../src/actions/diagram/scxml.ts';
import { svg } from '../../../src/actions/diagram/svg/svg.ts';
import { procedureChart } from '../../support/procedure.ts';

const arc = (from: string, to: string, event = 'proceed', guard: string | null = null) => ({ from, to, event, guard });
const TO_ISOLATING = arc('checks', 'isolating');
const TO_FAILED = arc('isolating', 'failed', 'unmovablePage');
const AGAIN = arc('migrating', 'migrating', 'pageMigrated', 'not nothingLeft');

/** An offline that ended at isolation, and one that migrated page by page until a signal came. */
const ISOLATED: OperationPath = {
  phases: [
    { state: 'checks', enteredAt: 1_000n },
    { state: 'isolating', enteredAt: 3_500n },
    { state: 'failed', enteredAt: 903_500n },
  ],
  arcs: [TO_ISOLATING, TO_FAILED],
};
const SIGNALLED: OperationPath = {
  phases: [
    { state: 'checks', enteredAt: 0n },
    { state: 'migrating', enteredAt: 10n },
    { state: 'migrating', enteredAt: 30n },
    { state: 'migrating', enteredAt: 70n },
    { state: 'cancelling', enteredAt: null },
    { state: 'failed', enteredAt: 90n },
  ],
  arcs: [TO_ISOLATING, AGAIN, AGAIN, AGAIN, arc('cancelling', 'failed')],
};

describe('operations along the arcs of a chart', () => {
  const tally = new ArcTally();
  const unfinished = wentAlong({ phases: [], arcs: [TO_ISOLATING] }, null);
  for (const path of [ISOLATED, ISOLATED]) tally.count(wentAlong(path, 'EBUSY'), 1);
  tally.count(wentAlong(SIGNALLED, 'EINTR'), 1);
  const counts = tally.with([unfinished]);

  test('are counted once on each, also where one of them went along it again, with the errno that each ended with', () => {
    expect(countText(counts, TO_ISOLATING)).toBe('4 (2 EBUSY, 1 EINTR)');
    expect(countText(counts, TO_FAILED)).toBe('2 (2 EBUSY)');
    expect(countText(counts, AGAIN)).toBe('1 (1 EINTR)');
    expect(countText(counts, { ...AGAIN, guard: null })).toBeNull();
    expect(countOf(counts, { ...AGAIN, guard: null }).operations).toBe(0);
  });

  test('are no longer counted when time goes back before they ended', () => {
    const later = new ArcTally();
    later.count(wentAlong(ISOLATED, 'EBUSY'), 1);
    later.count(wentAlong(SIGNALLED, 'EINTR'), 1);
    later.count(wentAlong(SIGNALLED, 'EINTR'), -1);
    expect(countText(later.with([]), TO_ISOLATING)).toBe('1 (1 EBUSY)');
    expect(countText(later.with([]), AGAIN)).toBeNull();
    expect(countText(tally.with([]), TO_ISOLATING)).toBe('3 (2 EBUSY, 1 EINTR)');
  });

  test('stand in every format that draws, and arcs that none went along are drawn as such', () => {
    const content = { ...CHART_ALONE, arcs: counts };
    const drawn = [...svg(procedureChart(), { ...content, models: [], width: 1200 })].join('\n');
    expect(drawn).toMatch(/>unmovablePage <tspan class="went">2 \(2 EBUSY\)<\/tspan></);
    expect(drawn).toMatch(/<g class="arrow unused">\s*<title>checks → refused/);
    expect(drawn).toMatch(/<g class="arrow">\s*<title>checks → isolating/);
    const dots = [...dot(procedureChart(), content)];
    expect(dots.find((line) => line.includes('"procedure.isolating" -> "procedure.failed"'))).toContain(
      'label="unmovablePage 2 (2 EBUSY)"',
    );
    expect(dots.filter((line) => line.includes('style=dashed')).length).toBeGreaterThan(5);
    expect([...mermaid(procedureChart(), content)]).toContain('  isolating --> failed: unmovablePage 2 (2 EBUSY)');
    expect([...scxml(procedureChart(), content)].join('\n')).toContain(
      '<transition event="unmovablePage" target="failed" m:operations="2"/>',
    );
  });
});

describe('the path of one operation', () => {
  test('tells the time in each state, several stays together, and none where a time is unknown', () => {
    expect([...timesIn(ISOLATED, 903_600n)]).toEqual([
      ['checks', 2_500n],
      ['isolating', 900_000n],
      ['failed', 100n],
    ]);
    expect([...timesIn(SIGNALLED, null)]).toEqual([
      ['checks', 10n],
      ['migrating', 60n],
    ]);
  });

  test('is lit in every format that draws, with the time in each state that is no end', () => {
    const times = timesIn(ISOLATED, 903_600n);
    const content = { ...CHART_ALONE, lit: litByPath('procedure', ISOLATED, 1), times };
    const drawn = [...svg(procedureChart(), { ...content, models: [], width: 1200 })].join('\n');
    expect(drawn).toMatch(/class="state is-failed active"/);
    expect(drawn).toMatch(/<g class="arrow last">\s*<title>isolating → failed: unmovablePage/);
    expect(drawn).toMatch(/<g class="arrow before">\s*<title>checks → isolating: proceed/);
    expect([...drawn.matchAll(/class="tally"[^>]*>([^<]*)</g)].map(([, text]) => text)).toEqual(['2.5 µs', '900 µs']);
    const dots = [...dot(procedureChart(), content)];
    expect(dots.filter((line) => line.includes('#d58f00')).map((line) => line.trim().split(' [')[0])).toEqual([
      '"procedure.isolating" -> "procedure.failed"',
    ]);
    expect(dots.find((line) => line.includes('"procedure.isolating" ['))).toContain('label="isolating\\n900 µs"');
    const lines = [...mermaid(procedureChart(), content)];
    expect(lines).toContain('  state "isolating (900 µs)" as isolating');
    expect(lines).toContain('  state "● failed" as failed');
    expect(lines.filter((line) => line.includes(': ●'))).toEqual([
      '  checks --> isolating: ● proceed',
      '  isolating --> failed: ● unmovablePage',
    ]);
    const states = [...scxml(procedureChart(), content)].join('\n');
    expect(states).toContain('<state id="isolating" m:nanoseconds="900000">');
    expect(states.match(/m:taken="true"/g)).toHaveLength(2);
    expect(states).toContain('<final id="failed" m:nanoseconds="100" m:active="true"/>');
  });

  test('of an operation of which the record tells nothing lights nothing', () => {
    const nothing = { phases: [], arcs: [] };
    expect(litByPath('procedure', nothing, 0)).toEqual({ active: {}, last: [], before: [] });
    expect(timesIn(nothing, 5n)).toEqual(new Map());
  });
});
