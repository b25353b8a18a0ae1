import type { AnyStateMachine } from 'xstate';
import { guardName } from '../../../../machines/transitions-taken.ts';

/** A guard or action by its name, with what it is given where it is given something. */
interface Named4 {
  readonly type: string;
  readonly name?: string;
  readonly params?: object;
}

interface Transition4 {
  readonly target?: readonly string[];
  readonly internal: boolean;
  readonly cond?: Named4;
  readonly actions: readonly Named4[];
}

/** A statechart as XState 4 takes it as JSON. */
export interface Definition4 {
  readonly id: string;
  readonly key: string;
  readonly type: string;
  readonly initial?: string;
  readonly states: Readonly<Record<string, Definition4>>;
  readonly on: Readonly<Record<string, readonly Transition4[]>>;
  /** What a state does when it is entered: an operation's call of another. */
  readonly entry?: readonly Named4[];
  readonly order: number;
}

/** The part of an XState 5 state node that the adapter reads. */
type Node5 = AnyStateMachine['root'];

interface Transition5 {
  readonly eventType: string;
  readonly guard?: unknown;
  readonly target?: readonly { readonly id: string }[] | undefined;
  readonly actions: readonly unknown[];
  readonly reenter: boolean;
}

function nameOf(reference: unknown): Named4 {
  if (typeof reference === 'string') return { type: reference };
  if (typeof reference === 'object' && reference !== null && 'type' in reference) {
    const params = 'params' in reference && typeof reference.params === 'object' ? reference.params : null;
    return { type: String(reference.type), ...(params ? { params } : {}) };
  }
  return { type: typeof reference === 'function' ? reference.name : 'unnamed' };
}

/** XState 4 knows a guard by `name`, composed ones in words; its `type` says that it is one. A viewer has no implementation. */
function guard4(guard: unknown): Named4 {
  const { params } = nameOf(guard);
  return { type: 'xstate.guard', name: guardName(guard) ?? 'guard', ...(params ? { params } : {}) };
}

const transition4 = ({ target, guard, actions, reenter }: Transition5): Transition4 => ({
  ...(target ? { target: target.map(({ id }) => `#${id}`) } : {}),
  internal: !reenter,
  ...(guard === undefined ? {} : { cond: guard4(guard) }),
  actions: actions.map(nameOf),
});

function node4(node: Node5): Definition4 {
  const first = node.initial?.target?.[0];
  const states = Object.entries(node.states).map(([key, child]) => [key, node4(child)] as const);
  const on = [...node.transitions].map(([event, transitions]) => [event, transitions.map(transition4)] as const);
  return {
    id: node.id,
    key: node.key,
    type: node.type,
    ...(node.type === 'compound' && first ? { initial: first.key } : {}),
    states: Object.fromEntries(states),
    on: Object.fromEntries(on),
    ...(node.entry.length > 0 ? { entry: node.entry.map(nameOf) } : {}),
    order: node.order,
  };
}

/**
 * The statechart of an XState 5 machine in the shape of XState 4: `initial` a name, `cond` for `guard`, `internal` for what is
 * not `reenter`. Guards made of others go by their words. The
 * project's machines have no delays and invocations, and none are adapted.
 */
export const definition4 = (machine: AnyStateMachine): Definition4 => node4(machine.root);
