import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { historyOf } from '../../../src/timeline/history.ts';
import { searchHit } from '../../../src/timeline/watch.ts';
import { recordingNames } from '../../support/recordings.ts';
import { answer, offers, replyTo, seqHere, sessionOn, value } from '../../support/session.ts';

const PMEM = '6.1.192-debian-generic-vmemmap--s4-e820-pmem-subsection';
const BUSY = '6.1.192-debian-generic-vmemmap--s2-offline-busy-normal-vs-movable';

describe('watch and continue', () => {
  test('stop at each change of a section, with its map before and after, and run back over the same ones', async () => {
    const session = sessionOn(PMEM);
    expect(await answer(session, 'watch section:10')).toBe('watch 1, section:10: here it is online, early');
    const shown = await answer(session, 'continue');
    expect(shown.split('\n')).toEqual([
      'watch 1, section:10: online, early',
      '    was ████████········████████████████················████████████████',
      '    is  ████████████████████████████████················████████████████',
      expect.stringMatching(/^ *\d+ .*pages added: pfn 0x51000, 0x1000 pages$/),
    ]);
    const first = session.cursor.seq;
    await replyTo(session, 'c');
    await replyTo(session, 'c 3');
    await replyTo(session, 'rc 4');
    expect(session.cursor.seq).toBe(first);
  });

  test('stop where a predicate begins to hold and where it ceases to', async () => {
    const session = sessionOn(BUSY);
    await replyTo(session, 'watch block:33 is offline');
    const seen: string[] = [];
    for (let stop = 0; stop < 3; stop++) seen.push((await answer(session, 'c')).split('\n')[0] ?? '');
    expect(seen).toEqual([
      'watch 1, block:33 is offline: did not hold → holds',
      'watch 1, block:33 is offline: held → does not hold',
      'watch 1, block:33 is offline: did not hold → holds',
    ]);
    expect(await answer(session, 'when')).toMatch(/block 33 offline$/m);
  });

  test('stop at the nearest of several watches, and name all that stop there', async () => {
    const session = sessionOn(BUSY);
    await replyTo(session, 'watch errno = EBUSY');
    await replyTo(session, 'b block:32 is going-offline');
    await replyTo(session, 'w block:32');
    await replyTo(session, 'find --type block.goingOffline');
    await replyTo(session, 'back');
    const hit = (await value(session, 'c'))['answer'];
    expect(hit).toMatchObject({
      event: { type: 'block.goingOffline' },
      hits: [
        { watch: 2, what: 'block:32 is going-offline', old: false, new: true },
        { watch: 3, old: { block: 32, state: 'online', zone: 'Normal' }, new: { state: 'going-offline' } },
      ],
    });
    expect((await value(session, 'rc'))['answer']).toMatchObject({ hits: [{ watch: 3 }] });
    await replyTo(session, 'goto end');
    expect((await value(session, 'rc'))['answer']).toMatchObject({ hits: [{ watch: 1, old: true, new: false }] });
  });

  test('go to the end, or the start, where nothing stops them, and say so', async () => {
    const session = sessionOn(PMEM);
    expect(await answer(session, 'c')).toMatch(/^the end: nothing is watched\n/);
    expect(session.cursor.seq).toBe(session.record.end);
    await replyTo(session, 'watch section:3');
    expect(await answer(session, 'rc')).toMatch(/^watch 1, section:3: removed → online, early/);
    expect(await answer(session, 'rc')).toMatch(/^the start: no watch stops before event \d+\n/);
    await replyTo(session, 'goto start');
    expect(await answer(session, 'c 2')).toMatch(/^the end: no watch stops after event \d+\n/);
    expect(await answer(session, 'c none')).toMatch(/^column 3: "none" is no number of hits/);
  });

  test('are listed, are not doubled, and are forgotten one by one or all at once', async () => {
    const session = sessionOn(PMEM);
    expect(await answer(session, 'watch')).toMatch(/^nothing is watched/);
    await replyTo(session, 'watch section:10');
    await replyTo(session, 'watch sections online > 12');
    expect(await answer(session, 'watch section:10')).toMatch(/^watch 1, /);
    expect(await answer(session, 'info watches')).toMatch(
      /^WATCH +WHAT +HERE\n1 +section:10 +online, early\n2 +sections online > 12 +holds$/,
    );
    expect(await answer(session, 'delete 1')).toBe('watch 1 is forgotten');
    expect(await answer(session, 'delete watch 7')).toBe('column 14: no watch is called "7"; there are 2');
    expect(await answer(session, 'watch block:10')).toMatch(/^watch 3, /);
    expect(await answer(session, 'delete watches all')).toBe('watch 2 is forgotten\nwatch 3 is forgotten');
    expect(await answer(session, 'delete watches all')).toBe('there was no watch to forget');
  });

  test('say what is wrong with what they were told, at its column', async () => {
    const session = sessionOn(PMEM);
    expect(await answer(session, 'watch section:10 is sideways')).toMatch(
      /^column 21: read "sideways", expected present,/,
    );
    expect(await answer(session, 'watch  section:10 is')).toMatch(/^column 21: read the end, expected present,/);
    expect(await answer(session, 'watch section:99999999')).toMatch(/^column 7: there is no section 99999999/);
    expect(await answer(session, 'watch section:400')).toMatch(/no event of this record is about section:400/);
    expect(await answer(session, `watch ${'('.repeat(3000)}`)).toMatch(/^column 2007: read 3000 characters/);
  });

  test('a long run that is interrupted goes nowhere', async () => {
    const session = sessionOn(PMEM);
    await replyTo(session, 'watch sections online > 99');
    const stop = new AbortController();
    stop.abort();
    for (const line of ['c', 'rc', 'history section:10', 'bisect sections online > 99', 'profile classic']) {
      await replyTo(session, 'goto step:03');
      const from = session.cursor;
      const what = await replyTo(session, line, { signal: stop.signal });
      expect(what?.ok && what.result.json, line).toMatchObject({
        value: { stopped: expect.stringMatching(/^interrupted/) },
      });
      expect(session.cursor, line).toEqual(from);
    }
    expect(session.branches).toEqual([]);
  });

  test('a long run tells how far it has come', async () => {
    const session = sessionOn(PMEM);
    await replyTo(session, 'watch sections online > 99');
    const told: string[] = [];
    let now = 0;
    const clock = performance.now;
    performance.now = () => (now += 1000);
    try {
      await replyTo(session, 'c', { progress: (text: string) => void told.push(text) });
    } finally {
      performance.now = clock;
    }
    expect(told[0]).toMatch(new RegExp(`^event \\d+ of ${session.record.end}; Ctrl\\+C gives up$`));
  });
});

