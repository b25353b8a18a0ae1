import { describe, expect, test } from 'vitest';
import { WORDS } from '../../../src/actions/debugger/registry.ts';
import { answer, offers, replyTo, sessionOn, value } from '../../support/session.ts';
import { seqOf } from '../../timeline/lives.ts';

const PMEM = '6.1.192-debian-generic-vmemmap--s4-e820-pmem-subsection';
const session = sessionOn(PMEM);
const FOURTH = seqOf(session.record, 'mark.set', { step: 4 });

describe('a word', () => {
  test('is known by its beginning where no other word begins so', async () => {
    expect(await value(session, 'whe')).toMatchObject({ word: 'when', ok: true });
    expect(await value(session, '  go   start ')).toMatchObject({ word: 'goto', args: ['start'], ok: true });
  });

  test('that may be several names them', async () => {
    expect(await answer(session, 'e')).toMatch(/^column 1: "e" may be events, quit$/);
  });

  test('that nobody knows suggests the nearest one', async () => {
    expect(await answer(session, 'gtoo step:03')).toBe('column 1: there is no word "gtoo"; did you mean goto?');
    expect(await answer(session, 'xyzzy')).toBe('column 1: there is no word "xyzzy"; help lists the words');
  });

  test('says what it expected, and at which column', async () => {
    expect(await answer(session, 'goto stpe:3')).toMatch(/^column 6: "stpe:3" is no instant; write start, end, seq:N/);
    expect(await answer(session, 'goto  step:99')).toMatch(/^column 7: there is no mark for step:99; it has step:0 to/);
    expect(await answer(session, 'goto')).toMatch(/^column 6: goto expects when: .*usage: goto <when>/);
    expect(await answer(session, 'print block:3 now')).toMatch(/^column 15: print takes no more: "now"/);
    expect(await answer(session, 'print zone:3')).toMatch(/^column 7: "zone:3" is no subject/);
    expect(await answer(session, 'print section:999999999999')).toMatch(
      /^column 7: there is no section 999999999999: this machine ends at section \d+/,
    );
    expect(await answer(session, 'events --frm start')).toMatch(/^column 8: events has no option --frm/);
    expect(await answer(session, 'events --from')).toMatch(/^column 14: --from takes a value/);
    expect(await answer(session, 'events --from soon')).toMatch(/^column 15: "soon" is no instant/);
    expect(await answer(session, 'events --type=pges')).toMatch(/no event is called "pges"/);
    expect(await answer(session, 'info things')).toMatch(/^column 6: "things" is none of sections, blocks/);
    expect(await answer(session, 'find "never closed')).toMatch(/^column 6: a " that nothing closes/);
  });

  test('of nothing at all is no word', async () => {
    expect(await replyTo(session, '   ')).toBeUndefined();
  });

  test('answers a program with the word, its arguments, where it ended, and the answer', async () => {
    expect(await value(session, 'goto step:03')).toMatchObject({
      word: 'goto',
      args: ['step:03'],
      ok: true,
      at: { seq: FOURTH, timeNs: 36_216_461_000 },
      answer: { event: { type: 'mark.set' } },
    });
    expect(await value(session, 'goto nowhere')).toMatchObject({
      word: 'goto',
      ok: false,
      at: { seq: FOURTH },
      answer: { error: { column: 6, reason: expect.stringContaining('is no instant') } },
    });
  });
});

describe('the words', () => {
  test('have names and aliases of their own', () => {
    const names = WORDS.flatMap(({ id, aliases = [] }) => [id, ...aliases]);
    expect(new Set(names).size).toBe(names.length);
  });

  test.each(WORDS.map((word) => [word.id, word] as const))(
    '%s is told by help, with examples that work',
    async (name, word) => {
      expect(word.examples.length).toBeGreaterThan(0);
      const help = await answer(session, `help ${name}`);
      for (const { call } of word.examples) expect(help).toContain(call);
      expect(help).toContain(word.summary.split(' ')[0]);
      const overview = await answer(session, 'help');
      expect(overview).toMatch(new RegExp(`^  ${name} `, 'm'));
    },
  );

  test.each([40, 80, 120])('help fits into %i columns', async (width) => {
    for (const line of ['help', ...WORDS.map(({ id }) => `help ${id}`)]) {
      for (const shown of (await answer(session, line, width)).split('\n').slice(1)) {
        if (width > 40) expect(shown.length, shown).toBeLessThanOrEqual(width);
      }
    }
  });
});

describe('completion', () => {
  test('offers words, then what may stand behind them', async () => {
    await replyTo(session, 'goto step:03');
    expect(offers(session, 'go')).toEqual(['goto ']);
    expect(offers(session, '')).toHaveLength(WORDS.length);
    expect(offers(session, 'goto st')).toEqual([
      'start ',
      ...Array.from({ length: 15 }, (_, n) => `step:${String(n).padStart(2, '0')} `),
    ]);
    expect(offers(session, 'print section:1')).toEqual(['1', '10', '11', '13', '15'].map((nr) => `section:${nr} `));
    expect(offers(session, 'info re')).toEqual(['resources ']);
    expect(offers(session, 'events --t')).toEqual(['--to ', '--type ']);
    expect(offers(session, 'events --type pages.n')).toEqual(['pages.notRemoved ']);
    expect(offers(session, 'events --type pages --from e')).toEqual(['end ']);
    expect(offers(session, 'help qu')).toEqual(['quit ']);
    expect(offers(session, 'when ')).toEqual([]);
    expect(offers(session, 'zzz ')).toEqual([]);
  });
});
