import type { LoggedOperation } from '../operations.ts';

/** The page that kept a block from going offline; or why the record does not show it. */
export type BlockingPage =
  | {
      readonly known: true;
      readonly seq: number;
      readonly pfn: number;
      readonly flags: string | null;
      readonly reason: string;
    }
  | { readonly known: false; readonly because: string };

/** The page that an operation failed on; null for one that failed on none. */
export function blockingPageOf({ ended }: LoggedOperation): BlockingPage | null {
  if (ended?.type !== 'operation.failed' || ended.data.environment !== 'unmovablePage') return null;
  return { known: false, because: 'the trace does not name it, and no kernel log stands beside it' };
}
