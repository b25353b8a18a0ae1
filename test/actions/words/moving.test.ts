import { describe, expect, test } from 'vitest';
import { answer, said, sessionOn, value } from '../../support/session.ts';

const PMEM = '6.1.192-debian-generic-vmemmap--s4-e820-pmem-subsection';

describe('next and back', () => {
  test('go one event on and back, and say what it changed in one line a section', async () => {
    const session = sessionOn(PMEM);
    await said(session, 'goto seq:21');
    expect(await answer(session, 'next')).toBe(
      [
        ' 22     34.776148  kt-410  pages added: pfn 0x51000, 0x1000 pages',
        '    section 10: online, early  ██··████····████ → ████████····████',
      ].join('\n'),
    );
    expect(await answer(session, 'n')).toMatch(/online, early → online, early, tainted by ZONE_DEVICE .* → ██▚▚████/);
    expect(await answer(session, 'back')).toMatch(/^ 22 /);
  });

  test('draw the map with twice the cells where there is room', async () => {
    const session = sessionOn(PMEM);
    await said(session, 'goto seq:22');
    expect(await answer(session, 'when', 120)).toContain(
      '████····████████········████████ → ████████████████········████████',
    );
  });

  test('go several events, and stop at the start of what happened and at the end', async () => {
    const session = sessionOn(PMEM);
    expect(await answer(session, 'n 4')).toMatch(/^ 21 /);
    expect(await answer(session, 'back 900')).toMatch(/^the start: there is no earlier event that happened\n 17 /);
    expect(await answer(session, 'next 900')).toMatch(/^the end: there is no later event\n106 /);
    expect((await value(session, 'next'))['answer']).toMatchObject({ at: { seq: 106 }, stopped: expect.any(String) });
    await said(session, 'goto seq:5');
    expect(await answer(session, 'back')).toMatch(/^the start/);
    expect(session.cursor.seq).toBe(5);
  });

  test('go to the nearest event about a section or a block, or of the same attempt', async () => {
    const session = sessionOn(PMEM);
    await said(session, 'goto step:03');
    expect(await answer(session, 'next section:10')).toMatch(/^ 51 .*#6 memunmap_pages/);
    expect(await answer(session, 'back section:10')).toMatch(/^ 30 .*#2 done/);
    expect(await answer(session, 'next block:11')).toMatch(/^ 32 .*#3 memremap_pages/);
    expect(await answer(session, 'next attempt')).toMatch(/^ 33 /);
    expect(await answer(session, 'back attempt')).toMatch(/^ 32 /);
    expect(await answer(session, 'back attempt')).toMatch(/^column 6: no earlier event of this attempt/);
    expect(await answer(session, 'next section:400')).toMatch(/^column 6: no later event about section:400/);
    await said(session, 'goto step:03');
    expect(await answer(session, 'next attempt')).toMatch(/^column 6: the event here is part of no operation/);
    expect(await answer(session, 'next sideways')).toMatch(/^column 6: "sideways" is no subject/);
  });
});

describe('diff', () => {
  test('tells what changed from an instant to here, and back', async () => {
    const session = sessionOn(PMEM);
    await said(session, 'goto step:03');
    expect(await answer(session, 'diff step:02')).toMatch(
      /^from event 25 .* to event 31 [\s\S]*section 10: online, early, tainted/,
    );
    expect(await answer(session, 'diff step:03 step:03')).toMatch(/nothing changed/);
    expect(await answer(session, 'diff soon')).toMatch(/^column 6: "soon" is no instant/);
    expect(await answer(session, 'diff start soon')).toMatch(/^column 12: "soon" is no instant/);
  });
});
