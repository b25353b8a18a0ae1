import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { VERBS } from '../../src/actions/registry.ts';
import { cli, json, ndjson } from '../support/cli.ts';
import { recordingNames, recordingPath } from '../support/recordings.ts';

const PMEM = recordingPath('6.1.192-debian-generic-vmemmap--s4-e820-pmem-subsection');
const DIMM = recordingPath('6.1.192-debian-generic-vmemmap--s1-dimm-add-online-offline-remove');

const hex = z.string().regex(/^0x[0-9a-f]+$/);
const stateShape = z.looseObject({
  at: z.strictObject({ seq: z.int(), timeNs: z.int().nullable() }),
  profile: z.string(),
  sections: z.array(
    z.strictObject({
      nr: z.int(),
      start: hex,
      lifecycle: z.enum(['offline', 'partiallyPopulated', 'online']),
      flags: z.array(z.enum(['MARKED_PRESENT', 'HAS_MEM_MAP', 'IS_ONLINE', 'IS_EARLY', 'TAINT_ZONE_DEVICE'])),
      subsectionMap: hex.nullable(),
      nid: z.int().nullable(),
    }),
  ),
  blocks: z.array(
    z.strictObject({
      block: z.int(),
      state: z.enum(['offline', 'online', 'going-offline']),
      zone: z.string().nullable(),
    }),
  ),
});

describe('state', () => {
  test('has the documented shape for every recording, sorted', async () => {
    for (const name of recordingNames) {
      const state = stateShape.parse(json(await cli('state', recordingPath(name), '--json')));
      expect(state.sections.map(({ nr }) => nr)).toEqual(state.sections.map(({ nr }) => nr).toSorted((a, b) => a - b));
      expect(state.blocks.map(({ block }) => block)).toEqual(
        state.blocks.map(({ block }) => block).toSorted((a, b) => a - b),
      );
    }
  });

  test('at a step shows the sub-sections that persistent memory shares with RAM', async () => {
    const state = stateShape.parse(json(await cli('state', PMEM, '--at', 'step:03', '--json')));
    expect(state.sections.find(({ nr }) => nr === 10)).toEqual({
      nr: 10,
      start: '0x50000000',
      lifecycle: 'online',
      flags: ['MARKED_PRESENT', 'HAS_MEM_MAP', 'IS_ONLINE', 'IS_EARLY', 'TAINT_ZONE_DEVICE'],
      subsectionMap: '0xffffffffffffffff',
      nid: 0,
    });
  });

  test('between two events of an attempt a block is going offline, as sysfs would say', async () => {
    const events = ndjson(await cli('events', DIMM, '--type', 'block.goingOffline', '--json'));
    const seq = String(events[0]?.['id']);
    const state = stateShape.parse(json(await cli('state', DIMM, '--at', `seq:${seq}`, '--json')));
    expect(state.blocks.filter((block) => block.state === 'going-offline')).toHaveLength(1);
  });

  test('start, end, a time and a position name instants', async () => {
    const at = async (when: string) =>
      stateShape.parse(json(await cli('state', DIMM, '--at', when, '--json'))).sections.length;
    expect(await at('start')).toBe(8);
    expect(await at('t:28.6')).toBe(10);
    expect(await at('seq:0')).toBe(0);
    expect(await at('step:04')).toBe(14);
  });
});

describe('diff', () => {
  test('between two steps has the documented shape: entries as `state` prints them, null where removed', async () => {
    const diff = json(await cli('diff', PMEM, '--from', 'step:02', '--to', 'step:04', '--json'));
    const to = stateShape.parse(json(await cli('state', PMEM, '--at', 'step:04', '--json')));
    expect(diff).toMatchObject({ blocks: [] });
    const { sections } = diff as { sections: { nr: number; from: unknown; to: unknown }[] };
    expect(sections.map(({ nr }) => nr)).toEqual([10, 11, 12]);
    expect(sections[2]).toEqual({ nr: 12, from: null, to: to.sections.find(({ nr }) => nr === 12) });
  });

  test('shows maps before and after, and the way back from a later instant to an earlier one', async () => {
    const there = (await cli('diff', PMEM, '--from', 'step:02', '--to', 'step:04')).out;
    expect(there).toMatch(/section 12: removed → offline, with ZONE_DEVICE\n {4}is {2}▒{64}/);
    expect(there).toMatch(/\+ dev_pagemap of pfn 0x54000, 0x2000 pages/);
    const back = (await cli('diff', PMEM, '--from', 'step:04', '--to', 'step:02')).out;
    expect(back).toMatch(/section 12: offline, with ZONE_DEVICE → removed\n {4}was ▒{64}/);
    expect((await cli('diff', PMEM, '--from', 'step:04', '--to', 'step:04')).out).toMatch(/nothing changed/);
  });

  test('names the option behind an instant that is none', async () => {
    const ran = await cli('diff', PMEM, '--from', 'seq:99999');
    expect(ran.code).toBe(2);
    expect(ran.err).toMatch(/seq:99999 is past the last event, seq:\d+/);
  });
});

