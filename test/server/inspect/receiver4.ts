import { createRequire } from 'node:module';

/** The part of XState 4 that the tests ask a received machine or state for. */
export interface State4 {
  readonly value: unknown;
  readonly context: Readonly<Record<string, unknown>>;
  readonly event: { readonly type: string; readonly record?: { readonly seq: number } };
  readonly done: boolean;
  readonly nextEvents: readonly string[];
  matches(value: unknown): boolean;
}
export interface Machine4 {
  readonly id: string;
  readonly states: Readonly<Record<string, unknown>>;
  readonly initialState: State4;
  resolveState(state: State4): State4;
  withConfig(options: { readonly guards: Readonly<Record<string, () => boolean>> }): Machine4;
  transition(state: State4, event: object): State4;
}
export type Received4 =
  | {
      readonly type: 'service.register';
      readonly id: string;
      readonly sessionId: string;
      readonly machine: Machine4;
      readonly state: State4;
    }
  | { readonly type: 'service.state'; readonly sessionId: string; readonly state: State4 }
  | {
      readonly type: 'service.event';
      readonly sessionId: string;
      readonly event: { readonly name: string; readonly data: { readonly type: string } };
    }
  | { readonly type: 'service.stop'; readonly sessionId: string };

/** An event that a user of a viewer sends. */
export interface Asked4 {
  readonly type: string;
  readonly [field: string]: unknown;
}

interface Receiver4 {
  send(event: object): void;
  subscribe(next: (event: Received4) => void): void;
}

const require = createRequire(new URL('../../inspect-v4/package.json', import.meta.url));
const real = require('@xstate/inspect') as {
  createWebSocketReceiver(options: { readonly server: string }): Receiver4;
};

/** A viewer of XState 4: the receiver of the real `@xstate/inspect`, and all that it received. */
export class Viewer4 {
  readonly received: Received4[] = [];
  readonly machines = new Map<string, Machine4>();
  /** The last state of each service; none for one that stopped. */
  readonly states = new Map<string, State4>();
  readonly #receiver: Receiver4;
  readonly #socket: WebSocket;
  #waiting: { readonly fits: (event: Received4) => boolean; readonly resolve: (event: Received4) => void }[] = [];

  constructor(address: string) {
    // The receiver keeps its socket to itself; closing the page that it is in is the only way to end it.
    const Socket = globalThis.WebSocket;
    let socket: WebSocket | undefined;
    globalThis.WebSocket = class extends Socket {
      constructor(url: string | URL) {
        super(url);
        socket = this;
      }
    };
    this.#receiver = real.createWebSocketReceiver({ server: address.replace('ws://', '') });
    globalThis.WebSocket = Socket;
    this.#socket = socket!;
    this.#receiver.subscribe((event) => this.#take(event));
  }

  #take(event: Received4): void {
    this.received.push(event);
    const ready = this.#waiting.filter(({ fits }) => fits(event));
    this.#waiting = this.#waiting.filter(({ fits }) => !fits(event));
    for (const { resolve } of ready) resolve(event);
    if (event.type === 'service.register') this.machines.set(event.sessionId, event.machine);
    if (event.type === 'service.register' || event.type === 'service.state') {
      this.states.set(event.sessionId, event.state);
    }
    if (event.type === 'service.stop') this.states.delete(event.sessionId);
  }

  next(fits: (event: Received4) => boolean): Promise<Received4> {
    return new Promise((resolve) => this.#waiting.push({ fits, resolve }));
  }

  /** The states as they were told so far: asks for all anew, and looks before the answer to that comes. */
  async settled(name: string): Promise<ReadonlyMap<string, State4>> {
    let before: ReadonlyMap<string, State4> = new Map();
    const answered = this.next((event) => {
      const isAnswer = event.type === 'service.register' && event.sessionId === name;
      if (isAnswer) before = new Map(this.states);
      return isAnswer;
    });
    this.#receiver.send({ type: 'xstate.inspecting' });
    await answered;
    return before;
  }

  /** Asks for an event as a viewer does whose user pressed it. */
  ask(service: string, event: Asked4): void {
    const scxml = { name: event.type, data: event, $$type: 'scxml', type: 'external', origin: service };
    this.#receiver.send({ type: 'xstate.event', event: JSON.stringify(scxml), service });
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#socket.addEventListener('close', () => resolve());
      this.#socket.close();
    });
  }
}

/** A viewer that was told where everything is. */
export async function viewer4(address: string, last: string): Promise<Viewer4> {
  const viewer = new Viewer4(address);
  await viewer.next((event) => event.type === 'service.state' && event.sessionId === last);
  return viewer;
}
