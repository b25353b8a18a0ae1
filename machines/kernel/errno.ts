/** The errors that memory hotplug returns, by name, with the numbers that every architecture shares (asm-generic/errno-base.h). */
export const ERRNO = {
  EPERM: 1,
  ENOENT: 2,
  EINTR: 4,
  EIO: 5,
  ENXIO: 6,
  E2BIG: 7,
  EAGAIN: 11,
  ENOMEM: 12,
  EFAULT: 14,
  EBUSY: 16,
  EEXIST: 17,
  ENODEV: 19,
  EINVAL: 22,
  ENOSPC: 28,
  ERANGE: 34,
  ENOSYS: 38,
  EOPNOTSUPP: 95,
  EHWPOISON: 133,
} as const;

export type ErrnoName = keyof typeof ERRNO;

/** An error as the kernel returned it: a known name, or `errno N` for a number that hotplug is not known to return. */
export type Errno = ErrnoName | `errno ${number}`;

const NAMES = new Map<number, ErrnoName>(Object.entries(ERRNO).map(([name, number]) => [number, name as ErrnoName]));

/** Name of a positive errno number. */
export const errnoName = (number: number): Errno => NAMES.get(number) ?? `errno ${number}`;

/** Largest errno that a pointer may carry (include/linux/err.h MAX_ERRNO). */
const MAX_ERRNO = 4095n;

/** The errno in a returned pointer, or undefined when it is a real pointer (include/linux/err.h IS_ERR()). */
export function errnoInPointer(pointer: bigint): Errno | undefined {
  const negative = BigInt.asIntN(64, pointer);
  return negative < 0n && negative >= -MAX_ERRNO ? errnoName(Number(-negative)) : undefined;
}

const NOTIFY_STOP_MASK = 0x8000;

/**
 * What a notifier chain answered: nothing against it, or a veto with its errno. NOTIFY_BAD is EPERM; other values carry
 * the errno itself (include/linux/notifier.h notifier_to_errno(), v5.2 … v7.1).
 */
export function vetoOf(returned: number): Errno | undefined {
  if ((returned & NOTIFY_STOP_MASK) === 0) return undefined;
  const code = (returned & ~NOTIFY_STOP_MASK) - 1;
  return code > 0 ? errnoName(code) : undefined;
}
