import { z } from 'zod';
import { blockNr, bytes, pfn } from '../machines/kernel/units.ts';

/** Fields that many events share. Numbers are exact: pfns, pages, bytes and block numbers below 2^53. */
export const whole = z.int().nonnegative();

export const pfnField = whole.transform(pfn);
export const bytesField = whole.transform(bytes);
export const blockField = whole.transform(blockNr);
export const nrPagesField = whole;
export const nidField = z.int().nullable();
export const zoneField = z.string().nullable();
export const operationField = whole;

/** Which operation an event belongs to; null for what happened outside any. */
export const operationRef = operationField.nullable();

export const pageRange = { pfn: pfnField, nrPages: nrPagesField };
export const byteRange = { start: bytesField, size: bytesField };

/** An errno name, or `errno N`. */
export const errnoField = z.union([
  z.enum([
    'EPERM',
    'ENOENT',
    'EINTR',
    'EIO',
    'ENXIO',
    'E2BIG',
    'EAGAIN',
    'ENOMEM',
    'EFAULT',
    'EBUSY',
    'EEXIST',
    'ENODEV',
    'EINVAL',
    'ENOSPC',
    'ERANGE',
    'ENOSYS',
    'EOPNOTSUPP',
    'EHWPOISON',
  ]),
  z.templateLiteral(['errno ', z.int()]),
]);

export const notifierActionField = z.enum([
  'MEM_ONLINE',
  'MEM_GOING_OFFLINE',
  'MEM_OFFLINE',
  'MEM_GOING_ONLINE',
  'MEM_CANCEL_ONLINE',
  'MEM_CANCEL_OFFLINE',
  'MEM_PREPARE_ONLINE',
  'MEM_FINISH_OFFLINE',
]);