describe('why', () => {
  const BUSY = recordingPath('6.1.192-debian-generic-vmemmap--s2-offline-busy-normal-vs-movable');

  test('prints subject, event, attempt and cause', async () => {
    const ran = await cli('why', BUSY, 'block:32', '--json');
    expect(ran.code).toBe(0);
    expect(json(ran)).toMatchObject({
      subject: 'block:32',
      now: { block: 32, state: 'online', zone: 'Normal' },
      event: { type: 'block.offlineCancelled' },
      attempt: { operation: 8, name: 'offline', outcome: 'failed', errno: 'EBUSY', environment: 'unmovablePage' },
      cause: { kind: 'acpi', task: 'kworker/u4:0', behind: { kind: 'unknown' } },
      since: { event: { type: 'block.onlined' } },
      unknown: [],
    });
  });

  test('at an instant tells what was so there', async () => {
    const ran = await cli('why', BUSY, 'block:32', '--at', 'step:02');
    expect(ran.out).toMatch(
      /block 32 after event \d+ .*: online in Normal\n.*event \d+ .*by #2 online\(block=32 kind=online\)/,
    );
  });

  test('names what there is where nothing is about a subject, and an instant that is none', async () => {
    const ran = await cli('why', BUSY, 'block:99');
    expect(ran.code).toBe(2);
    expect(ran.err).toMatch(/nothing in this record is about block:99; at its end there are blocks 0-7, 32-33/);
    expect((await cli('why', BUSY, 'page:3')).err).toMatch(/"page:3" is no subject; write section:N or block:N/);
    expect((await cli('why', BUSY, 'block:32', '--at', 'seq:1000')).err).toMatch(/past the last event/);
  });
});

