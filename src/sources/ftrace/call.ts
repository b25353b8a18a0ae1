import type { Actor } from '../../../events/event.ts';
import type { Errno } from '../../../machines/kernel/errno.ts';
import type { Nanoseconds } from '../../../machines/kernel/units.ts';
import type { KernelFunction } from './kernel-function.ts';
import type { Argument } from './probe.ts';

/** Effects of inner calls, so that an outer function does not write the same event again. */
export type Effect = 'added' | 'removed' | 'onlined' | 'offlined' | 'created' | 'deleted' | 'zone' | 'claimed';

/** One call of a kernel function, from its entry on. Calls of one task form a stack, and so a tree of who called what. */
export interface Call {
  readonly function: KernelFunction;
  readonly args: ReadonlyMap<string, Argument>;
  readonly line: number;
  readonly bodyColumn: number;
  readonly timeNs: Nanoseconds;
  readonly actor: Actor;
  readonly parent: Call | null;
  readonly children: Call[];
  readonly effects: Set<Effect>;
  /** The error that it returned, once it did; null for success. */
  errno: Errno | null;
  /** An operation began inside: what this call itself did not tell, that one does. */
  operationInside: boolean;
}

/** The calls that a call stands in, itself first, outermost last. */
export function* withAncestors(call: Call | null): Generator<Call> {
  for (let at = call; at; at = at.parent) yield at;
}

/** Whether a call stands in one of such a function. */
export const isInside = (call: Call, isSuch: (called: KernelFunction) => boolean): boolean => {
  for (const at of withAncestors(call.parent)) if (isSuch(at.function)) return true;
  return false;
};

/** Notes an effect on the call and on every call around it. */
export function noteEffect(call: Call, effect: Effect): void {
  for (const at of withAncestors(call)) at.effects.add(effect);
}

/** Every call below a call, outermost first. */
export function* descendants(call: Call): Generator<Call> {
  for (const child of call.children) {
    yield child;
    yield* descendants(child);
  }
}
