import { z } from 'zod';
import type { PlainEvent, PlainSnapshot } from '../machine/plain.ts';
import type { ViewerUpdate } from '../updates.ts';
import { jsonOf, messageOfEvent } from './control.ts';
import { definition4 } from './definition4.ts';
import type { Protocol } from './protocol.ts';

/** An event in the envelope that XState 4 sends it in. */
const scxml = (event: PlainEvent) => ({ name: event.type, data: event, $$type: 'scxml', type: 'external' });

/** A state as `State.create()` of XState 4 takes it. What XState 4 derives itself is left empty, as its own inspector does. */
const state4 = (name: string, event: PlainEvent, { value, context, status, tags }: PlainSnapshot) => ({
  value,
  context,
  event,
  _event: scxml(event),
  _sessionid: name,
  actions: [],
  activities: {},
  meta: {},
  events: [],
  configuration: [],
  transitions: [],
  children: {},
  tags,
  done: status === 'done',
  changed: true,
});

function messageOf(telling: ViewerUpdate): object {
  const { name, event } = telling;
  switch (telling.kind) {
    case 'appears': {
      const state = JSON.stringify(state4(name, event, telling.snapshot));
      const { context } = telling.snapshot;
      // Without the last one XState 4 warns on the viewer's console.
      const machine = { ...definition4(telling.machine), context, predictableActionArguments: true };
      return { type: 'service.register', machine: JSON.stringify(machine), state, id: name, sessionId: name };
    }
    case 'takes':
      return { type: 'service.event', event: JSON.stringify(scxml(event)), sessionId: name };
    case 'stands':
      return {
        type: 'service.state',
        state: JSON.stringify(state4(name, event, telling.snapshot)),
        sessionId: name,
      };
    case 'goes':
      return { type: 'service.stop', sessionId: name };
  }
}

const incoming = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('xstate.inspecting') }),
  z.looseObject({ type: z.literal('xstate.event'), event: z.string() }),
]);
/** The envelope, or the event alone, as the receivers of some viewers send it. */
const envelope = z.looseObject({ $$type: z.literal('scxml'), data: z.unknown() });

/** The wire protocol of `@xstate/inspect` 0.8, whose receivers run XState 4. */
export const xstate4: Protocol = {
  name: 'xstate4',
  announcesReady: true,
  messageOf,
  closing: { type: 'xstate.disconnect' },
  parse(message) {
    const parsed = incoming.safeParse(jsonOf(message));
    if (!parsed.success) return { kind: 'nothing' };
    if (parsed.data.type === 'xstate.inspecting') return { kind: 'ready' };
    const event = jsonOf(parsed.data.event);
    const inside = envelope.safeParse(event);
    return messageOfEvent(inside.success ? inside.data.data : event);
  },
};