describe('continue and reverse-continue', () => {
  test.each(recordingNames)('%s: meet the same hits, whatever is watched', async (name) => {
    const session = sessionOn(name);
    const { record } = session;
    const lines = [
      ...fc.sample(fc.nat(40), { numRuns: 3, seed: 3 }).map((nr) => `section:${nr}`),
      'errno = EBUSY',
      'sections online > 9 or blocks offline > 0',
    ];
    for (const line of lines) await replyTo(session, `watch ${line}`);
    const visited = async (word: string): Promise<readonly number[]> => {
      const seqs: number[] = [];
      for (;;) {
        const hit = (await value(session, word))['answer'] as { hits: readonly unknown[] };
        if (hit.hits.length === 0) return seqs;
        seqs.push(session.cursor.seq);
      }
    };
    await replyTo(session, 'goto seq:0');
    const on = await visited('c');
    expect(await visited('rc')).toEqual(on.toReversed().slice(on.at(-1) === record.end ? 1 : 0));
    const about = new Set(on);
    for (const { number } of fc.sample(fc.record({ number: fc.nat(40) }), { numRuns: 3, seed: 3 })) {
      const subject = { kind: 'section', number } as const;
      if (!lines.includes(`section:${number}`)) continue;
      for (const { event } of historyOf(record, subject)) expect(about).toContain(event.seq);
    }
  });

  test('look no further than the nearest hit that another watch has', () => {
    const { record } = sessionOn(BUSY);
    const watch = { kind: 'subject', subject: { kind: 'block', number: 32 } } as const;
    const looked = [...searchHit(record, watch, 0, 'on', 3)];
    expect(looked.every((seq) => seq <= 3)).toBe(true);
    expect([...searchHit(record, watch, record.end, 'back', record.end - 1)]).toEqual([]);
  });
});