describe('compare of two sources', () => {
  const CLASSIC = recordingPath('6.1.192-custom-classic--s5-failure-injection');
  const VMEMMAP = recordingPath('6.1.192-debian-generic-vmemmap--s5-failure-injection');

  test('aligns their operations, and tells outcomes that differ and where memory first does', async () => {
    const compared = json(await cli('compare', CLASSIC, VMEMMAP, '--json'));
    expect(compared).toMatchObject({
      sources: { a: CLASSIC, b: VMEMMAP },
      start: { sections: [], blocks: [] },
      firstDifference: { operation: 9, sections: [{ nr: 33, a: null }], blocks: [] },
    });
    const { out } = await cli('compare', CLASSIC, VMEMMAP);
    expect(out).toMatch(/≠ arch_add_memory\(start=0x108200000 .* A #10 EINVAL \(spanAligned\) {3}B #10 done/);
    expect(out).toMatch(/operations in both: 25, with another outcome: 4; only in A: 2, only in B: 2/);
  });

  test('takes no profiles: two sources are compared as they are', async () => {
    const ran = await cli('compare', CLASSIC, VMEMMAP, '--profiles', 'vmemmap,classic');
    expect(ran.code).toBe(2);
    expect(ran.err).toMatch(/--profiles is for one source/);
  });
});

describe('bisect', () => {
  const BUSY = recordingPath('6.1.192-debian-generic-vmemmap--s2-offline-busy-normal-vs-movable');

  test('prints the first event after which a predicate holds, and that it turns back and forth', async () => {
    const ran = await cli('bisect', BUSY, '--first', 'block:32 is going-offline', '--json');
    expect(ran.code).toBe(0);
    expect(json(ran)).toMatchObject({
      seq: expect.any(Number),
      event: { type: 'block.goingOffline', data: { block: 32 } },
      monotonic: false,
    });
    const { changes } = json(ran) as { changes: { seq: number; holds: boolean }[] };
    expect(changes.map(({ holds }) => holds)).toEqual([true, false, true, false, true, false, true, false]);
    const from = `seq:${changes[1]?.seq}`;
    const after = await cli('bisect', BUSY, '--first', 'block:32 is going-offline', '--from', from, '--json');
    expect(json(after)).toMatchObject({ seq: changes[2]?.seq });
  });

  test('exits with 1 and says so where a predicate never holds', async () => {
    const ran = await cli('bisect', BUSY, '--first', 'crashed');
    expect(ran.code).toBe(1);
    expect(ran.out).toMatch(/^crashed never holds, after none of \d+ events\n$/);
    expect(json(await cli('bisect', BUSY, '--first', 'crashed', '--json'))).toMatchObject({ seq: null, event: null });
  });

  test('points at the column of a predicate that can not be read', async () => {
    const ran = await cli('bisect', BUSY, '--first', 'block:32 is offlin');
    expect(ran.code).toBe(2);
    expect(ran.err).toMatch(/column 13: read "offlin", expected present, removed, offline/);
    expect(ran.err).toMatch(/\n {2}block:32 is offlin\n {14}\^\n/);
    expect((await cli('bisect', BUSY)).err).toMatch(/missing --first/);
  });
});

describe('events', () => {
  test('are CloudEvents 1.0, one a line, in order', async () => {
    const events = ndjson(await cli('events', DIMM, '--json'));
    expect(events.length).toBeGreaterThan(100);
    for (const [index, event] of events.entries()) {
      expect(event).toMatchObject({ specversion: '1.0', id: String(index + 1), source: DIMM });
      expect(Object.keys(event).every((name) => /^[a-z0-9]{1,20}$/.test(name))).toBe(true);
    }
  });

  test('about a block are those that name it, and the operations around them', async () => {
    const lines = (await cli('events', DIMM, '--about', 'block:34')).out;
    expect(lines).toMatch(/offline\(block=34\)/);
    expect(lines).toMatch(/block 34 offline/);
    expect(lines).toMatch(/#\d+ done/);
    expect(lines).not.toMatch(/block 32 /);
  });

  test('from one step to another are those between', async () => {
    const all = ndjson(await cli('events', DIMM, '--from', 'step:01', '--to', 'step:02', '--json'));
    expect(all.at(0)).toMatchObject({ type: 'mark.set', data: { step: 2 } });
    expect(all.at(-1)).toMatchObject({ type: 'mark.set', data: { step: 3 } });
  });
});

describe('check', () => {
  test('exits with 0 for agreement and prints the documented shape', async () => {
    const ran = await cli('check', PMEM, '--json');
    expect(ran.code).toBe(0);
    expect(json(ran)).toMatchObject({
      ok: true,
      profile: expect.any(String),
      steps: expect.any(Array),
      operations: { total: 15, agreed: 15, environment: [], divergences: [] },
      lost: 0,
      notUnderstood: [],
    });
  });

  test('exits with 1 for a recording that lost events', async () => {
    const ran = await cli('check', recordingPath('6.1.192-debian-generic-vmemmap--s10-lost-events-trace-pipe'));
    expect(ran.code).toBe(1);
    expect(ran.out).toMatch(/547 events were lost/);
    expect(ran.out).toMatch(/not ok/);
  });
});

describe('diagram', () => {
  test.each(['section', 'memory-block', 'attempt'])('draws the %s machine with every state of it', async (name) => {
    const chart = json(await cli('diagram', name, '--json')) as { regions: { states: { name: string }[] }[] };
    const drawn = (await cli('diagram', name)).out;
    expect(drawn).toMatch(/^stateDiagram-v2\n/);
    for (const { states } of chart.regions) for (const state of states) expect(drawn).toContain(state.name);
  });

  test('counts sections in each state at an instant', async () => {
    const chart = json(await cli('diagram', 'section', PMEM, '--at', 'step:06', '--json'));
    expect(chart).toMatchObject({ counts: { lifecycle: { online: 14, offline: 1, partiallyPopulated: 1 } } });
  });
});

describe('story', () => {
  test('tells the shipped recording with its verdict, when nothing is named', async () => {
    const ran = await cli('story');
    expect(ran.code).toBe(0);
    expect(ran.out).toMatch(/section 10: online, early → online, early, tainted by ZONE_DEVICE/);
    expect(ran.out).toMatch(/is {2}████████▒▒▒▒▒▒▒▒████████████████················████████████████/);
    expect(ran.out).toMatch(/the model agrees with the kernel/);
    expect(Math.max(...ran.out.split('\n').map((line) => [...line].length))).toBeLessThanOrEqual(110);
  });
});

describe('every verb', () => {
  test.each(VERBS.map(({ id }) => id))('%s has help with examples and exit codes', async (name) => {
    const ran = await cli(name, '--help');
    expect(ran.code).toBe(0);
    expect(ran.out).toMatch(/Examples:\n {2}memlapse /);
    expect(ran.out).toMatch(/Exit codes: 0 /);
    expect(ran.out).toMatch(/--json/);
  });

  test('prints no colour into a pipe', async () => {
    const calls = [['story'], ['state', PMEM], ['compare', 'patch:4']];
    for (const argv of calls) expect((await cli(...argv)).out).not.toContain('\u001b');
  });
});
