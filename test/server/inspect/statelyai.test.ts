import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInspector, createWebSocketReceiver, type StatelyInspectionEvent } from '@statelyai/inspect';
import { afterEach, describe, expect, test } from 'vitest';
import WebSocket from 'ws';
import { createActor } from 'xstate';
import { profileByName } from '../../../machines/kernel/profile.ts';
import { memoryBlockMachine } from '../../../machines/memory-block.ts';
import { plainSnapshot } from '../../../src/server/inspect/machine/plain.ts';
import { STATELYAI_VERSION, statelyai } from '../../../src/server/inspect/protocol/statelyai.ts';
import { CLASSIC, chosenIn, type Inspection, inspection, saidOf, VMEMMAP } from './attached.ts';

const running: Inspection[] = [];
afterEach(async () => {
  for (const one of running.splice(0)) await one.company.end();
});

/** A viewer of XState 5: the receiver of the real package, and what it received. */
class Viewer5 {
  readonly received: StatelyInspectionEvent[] = [];
  #arrived = Promise.withResolvers<void>();

  constructor(server: string) {
    createWebSocketReceiver({ server }).subscribe((event) => {
      this.received.push(event);
      this.#arrived.resolve();
      this.#arrived = Promise.withResolvers();
    });
  }

  /** The first message from a place on that fits; waits for it. */
  async first(from: number, fits: (event: StatelyInspectionEvent) => boolean): Promise<StatelyInspectionEvent> {
    for (let at = from; ; at++) {
      while (at >= this.received.length) await this.#arrived.promise;
      const event = this.received[at]!;
      if (fits(event)) return event;
    }
  }

  snapshotOf(from: number, name: string): Promise<StatelyInspectionEvent> {
    return this.first(from, ({ type, sessionId }) => type === '@xstate.snapshot' && sessionId === name);
  }
}

const snapshotIn = (event: StatelyInspectionEvent): Record<string, unknown> =>
  'snapshot' in event ? (event.snapshot as unknown as Record<string, unknown>) : {};

describe.each([
  ['VMEMMAP', VMEMMAP],
  ['classic SPARSEMEM', CLASSIC],
])('a viewer of XState 5 on a recording of %s', (_model, source) => {
  test('has the block as the record has it wherever a move ends', async () => {
    const looked = await inspection(source);
    running.push(looked);
    const chosen = chosenIn(looked.session.record);
    const names = [`section:${chosen.section}`, `block:${chosen.block}`, `attempt:${chosen.attempt}`] as const;
    const one = await inspection(source, { subject: names.join(), at: 'end' });
    running.push(one);
    const { session, addresses, say } = one;
    const viewer = new Viewer5(addresses.statelyai);
    expect(await viewer.first(0, () => true)).toMatchObject({ type: '@xstate.actor', sessionId: names[0] });
    await viewer.snapshotOf(0, names[2]);
    const { baseline, end } = session.record;
    for (let seq = end - 1; seq >= baseline; seq -= 2) {
      const from = viewer.received.length;
      await say(`goto seq:${seq}`);
      const said = saidOf(session.record, chosen, seq);
      expect(snapshotIn(await viewer.snapshotOf(from, names[0])), `event ${seq}`).toMatchObject({
        status: 'active',
        value: said.section,
        context: { map: said.map },
      });
      expect(snapshotIn(await viewer.snapshotOf(from, names[1])).value, `event ${seq}`).toBe(said.block);
    }
    const from = viewer.received.length;
    await say('goto end');
    await viewer.first(
      from,
      (event) => event.type === '@xstate.snapshot' && event.sessionId === names[2] && event.snapshot.status === 'done',
    );
    const onTheWay = viewer.received.slice(from);
    for (const [index, event] of onTheWay.entries()) {
      if (event.type !== '@xstate.event') continue;
      const { sessionId } = event;
      expect(onTheWay[index + 1]).toMatchObject({ type: '@xstate.snapshot', sessionId, event: event.event });
    }
    expect(onTheWay.map(({ type, sessionId }) => `${type} ${sessionId}`)).toEqual(
      expect.arrayContaining(names.map((name) => `@xstate.event ${name}`)),
    );
  });
});

