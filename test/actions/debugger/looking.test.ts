import { describe, expect, test } from 'vitest';
import { answer, replyTo, sessionOn, value } from '../../support/session.ts';
import { seqOf } from '../../timeline/lives.ts';

const PMEM = '6.1.192-debian-generic-vmemmap--s4-e820-pmem-subsection';
const RECORD = sessionOn(PMEM).record;
const BUSY = '6.1.192-debian-generic-vmemmap--s2-offline-busy-normal-vs-movable';

describe('a session on a record', () => {
  test('begins where the record has told what memory was', async () => {
    const session = sessionOn(PMEM);
    expect(await value(session, 'when')).toMatchObject({
      word: 'when',
      ok: true,
      at: { seq: RECORD.baseline, timeNs: null },
    });
  });

  test('goes to a dump, a time, a position and the ends', async () => {
    const session = sessionOn(PMEM);
    const seqAfter = async (line: string) => ((await value(session, line))['at'] as { seq: number }).seq;
    expect(await seqAfter('goto step:03')).toBe(seqOf(RECORD, 'mark.set', { step: 4 }));
    expect(await seqAfter('goto t:43.503357')).toBe(seqOf(RECORD, 'operation.refused', { operation: 14 }));
    expect(await seqAfter('goto seq:5')).toBe(5);
    expect(await seqAfter('goto start')).toBe(RECORD.baseline);
    expect(await seqAfter('goto end')).toBe(RECORD.end);
    expect(await seqAfter('goto seq:0')).toBe(0);
    expect(await answer(session, 'when')).toMatch(/before the first event/);
  });

  test('prints a section that RAM shares with persistent memory, its device part marked', async () => {
    const session = sessionOn(PMEM);
    await replyTo(session, 'goto step:03');
    const text = await answer(session, 'print section:10');
    expect(text).toMatch(/online, early, tainted by ZONE_DEVICE/);
    expect(text).toMatch(/flags +MARKED_PRESENT HAS_MEM_MAP IS_ONLINE IS_EARLY TAINT_ZONE_DEVICE/);
    expect(text).toContain('████████▒▒▒▒▒▒▒▒████████████████▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒████████████████');
    expect(text).toMatch(/#2 memremap_pages/);
    expect(text).not.toMatch(/#3 memremap_pages/);
  });

  test('a map is wrapped where a row has no room for it, at round addresses', async () => {
    const session = sessionOn(PMEM);
    const rows = (text: string) => text.split('\n').flatMap((line) => /[█▒·]{8,}/.exec(line)?.[0] ?? []);
    const wide = rows(await answer(session, 'print section:10', 120));
    const narrow = rows(await answer(session, 'print section:10', 60));
    expect(wide.map((row) => row.length)).toEqual([64]);
    expect(narrow.map((row) => row.length)).toEqual([32, 32]);
    expect(narrow.join('')).toBe(wide[0]);
  });

  test('a block says the zone it is online in, and no zone once it is offline', async () => {
    const session = sessionOn(BUSY);
    await replyTo(session, 'goto step:10');
    expect(await answer(session, 'print block:3')).toMatch(/is +offline/);
    await replyTo(session, 'goto end');
    expect(await answer(session, 'print block:3')).toMatch(/is +online in DMA32, node 0/);
  });

  test('info tells of sections, blocks, zones, attempts under way, resources and the source', async () => {
    const session = sessionOn(BUSY);
    await replyTo(session, 'find --type block.goingOffline');
    expect(await answer(session, 'info attempts')).toMatch(
      /#\d+ .*offline\(block=\d+\) +(checks|checkingRange|isolating|announcing|migrating|cancelling)/,
    );
    expect(await answer(session, 'info attempts')).toMatch(/ended before here: 3 done; the last:\n/);
    await replyTo(session, 'goto end');
    expect(await answer(session, 'info attempts')).toMatch(
      /^no operation is under way here\nended before here: \d+ done, 2 refused, 4 failed; the last:\n/,
    );
    expect((await value(session, 'info attempts'))['answer']).toMatchObject({ underWay: [], ended: expect.any(Array) });
    expect(await answer(session, 'info zones')).toMatch(
      /the zone of online block 0 is unknown, because it spans several zones or nodes$/,
    );
    expect(await answer(session, 'info zones')).toMatch(/DMA32 +\d+/);
    expect(await answer(session, 'i bl')).toMatch(/memory1-\d+ /);
    expect(await answer(session, 'info sections')).toMatch(/IS_EARLY/);
    expect(await answer(session, 'info resources')).toMatch(/System RAM/);
    expect(await answer(session, 'info source')).toContain(`${session.record.end} events, of which the first`);
  });

  test('state and events answer as the verbs of those names do', async () => {
    const session = sessionOn(PMEM);
    await replyTo(session, 'goto step:06');
    expect((await value(session, 'state'))['answer']).toMatchObject({
      at: { seq: seqOf(RECORD, 'mark.set', { step: 7 }) },
      sections: expect.any(Array),
    });
    expect(await answer(session, 'events --about block:10 --type operation.refused')).toMatch(
      /^ *\d+ .*#14 refused: EINVAL, allRam/,
    );
    expect(await answer(session, 'diagram section')).toMatch(/"online \(14\)" as /);
    expect(await answer(session, 'compare vmemmap,classic')).toMatch(/≠ classic +EOPNOTSUPP \(mayMapDevice\)/);
  });
});

describe('list', () => {
  test('shows ten events around the session, that one marked, and then the ten after those', async () => {
    const session = sessionOn(PMEM);
    await replyTo(session, 'goto seq:50');
    const first = (await answer(session, 'list')).split('\n');
    expect(first).toHaveLength(10);
    expect(first.filter((line) => line.startsWith('=>'))).toEqual([expect.stringMatching(/^=> +50 /)]);
    const second = await replyTo(session, 'list', { again: true });
    expect(second?.ok && [...(second.result.json as { value: { id: string }[] }).value].map(({ id }) => id)).toEqual(
      Array.from({ length: 10 }, (_, index) => String(56 + index)),
    );
    await replyTo(session, 'goto end');
    expect(await answer(session, 'list')).toContain(`=> ${RECORD.end} `);
    expect(await answer(session, 'list')).toContain(`the log ends at event ${RECORD.end}`);
  });
});

describe('find', () => {
  test('goes from one event that says a text to the next, and back', async () => {
    const session = sessionOn(PMEM);
    const [first, second] = [14, 15].map((operation) => seqOf(RECORD, 'operation.refused', { operation }));
    expect(await answer(session, 'find EINVAL')).toMatch(new RegExp(`^${first} .*refused: EINVAL`));
    expect(await answer(session, 'find EINVAL')).toMatch(new RegExp(`^${second} `));
    expect(await answer(session, 'find EINVAL')).toMatch(/^column 6: no such event after here/);
    expect(session.cursor.seq).toBe(second);
    expect(await answer(session, 'find --back einval')).toMatch(new RegExp(`^${first} `));
    expect(await answer(session, 'find --type mark')).toMatch(new RegExp(`^${RECORD.end} `));
  });

  test('an interrupted search leaves the session where it was', async () => {
    const session = sessionOn(PMEM);
    const stop = new AbortController();
    stop.abort();
    await replyTo(session, 'find EINVAL', { signal: stop.signal });
    expect(session.cursor.seq).toBe(RECORD.baseline);
  });
});
