import type { Draft } from 'immer';
import type { MemoryState, OpenAttempt } from './state.ts';

interface ByteRange {
  readonly start: number;
  readonly size: number;
}

const attemptOf = (draft: Draft<MemoryState>, operation: number | null): Draft<OpenAttempt> | undefined =>
  operation === null ? undefined : draft.attempts[operation];

/** Pages that an operation added. */
export function holdPages(
  draft: Draft<MemoryState>,
  operation: number | null,
  { pfn, nrPages }: OpenAttempt['added'][number],
): void {
  attemptOf(draft, operation)?.added.push({ pfn, nrPages });
}

/** A System RAM line that an operation put into /proc/iomem. */
export function holdLine(draft: Draft<MemoryState>, operation: number | null, { start, size }: ByteRange): void {
  attemptOf(draft, operation)?.reserved.push({ start, size });
}

/** The line is given back: nobody holds it any more. */
export function dropLine(draft: Draft<MemoryState>, operation: number | null, { start, size }: ByteRange): void {
  const attempt = attemptOf(draft, operation);
  if (attempt) attempt.reserved = attempt.reserved.filter((line) => line.start !== start || line.size !== size);
}

/** A memory block device that an operation made. */
export function holdBlock(draft: Draft<MemoryState>, operation: number | null, block: number): void {
  attemptOf(draft, operation)?.created.push(block);
}

/** The device is gone again. */
export function dropBlock(draft: Draft<MemoryState>, operation: number | null, block: number): void {
  const attempt = attemptOf(draft, operation);
  if (attempt) attempt.created = attempt.created.filter((made) => made !== block);
}
