import { z } from 'zod';
import { blockNr, bytes, pfn } from '../machines/kernel/units.ts';
import { type Kind, ofKind } from './kinds.ts';

/** Numbers are exact: pfns, pages, bytes and block numbers below 2^53. */
const whole = (kind: Kind) => ofKind(kind, z.int().nonnegative());

export const pfnField = ofKind('page', z.int().nonnegative().transform(pfn));
export const bytesField = ofKind('size', z.int().nonnegative().transform(bytes));
export const blockField = ofKind('block', z.int().nonnegative().transform(blockNr));
export const nidField = ofKind('node', z.int()).nullable();
export const zoneField = ofKind('zone', z.string());
export const operationField = whole('operation');
/** Which operation an event belongs to; null for what happened outside any. */
export const operationRef = operationField.nullable();
export const parentField = whole('parent').nullable();
export const cpuField = whole('cpu').nullable();
export const countField = whole('count');
export const durationField = whole('duration');
/** Nanoseconds in digits: the time of day does not fit a number. */
export const longDurationField = ofKind('duration', z.string().regex(/^(?:0|-?[1-9]\d{0,24})$/));
export const termField = ofKind('term', z.string());
export const fileField = ofKind('file', z.string());
/** Free text of an event, as every string without a kind. */
export const textField = ofKind('text', z.string());
export const quotationField = ofKind('quotation', z.string());

export const pageRange = { pfn: pfnField, nrPages: whole('pages') };
const bytesFrom = (kind: 'address' | 'resource') => ({
  start: ofKind(kind, z.int().nonnegative().transform(bytes)),
  size: bytesField,
});
export const byteRange = bytesFrom('address');
/** A line of /proc/iomem: most are no memory. */
export const resourceRange = bytesFrom('resource');

/** What an operation was asked, as text: addresses and sizes in hexadecimal, other numbers in decimal. */
export const argsField = ofKind(
  {
    block: 'block',
    start: 'address',
    size: 'size',
    nid: 'node',
    group: 'count',
    driver: 'term',
    ownMemmap: 'word',
    mergeResource: 'word',
    autoOnline: 'word',
    altmap: 'word',
    kind: 'word',
  },
  z.record(z.string(), z.string()),
);

/** An errno name, or `errno N`. */
export const errnoField = ofKind(
  'errno',
  z.union([
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
  ]),
);

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
