import { describe, expect, test } from 'vitest';
import type { EventType } from '../../../events/catalogue.ts';
import { answer, replyTo, sessionOn, value } from '../../support/session.ts';
import { seqOf } from '../../timeline/lives.ts';

const PMEM = '6.1.192-debian-generic-vmemmap--s4-e820-pmem-subsection';
const RECORD = sessionOn(PMEM).record;
/** Where the n-th event of a type stands: other sources of the record stand between. */
const where = (type: EventType, data: object = {}, nth = 1): number => seqOf(RECORD, type, data, nth);
/** Begins with the line of an event. */
const atEvent = (seq: number, rest = ''): RegExp => new RegExp(`^ ?${seq} ${rest}`);
const ADDED = where('pages.added', { pfn: 0x51000 });

describe('next and back', () => {
  test('go one event on and back, and say what it changed in one line a section', async () => {
    const session = sessionOn(PMEM);
    await replyTo(session, `goto seq:${ADDED - 1}`);
    expect(await answer(session, 'next')).toBe(
      [
        ` ${ADDED}     34.776148  kt-410  pages added: pfn 0x51000, 0x1000 pages`,
        '    section 10: online, early  ██··████····████ → ████████····████',
      ].join('\n'),
    );
    expect(await answer(session, 'n')).toMatch(/online, early → online, early, tainted by ZONE_DEVICE .* → ██▚▚████/);
    expect(await answer(session, 'back')).toMatch(atEvent(ADDED));
  });

  test('draw the map with twice the cells where there is room', async () => {
    const session = sessionOn(PMEM);
    await replyTo(session, `goto seq:${ADDED}`);
    expect(await answer(session, 'when', 120)).toContain(
      '████····████████········████████ → ████████████████········████████',
    );
  });

  test('go several events, and stop at the start of what happened and at the end', async () => {
    const session = sessionOn(PMEM);
    const { baseline, end } = RECORD;
    expect(await answer(session, 'n 4')).toMatch(atEvent(baseline + 4));
    const [start, first] = (await answer(session, 'back 900')).split('\n');
    expect(start).toBe('the start: there is no earlier event that happened');
    expect(first).toMatch(atEvent(baseline));
    const [stop, last] = (await answer(session, 'next 900')).split('\n');
    expect(stop).toBe('the end: there is no later event');
    expect(last).toMatch(atEvent(end));
    expect((await value(session, 'next'))['answer']).toMatchObject({ at: { seq: end }, stopped: expect.any(String) });
    await replyTo(session, 'goto seq:5');
    expect(await answer(session, 'back')).toMatch(/^the start/);
    expect(session.cursor.seq).toBe(5);
  });

  test('go to the nearest event about a section or a block, or of the same attempt', async () => {
    const session = sessionOn(PMEM);
    await replyTo(session, 'goto step:03');
    expect(await answer(session, 'next section:10')).toMatch(
      atEvent(where('operation.started', { operation: 6 }), '.*#6 memunmap_pages'),
    );
    expect(await answer(session, 'back section:10')).toMatch(
      atEvent(where('operation.finished', { operation: 2 }), '.*#2 done'),
    );
    const third = where('operation.started', { operation: 3 });
    expect(await answer(session, 'next block:11')).toMatch(atEvent(third, '.*#3 memremap_pages'));
    expect(await answer(session, 'next attempt')).toMatch(atEvent(third + 1));
    expect(await answer(session, 'back attempt')).toMatch(atEvent(third));
    expect(await answer(session, 'back attempt')).toMatch(/^column 6: no earlier event of this attempt/);
    expect(await answer(session, 'next section:400')).toMatch(/^column 6: no later event about section:400/);
    await replyTo(session, 'goto step:03');
    expect(await answer(session, 'next attempt')).toMatch(/^column 6: the event here is part of no operation/);
    expect(await answer(session, 'next sideways')).toMatch(/^column 6: "sideways" is no subject/);
  });
});

describe('diff', () => {
  test('tells what changed from an instant to here, and back', async () => {
    const session = sessionOn(PMEM);
    await replyTo(session, 'goto step:03');
    const [from, to] = [where('mark.set', { step: 3 }), where('mark.set', { step: 4 })];
    expect(await answer(session, 'diff step:02')).toMatch(
      new RegExp(`^from event ${from} .* to event ${to} [\\s\\S]*section 10: online, early, tainted`),
    );
    expect(await answer(session, 'diff step:03 step:03')).toMatch(/nothing changed/);
    expect(await answer(session, 'diff soon')).toMatch(/^column 6: "soon" is no instant/);
    expect(await answer(session, 'diff start soon')).toMatch(/^column 12: "soon" is no instant/);
  });
});