describe('what a viewer of XState 5 is told', () => {
  test('an attempt is stopped when time goes back before it', async () => {
    const one = await inspection(VMEMMAP, { subject: 'attempt:1', at: 'end' });
    running.push(one);
    const viewer = new Viewer5(one.addresses.statelyai);
    expect(snapshotIn(await viewer.snapshotOf(0, 'attempt:1'))).toMatchObject({ status: 'done' });
    const from = viewer.received.length;
    await one.say('goto start');
    expect(snapshotIn(await viewer.snapshotOf(from, 'attempt:1'))).toMatchObject({ status: 'stopped' });
    const again = viewer.received.length;
    await one.say('goto end');
    expect(await viewer.first(again, () => true)).toMatchObject({ type: '@xstate.actor', sessionId: 'attempt:1' });
  });

  test('is in the shape that the real inspector sends', () => {
    const profile = profileByName('vmemmap');
    if (!profile.ok) throw new Error(profile.reason);
    const actor = createActor(memoryBlockMachine, { input: profile.profile });
    const real: StatelyInspectionEvent[] = [];
    const inspector = createInspector({ send: (event) => void real.push(event) });
    inspector.actor(actor, actor.getSnapshot());
    inspector.event(actor, { type: 'create' });
    inspector.snapshot(actor, actor.getSnapshot(), { event: { type: 'create' } });
    const snapshot = plainSnapshot(actor.getSnapshot());
    const told = { name: 'block:1', event: { type: 'create' }, snapshot };
    const ours = [
      statelyai.messageOf({ kind: 'appears', machine: memoryBlockMachine, ...told }),
      statelyai.messageOf({ kind: 'takes', name: 'block:1', event: { type: 'create' } }),
      statelyai.messageOf({ kind: 'stands', ...told }),
    ] as unknown as readonly StatelyInspectionEvent[];
    // JSON leaves out what is undefined there: whose child an actor is, and who sent an event to it.
    const keys = (event: StatelyInspectionEvent) => Object.keys(JSON.parse(JSON.stringify(event))).sort();
    const withRoot = (event: StatelyInspectionEvent) => [...new Set([...keys(event), 'rootId'])].sort();
    expect(ours.map(keys)).toEqual(real.map(withRoot));
    const definition = (event: StatelyInspectionEvent | undefined): unknown =>
      event && 'definition' in event ? JSON.parse(event.definition ?? '') : undefined;
    expect(definition(ours[0])).toEqual(definition(real[0]));
    expect(ours.map(({ type, _version }) => [type, _version])).toEqual(
      real.map(({ type, _version }) => [type, _version]),
    );
  });

  test('names the release whose messages they are', () => {
    const packageFile = join(createRequire(import.meta.url).resolve('@statelyai/inspect'), '..', '..', 'package.json');
    expect(JSON.parse(readFileSync(packageFile, 'utf8'))).toMatchObject({ version: STATELYAI_VERSION });
  });
});

describe('what comes from a viewer of XState 5', () => {
  test('an @xstate.event with a word moves the session; receivers of the package send none', async () => {
    const one = await inspection(VMEMMAP);
    running.push(one);
    const socket = new WebSocket(one.addresses.statelyai);
    await new Promise((resolve) => socket.once('message', resolve));
    const moved = new Promise((resolve) =>
      socket.on('message', (data) => {
        if (String(data).includes('"@xstate.snapshot"')) resolve(undefined);
      }),
    );
    socket.send(JSON.stringify({ type: '@xstate.event', event: { type: 'memlapse.goto', when: 'end' } }));
    await moved;
    while (one.session.cursor.seq !== one.session.record.end) await new Promise((next) => setImmediate(next));
    socket.close();
  });
});
