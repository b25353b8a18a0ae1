import type { AnyStateMachine } from 'xstate';
import { z } from 'zod';
import type { PlainSnapshot } from '../machine/plain.ts';
import type { ViewerUpdate } from '../updates.ts';
import { jsonOf, messageOfEvent } from './control.ts';
import type { Protocol } from './protocol.ts';

/** The release of `@statelyai/inspect` whose messages these are; receivers take a message without it for somebody else's. */
export const STATELYAI_VERSION = '0.7.2';

const withoutCode = (_key: string, value: unknown): unknown =>
  typeof value === 'function' ? { type: value.name } : value;

/** A machine's configuration as the receivers expect it: JSON, with the names of functions in their place. */
const definitionOf = (machine: AnyStateMachine): string => JSON.stringify(machine.config, withoutCode);

const base = (name: string) => ({
  sessionId: name,
  rootId: name,
  id: null,
  createdAt: Date.now().toString(),
  _version: STATELYAI_VERSION,
});

const snapshotMessage = (name: string, event: object, snapshot: PlainSnapshot): object => ({
  type: '@xstate.snapshot',
  event,
  snapshot,
  ...base(name),
});

function messageOf(telling: ViewerUpdate): object {
  const { name, event } = telling;
  switch (telling.kind) {
    case 'appears': {
      const { machine, snapshot } = telling;
      return { type: '@xstate.actor', name, definition: definitionOf(machine), snapshot, ...base(name) };
    }
    case 'takes':
      return { type: '@xstate.event', event, ...base(name) };
    case 'stands':
      return snapshotMessage(name, event, telling.snapshot);
    case 'goes':
      return snapshotMessage(name, event, { ...telling.snapshot, status: 'stopped' });
  }
}

const eventMessage = z.looseObject({ type: z.literal('@xstate.event'), event: z.unknown() });

/** The protocol of `@statelyai/inspect`, which inspects XState 5. Its receivers only listen; others may send an `@xstate.event`. */
export const statelyai: Protocol = {
  name: 'statelyai',
  announcesReady: false,
  messageOf,
  closing: null,
  parse(message) {
    const parsed = eventMessage.safeParse(jsonOf(message));
    return parsed.success ? messageOfEvent(parsed.data.event) : { kind: 'nothing' };
  },
};
