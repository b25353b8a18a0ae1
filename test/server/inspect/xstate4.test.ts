import { afterEach, describe, expect, test } from 'vitest';
import { positionsAbout } from '../../../src/timeline/about-index.ts';
import { type Chosen, CLASSIC, chosenIn, type Inspection, inspection, saidOf, VMEMMAP } from './attached.ts';
import { type Asked4, type Viewer4, viewer4 } from './receiver4.ts';

const running: Inspection[] = [];
afterEach(async () => {
  for (const one of running.splice(0)) await one.company.end();
});

interface Attached {
  readonly inspected: Inspection;
  readonly chosen: Chosen;
  readonly names: { readonly section: string; readonly block: string; readonly attempt: string };
}

async function inspected(source: string, options: Readonly<Record<string, string>> = {}): Promise<Attached> {
  const looked = await inspection(source);
  const chosen = chosenIn(looked.session.record);
  await looked.company.end();
  const names = {
    section: `section:${chosen.section}`,
    block: `block:${chosen.block}`,
    attempt: `attempt:${chosen.attempt}`,
  };
  const one = await inspection(source, { subject: Object.values(names), ...options });
  running.push(one);
  return { inspected: one, chosen, names };
}

/** Where the viewer has everything, against what the record says. */
async function agrees({ inspected: { session }, chosen, names }: Attached, viewer: Viewer4): Promise<void> {
  const states = await viewer.settled(names.section);
  const said = saidOf(session.record, chosen, session.cursor.seq);
  const at = `after event ${session.cursor.seq}`;
  expect(states.get(names.section)?.matches(said.section), at).toBe(true);
  expect(states.get(names.section)?.context['map'], at).toBe(said.map);
  expect(states.get(names.block)?.matches(said.block), at).toBe(true);
  if (said.attempt === null) expect(states.has(names.attempt), at).toBe(false);
  else expect(states.get(names.attempt)?.matches(said.attempt), at).toBe(true);
}

describe.each([
  ['VMEMMAP', VMEMMAP],
  ['classic SPARSEMEM', CLASSIC],
])('a viewer of XState 4 on a recording of %s', (_model, source) => {
  test('has the section, the block and the attempt as the record has them, on every event on and back', async () => {
    const attached = await inspected(source);
    const { session, addresses, say } = attached.inspected;
    const viewer = await viewer4(addresses.xstate4, attached.names.block);
    await agrees(attached, viewer);
    const { baseline, end } = session.record;
    for (let seq = baseline; seq < end; seq++) {
      await say('next');
      await agrees(attached, viewer);
    }
    for (let seq = end; seq > baseline; seq -= 3) {
      await say('back 3');
      await agrees(attached, viewer);
    }
    expect(session.cursor.seq).toBe(baseline);
  });

  test('jumps with goto, far on and back', async () => {
    const attached = await inspected(source);
    const { session, addresses, say } = attached.inspected;
    const viewer = await viewer4(addresses.xstate4, attached.names.block);
    for (const when of ['end', 'start', `seq:${session.record.end >> 1}`, 'seq:0', 'step:02', 'end']) {
      await say(`goto ${when}`);
      await agrees(attached, viewer);
    }
  });

  test('that comes late is told where everything is now', async () => {
    const attached = await inspected(source, { at: 'end' });
    const { addresses, say } = attached.inspected;
    const first = await viewer4(addresses.xstate4, attached.names.attempt);
    await agrees(attached, first);
    await say(`back block:${attached.chosen.block}`);
    const late = await viewer4(addresses.xstate4, attached.names.attempt);
    await agrees(attached, late);
    await agrees(attached, first);
    expect(late.received.slice(0, 2)).toMatchObject([
      { type: 'service.register', id: attached.names.section, sessionId: attached.names.section },
      { type: 'service.state', sessionId: attached.names.section },
    ]);
  });

  test('takes machines that XState 4 can run: the statecharts lead where the record says', async () => {
    const attached = await inspected(source);
    const { addresses, say } = attached.inspected;
    const viewer = await viewer4(addresses.xstate4, attached.names.block);
    await say('goto end');
    const all = await viewer.settled(attached.names.section);
    for (const [name, state] of all) {
      const machine = viewer.machines.get(name)!;
      expect(machine.resolveState(state).matches(state.value)).toBe(true);
    }
    // Guards have no implementation on the wire; with ones that say yes, the chart of a block runs by itself.
    const yes = { guards: { mayGoOnline: () => true, mayGoOffline: () => true } };
    const block = viewer.machines.get(attached.names.block)!.withConfig(yes);
    const way = ['create', 'goOnline', 'onlined', 'goOffline', 'offlineCancelled'];
    const seen = way.reduce((state, type) => block.transition(state, { type }), block.initialState);
    expect(seen.value).toBe('online');
  });
});

