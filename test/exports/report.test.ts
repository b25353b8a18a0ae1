import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EventDraft } from '../../events/event.ts';
import { memoryLog } from '../../events/memory-log.ts';
import { inMarkdown } from '../../src/exports/report/markdown.ts';
import { type ReportOn, reportOf } from '../../src/exports/report/report.ts';
import { presentSections } from '../../src/memory/sections.ts';
import { operationsIn } from '../../src/timeline/operations.ts';
import { timelineOf } from '../../src/timeline/timeline.ts';
import { cli, json } from '../support/cli.ts';
import { openShipped, recordingNames, recordingPath } from '../support/recordings.ts';
import { tempFiles } from '../support/temp.ts';

const FAILURES = '6.1.192-debian-generic-vmemmap--s5-failure-injection';

function on(name: string): ReportOn {
  const source = openShipped(name);
  const timeline = timelineOf(source);
  return { name, timeline, at: timeline.end, head: null, notes: source.unknown, address: '#at=1' };
}
const reportText = (what: ReportOn): string => [...reportOf(what)].join('\n');

/** Rows of the table below a heading, by cells. */
function rowsUnder(text: string, heading: string): readonly (readonly string[])[] {
  const [, part = ''] = text.split(`## ${heading}\n`);
  const [own = ''] = part.split('\n## ');
  return own
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) => line.slice(2, -2).split(' | '))
    .slice(2);
}

describe('a report of findings', () => {
  test.each(recordingNames)('%s: every operation is counted, and each that did not end well has its row', (name) => {
    const what = on(name);
    const text = reportText(what);
    const { all } = operationsIn(what.timeline.log);
    const asked = rowsUnder(text, 'Operations').reduce((sum, [, count]) => sum + Number(count), 0);
    expect(asked).toBe(all.length);
    const bad = all.filter(({ outcome }) => outcome !== 'done' && outcome !== 'open');
    const told = rowsUnder(text, 'Refused, failed, or without an end');
    expect(told.map(([seq]) => Number(seq))).toEqual(
      bad.map(({ ended, started }) => (ended ?? started).seq).sort((a, b) => a - b),
    );
  });

  test('a refusal says the errno, the guard, the reason, and where in the kernel', () => {
    const rows = rowsUnder(reportText(on(FAILURES)), 'Refused, failed, or without an end');
    const empty = rows.find(([, , operation]) => operation?.includes('size=0x0'));
    expect(empty).toEqual([
      expect.any(String),
      expect.any(String),
      'add_memory(start=0x108000000 size=0x0 nid=0)',
      'refused E2BIG',
      'addressable',
      'the range is empty',
      'mm/memory_hotplug.c mhp_range_allowed(), v5.12',
    ]);
    const vetoed = rows.find(([, , operation]) => operation === 'online(block=32 kind=online)');
    expect(vetoed?.slice(3, 5)).toEqual(['failed ENOMEM', 'notifierVeto']);
  });

  test('lost events, and the divergences that they explain, are told', () => {
    const text = reportText(on('6.1.192-debian-generic-vmemmap--s10-lost-events-trace-pipe'));
    expect(text).toMatch(/\d+ events were lost by the source, the first of them at event \d+/);
    expect(rowsUnder(text, 'Kernel against model').length).toBeGreaterThan(0);
  });

  test('blocks and sections at the end add up to all that there are', () => {
    const what = on('6.12.117-debian-cloud-vmemmap--s1-dimm-add-online-offline-remove');
    const text = reportText(what);
    const end = what.timeline.stateAt(what.timeline.end);
    const counted = (heading: string, column: number): number =>
      rowsUnder(text, heading).reduce((sum, cells) => sum + Number(cells[column]), 0);
    expect(counted('Memory blocks at the end', 3)).toBe(Object.keys(end.memoryBlocks).length);
    expect(counted('Sections at the end', 2)).toBe([...presentSections(end)].length);
  });

  test('what a log calls things shows as text, whatever it is', () => {
    const source = openShipped(FAILURES);
    const log = memoryLog();
    const MARKUP = '[x](https://e.example) <b onclick=a> | `c` @someone #1 _e_\n# heading';
    for (const { seq: _, ...event } of source.log.read()) {
      const data = event.type === 'operation.refused' ? { ...event.data, reason: MARKUP, guard: MARKUP } : event.data;
      log.append([{ ...event, data } as EventDraft], log.position);
    }
    const timeline = timelineOf({ ...source, log });
    const text = reportText({ ...on(FAILURES), name: MARKUP, timeline, notes: [MARKUP] });
    for (const raw of ['[x]', '<b', '`c`', '@someone', '#1 ', '_e_', 'https://', '\n# heading']) {
      expect(text).not.toContain(raw);
    }
    for (const cells of rowsUnder(text, 'Refused, failed, or without an end')) expect(cells).toHaveLength(7);
  });

  test('nothing that a cell may hold ends it, begins another element, or starts a new line', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const cell = inMarkdown(text).replace(/&#\d+;/g, '');
        expect(cell).not.toMatch(/[|<>`*[\]\\\n\r@#]/);
      }),
    );
  });
});

describe('memlapse export --format report', () => {
  test('points at an instant, and carries the head that an import of the same source has', async () => {
    const path = recordingPath(FAILURES);
    const folder = tempFiles({});
    const kept = await cli('import', path, '--log', `${folder}/kept.memlapse`, '--json');
    const { head } = json(kept) as { head: { position: number; hash: string } };
    for (const source of [path, `${folder}/kept.memlapse`]) {
      const ran = await cli('export', source, '--format', 'report', '--at', 'seq:20');
      expect(ran.code).toBe(0);
      expect(ran.out).toContain(`\`${head.position} ${head.hash}\``);
      expect(ran.out).toContain('After event 20 ');
      expect(ran.out).toMatch(/`#log=[0-9a-f]{12}&at=20`/);
    }
  });
});
