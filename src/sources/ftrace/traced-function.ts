import type { KernelFunction } from './kernel-function.ts';
import type { CallContext } from './open-operation.ts';
import type { Arguments, Returned } from './read-args.ts';

/** A kernel function with the events that its calls become: one entry says all that is known of it. */
export interface TracedFunction extends KernelFunction {
  /** Events that are certain when a call begins. */
  readonly entered?: (context: CallContext, args: Arguments) => void;
  /** Events that are certain when it has returned. */
  readonly returned?: (context: CallContext, args: Arguments, value: Returned) => void;
}

/** Entries by name, as the tables in functions/ write them. */
export type Entries = Readonly<Record<string, Omit<TracedFunction, 'name'>>>;