describe('what a viewer of XState 4 is told', () => {
  test('each event comes before the state that it leads to, and names the event of the record', async () => {
    const attached = await inspected(VMEMMAP);
    const { session, addresses, say } = attached.inspected;
    const viewer = await viewer4(addresses.xstate4, attached.names.block);
    const from = viewer.received.length;
    await say('goto end');
    await viewer.settled(attached.names.section);
    const told = viewer.received.slice(from).filter((event) => event.sessionId === attached.names.block);
    const events = told.filter((event) => event.type === 'service.event');
    expect(events.map(({ event }) => event.name)).toContain('goOnline');
    for (const event of events) {
      const next = told[told.indexOf(event) + 1];
      expect(next).toMatchObject({ type: 'service.state', state: { event: event.event.data } });
      const { seq } = (event.event.data as { readonly record?: { readonly seq: number } }).record!;
      expect(session.record.log.at(seq)?.type).toMatch(/^block/);
    }
  });

  test('an attempt appears when it begins, is done when it ended, and goes when time goes back before it', async () => {
    const attached = await inspected(VMEMMAP);
    const { addresses, say } = attached.inspected;
    const { attempt, section } = attached.names;
    const viewer = await viewer4(addresses.xstate4, attached.names.block);
    expect(viewer.states.has(attempt)).toBe(false);
    await say('goto end');
    const there = await viewer.settled(section);
    expect(there.get(attempt)).toMatchObject({ value: 'done', done: true });
    const stopped = viewer.next((event) => event.type === 'service.stop');
    await say('goto start');
    expect(await stopped).toMatchObject({ sessionId: attempt });
    expect((await viewer.settled(section)).has(attempt)).toBe(false);
  });

  test('the end of the session stops every machine', async () => {
    const attached = await inspected(VMEMMAP, { at: 'end' });
    const viewer = await viewer4(attached.inspected.addresses.xstate4, attached.names.attempt);
    const last = viewer.next((event) => event.type === 'service.stop' && event.sessionId === attached.names.attempt);
    await attached.inspected.company.end();
    running.length = 0;
    await last;
    expect(viewer.states.size).toBe(0);
  });
});

describe('what a viewer of XState 4 asks for', () => {
  test('memlapse.next, back and goto move the session and every other viewer', async () => {
    const attached = await inspected(CLASSIC);
    const { session, addresses } = attached.inspected;
    const [one, other] = [
      await viewer4(addresses.xstate4, attached.names.block),
      await viewer4(addresses.xstate4, attached.names.block),
    ];
    const { baseline, end } = session.record;
    const asked = async (event: Asked4): Promise<number> => {
      one.ask(attached.names.section, event);
      await agrees(attached, one);
      await agrees(attached, other);
      return session.cursor.seq;
    };
    expect(await asked({ type: 'memlapse.next' })).toBe(baseline + 1);
    expect(await asked({ type: 'memlapse.next', how: 5 })).toBe(baseline + 6);
    expect(await asked({ type: 'memlapse.back', how: '2' })).toBe(baseline + 4);
    expect(await asked({ type: 'memlapse.goto', when: 'end' })).toBe(end);
    expect(await asked({ type: 'memlapse.back', how: attached.names.block })).toBeLessThan(end);
    expect(await asked({ type: 'memlapse.goto', when: 'start' })).toBe(baseline);
  });

  test('memlapse.play plays to the end, and memlapse.pause holds it', async () => {
    const attached = await inspected(VMEMMAP);
    const { session, addresses, told, say } = attached.inspected;
    const { section, block } = attached.names;
    const viewer = await viewer4(addresses.xstate4, block);
    const first = positionsAbout(session.record, { kind: 'block', number: attached.chosen.block })[0]!;
    await say(`goto seq:${first - 1}`);
    // The first event is played at once; the second a second later.
    const moved = viewer.next((event) => event.type === 'service.event');
    viewer.ask(section, { type: 'memlapse.play', rate: 1 });
    await moved;
    viewer.ask(section, { type: 'memlapse.pause' });
    await viewer.settled(section);
    expect(session.cursor.seq).toBeLessThan(session.record.end);
    viewer.ask(section, { type: 'memlapse.goto', when: `seq:${session.record.end - 3}` });
    viewer.ask(section, { type: 'memlapse.play', rate: '1000' });
    while (session.cursor.seq < session.record.end) await viewer.settled(section);
    expect(told).toEqual(expect.arrayContaining(['a viewer: play 1', 'a viewer: pause', 'a viewer: play 1000']));
  });

  test('an event of the machine itself changes nothing, and is told once', async () => {
    const attached = await inspected(VMEMMAP);
    const { session, addresses, told } = attached.inspected;
    const viewer = await viewer4(addresses.xstate4, attached.names.block);
    const before = session.cursor.seq;
    viewer.ask(attached.names.section, { type: 'remove' });
    viewer.ask(attached.names.section, { type: 'offline' });
    await agrees(attached, viewer);
    expect(session.cursor.seq).toBe(before);
    expect(told.filter((line) => line.includes('the record is not changed'))).toEqual([
      expect.stringContaining('a viewer asked for remove'),
    ]);
  });

  test('a place that the record has not is told, and nobody moves', async () => {
    const attached = await inspected(VMEMMAP);
    const { session, addresses, told } = attached.inspected;
    const viewer = await viewer4(addresses.xstate4, attached.names.block);
    const before = session.cursor.seq;
    viewer.ask(attached.names.section, { type: 'memlapse.goto', when: 'seq:99999999' });
    await agrees(attached, viewer);
    expect(session.cursor.seq).toBe(before);
    expect(told.at(-1)).toContain('past the last event');
  });

  test('one that leaves is missed by nobody', async () => {
    const attached = await inspected(VMEMMAP);
    const { addresses, say } = attached.inspected;
    const [stays, leaves] = [
      await viewer4(addresses.xstate4, attached.names.block),
      await viewer4(addresses.xstate4, attached.names.block),
    ];
    await leaves.close();
    await say('goto end');
    await agrees(attached, stays);
  });
});