describe('history', () => {
  test('is every change of a block up to the end, and marks the last one up to here', async () => {
    const session = sessionOn(BUSY);
    await replyTo(session, 'find --type operation.failed');
    const lines = (await answer(session, 'history block:32')).split('\n');
    expect(lines[0]).toBe('block:32');
    expect(lines.filter((line) => line.startsWith('=>'))).toEqual([expect.stringMatching(/block 32 stays online$/)]);
    expect(lines.filter((line) => line.includes('online in Normal → going offline in Normal'))).toHaveLength(4);
    const { changes } = (await value(session, 'history'))['answer'] as { changes: readonly unknown[] };
    expect(changes).toHaveLength((lines.length - 1) / 2);
    expect(changes[0]).toMatchObject({ event: { type: 'blocks.created' }, from: null, to: { state: 'offline' } });
  });

  test('of what the record says nothing about is empty', async () => {
    expect(await answer(sessionOn(BUSY), 'history section:400')).toBe(
      'section:400\nno event of this record changed it',
    );
  });
});

describe('why', () => {
  test('is asked of what the event here is about, where nothing is named', async () => {
    const session = sessionOn(BUSY);
    await replyTo(session, 'find EBUSY');
    const told = await answer(session, 'why');
    expect(told).toBe(await answer(session, 'bt block:32'));
    expect(told).toMatch(/^block 32 after event/);
    expect(told).toMatch(/blocking page: /);
    await replyTo(session, 'find --type sections.onlined');
    expect(await answer(session, 'why')).toMatch(/^block \d+ after/);
  });

  test('says where the event here is about nothing, or about too much', async () => {
    const session = sessionOn(BUSY);
    await replyTo(session, 'find --type mark');
    expect(await answer(session, 'why')).toMatch(
      /^column 4: the event here is about no section and no block; section:N/,
    );
    await replyTo(session, 'goto seq:0');
    expect(await answer(session, 'why')).toMatch(/^column 4: nothing happened yet here/);
    await replyTo(session, 'find --type memory.booted');
    expect(await answer(session, 'why')).toMatch(/^column 4: the event here is about sections 0-\d+/);
    expect(await answer(session, 'why section:400')).toMatch(
      /^column 5: nothing in this record is about section:400; at/,
    );
  });
});

describe('bisect', () => {
  test('goes to the first event after which a predicate holds, and says that it is not monotonic', async () => {
    const session = sessionOn(BUSY);
    const text = await answer(session, 'bisect block:33 is offline');
    expect(text).toMatch(/^block:33 is offline holds first after event \d+ /);
    expect(text).toMatch(/it is not monotonic: it turns 3 times/);
    expect(await answer(session, 'when')).toMatch(/memory blocks created/);
    const first = session.cursor.seq;
    await replyTo(session, `bisect --from seq:${first + 20} block:33 is offline`);
    expect(session.cursor.seq).toBeGreaterThan(first);
  });

  test('that finds nothing stays, as a finding; one that can not be read says where', async () => {
    const session = sessionOn(BUSY);
    const what = await replyTo(session, 'bisect crashed');
    expect(what?.ok && what.result.exit).toBe(1);
    expect(await seqHere(session)).toBe(session.record.baseline);
    expect(await answer(session, 'bisect block:33 is')).toMatch(/^column 19: read the end, expected present/);
    expect(await answer(session, 'bisect')).toMatch(/^column 8: bisect expects predicate/);
  });
});

describe('completion of predicates', () => {
  test('is what their reader expects next', () => {
    const session = sessionOn(PMEM);
    expect(offers(session, 'watch section:10 i')).toEqual(['is ']);
    expect(offers(session, 'watch section:10 is o')).toEqual(['offline ', 'online ', 'orphan ']);
    expect(offers(session, 'watch block:3 ')).toEqual(['is ', 'zone ', 'node ']);
    expect(offers(session, 'bisect --from step:03 refusals ')).toEqual(['= ', '!= ', '<= ', '>= ', '< ', '> ']);
    expect(offers(session, 'bisect refusals > 0 a')).toEqual(['and ']);
    expect(offers(session, 'bisect re')).toEqual(['refusals ']);
    expect(offers(session, 'bisect not section:1')).toEqual(
      ['1', '10', '11', '13', '15'].map((nr) => `section:${nr} `),
    );
  });
});
