import type { ErrnoName } from '../kernel/errno.ts';

/**
 * A guard's answer. A refusal names the guard, the error that the caller gets (null where the kernel only warns and
 * returns nothing), and the kernel function and releases that it comes from.
 */
export type Verdict = { readonly allowed: true } | Refusal;

export interface Refusal {
  readonly allowed: false;
  readonly guard: string;
  readonly errno: ErrnoName | null;
  readonly reason: string;
  readonly source: string;
  /** The kernel log line that goes with it, where there is one. */
  readonly message?: string;
  /** The kernel stops here (BUG) instead of returning. */
  readonly fatal?: true;
}

export const ALLOWED: Verdict = Object.freeze({ allowed: true });

export const refuse = (refusal: Omit<Refusal, 'allowed'>): Refusal => ({ allowed: false, ...refusal });
