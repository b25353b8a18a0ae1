import { z } from 'zod';
import { ARCHITECTURES } from '../machines/kernel/geometry.ts';
import {
  blockField,
  byteRange,
  bytesField,
  errnoField,
  nidField,
  notifierActionField,
  operationField,
  operationRef,
  pageRange,
  pfnField,
  whole,
  zoneField,
} from './fields.ts';

/**
 * What an operation on memory can be called: the kernel's entry points, by the name that people use.
 * A block's `online` and `offline` are writes to its state file or the kernel doing the same.
 */
export const OPERATIONS = [
  'add_memory',
  'arch_add_memory',
  'remove_memory',
  'arch_remove_memory',
  'offline_and_remove_memory',
  'online',
  'offline',
  'memremap_pages',
  'memunmap_pages',
] as const;
export type OperationName = (typeof OPERATIONS)[number];

/** What memory outside the kernel's rules decided (allocation failures, unmovable pages, vetoes, timing). */
export const ENVIRONMENT_REASONS = [
  'allocationFailed',
  'altmapTooSmall',
  'resourceNotReserved',
  'blockDeviceFailed',
  'notifierVeto',
  'unmovablePage',
  'signal',
  'offlineFailedLate',
  'pageTableFailed',
  'deviceSetupFailed',
] as const;
export type EnvironmentReason = (typeof ENVIRONMENT_REASONS)[number];

const define = <const Type extends string, Shape extends z.ZodRawShape>(type: Type, meaning: string, shape: Shape) =>
  ({ type, version: 1, meaning, data: z.strictObject(shape) }) as const;

/** Every event: its name, its version, its meaning in one line, and the shape of its data. One event is one thing the kernel did. */
export const CATALOGUE = [
  define('kernel.described', 'which kernel this is: profile, block size, and what its command line decides', {
    profile: z.string(),
    /** What the profile is built from again when a log is opened. */
    machine: z.strictObject({
      row: z.string(),
      release: z.string(),
      arch: z.enum(ARCHITECTURES),
      pageBytes: z.int().positive(),
      maxPhysmemBits: z.int().positive(),
      memSectionBytes: z.int().positive(),
      debugVm: z.boolean(),
      shown: z.record(z.string(), z.union([z.string(), z.boolean()])),
    }),
    blockBytes: bytesField,
    possibleNodes: z.int().positive().nullable(),
    ownMemmapParameter: z.boolean().nullable(),
    memLimit: bytesField.nullable(),
  }),
  define('memory.booted', 'RAM that the kernel found at boot: its sections are early', {
    ram: z.array(z.strictObject({ ...pageRange, nid: nidField })),
    early: z.enum(['known', 'assumed']),
  }),
  define('memory.found', 'memory that was hot-added before the record began', { ...pageRange, nid: nidField }),
  define('resources.found', 'the lines of /proc/iomem when the record began', {
    lines: z.array(z.strictObject({ ...byteRange, name: z.string(), depth: z.int().nonnegative() })),
  }),
  define('block.found', 'a memory block as sysfs listed it when the record began', {
    block: blockField,
    state: z.enum(['offline', 'online', 'goingOffline']),
    zone: zoneField,
    oneZone: z.boolean().nullable(),
    nid: nidField,
  }),
  define('operation.started', 'somebody asked the kernel for an operation', {
    operation: operationField,
    parent: operationRef,
    name: z.enum(OPERATIONS),
    args: z.record(z.string(), z.string()),
  }),
  define('operation.finished', 'the operation succeeded', { operation: operationField }),
  define('operation.refused', 'the kernel said no before it changed anything', {
    operation: operationField,
    guard: z.string(),
    errno: errnoField.nullable(),
    reason: z.string(),
    source: z.string(),
    message: z.string().nullable(),
  }),
  define('operation.failed', 'the operation failed part-way', {
    operation: operationField,
    errno: errnoField,
    environment: z.enum(ENVIRONMENT_REASONS).nullable(),
    reason: z.string(),
    orphans: z.boolean(),
  }),
  define('operation.unreturned', 'the record ends, or has a hole, before the operation returned', {
    operation: operationField,
  }),
  define('resource.reserved', 'a System RAM line entered /proc/iomem', {
    operation: operationRef,
    ...byteRange,
    name: z.string(),
    mergeable: z.boolean(),
  }),
  define('resource.released', 'a System RAM line was given back', { operation: operationRef, ...byteRange }),
  define('pages.added', 'sub-sections were populated: memmap, map bits, present and valid', {
    operation: operationRef,
    ...pageRange,
    nid: nidField,
    altmap: z.boolean(),
  }),
  define('pages.removed', 'sub-sections were taken away', { operation: operationRef, ...pageRange }),
  define('pages.notRemoved', 'the kernel warned and removed nothing; the caller never learns', {
    operation: operationRef,
    ...pageRange,
    guard: z.string(),
    reason: z.string(),
    message: z.string().nullable(),
  }),
  define('sections.onlined', 'sections got their online flag', { operation: operationRef, ...pageRange }),
  define('sections.offlined', 'sections lost their online flag', { operation: operationRef, ...pageRange }),
  define('section.tainted', 'an unaligned ZONE_DEVICE edge lies in this section', {
    operation: operationRef,
    pfn: pfnField,
  }),
  define('blocks.created', 'memory block devices appeared, offline', {
    operation: operationRef,
    ...byteRange,
    nid: nidField,
    ownMemmap: z.boolean(),
  }),
  define('blocks.removed', 'memory block devices went away', { operation: operationRef, ...byteRange }),
  define('block.goingOnline', 'a block is being onlined', { operation: operationRef, block: blockField }),
  define('block.onlined', 'a block is online', { operation: operationRef, block: blockField, zone: zoneField }),
  define('block.onlineCancelled', 'onlining failed: the block is offline again', {
    operation: operationRef,
    block: blockField,
  }),
  define('block.goingOffline', 'a block is being offlined', { operation: operationRef, block: blockField }),
  define('block.offlined', 'a block is offline', { operation: operationRef, block: blockField }),
  define('block.offlineCancelled', 'offlining failed: the block is online again', {
    operation: operationRef,
    block: blockField,
  }),
  define('zone.joined', 'pages entered a zone', { operation: operationRef, ...pageRange, zone: z.string() }),
  define('zone.left', 'pages left a zone', { operation: operationRef, ...pageRange, zone: z.string() }),
  define('device.claimed', 'a dev_pagemap took a range of pages', { operation: operationRef, ...pageRange }),
  define('device.released', 'a range of pages has no dev_pagemap any more', { operation: operationRef, ...pageRange }),
  define('pages.isolated', 'pageblocks were set aside for offlining, or could not be', {
    operation: operationRef,
    ...pageRange,
    errno: errnoField.nullable(),
  }),
  define('notifier.called', 'the memory notifier chain was told', {
    operation: operationRef,
    action: notifierActionField,
  }),
  define('notifier.vetoed', 'a memory notifier said no', {
    operation: operationRef,
    action: notifierActionField,
    errno: errnoField,
  }),
  define('mark.set', 'the recorder set a mark: the state here was dumped as that step', {
    step: z.int().nonnegative().nullable(),
    name: z.string(),
  }),
  define('events.lost', 'the source says that it lost events: what they did is unknown', {
    count: z.int().nonnegative().nullable(),
    cpu: z.int().nonnegative().nullable(),
  }),
  define('divergence.found', 'the kernel did what the model says it could not: the state follows the kernel', {
    operation: operationRef,
    kernel: z.string(),
    model: z.string(),
    reason: z.string(),
  }),
  define('kernel.crashed', 'the kernel stopped here', {
    operation: operationRef,
    message: z.string(),
    source: z.string(),
  }),
  define(
    'clock.joined',
    'times of another file were put on the clock of this log: by how much, and how far that can be trusted',
    {
      file: z.string(),
      kind: z.enum(['trace', 'kernelLog', 'uevents', 'lsmem']),
      /** `boot`: it counted from boot, as the kernel's clocks do. `wall`: it told the time of day. */
      clock: z.enum(['boot', 'wall']),
      /** Nanoseconds that were added to each of its times, in digits: the time of day does not fit a number. */
      offsetNs: z.string().regex(/^(?:0|-?[1-9]\d{0,24})$/),
      /** How far the offset may be wrong; null where nothing told. */
      errorNs: whole.nullable(),
      /** Lines that tell of something which this log shows too, and how many of them fit the offset. */
      evidence: whole,
      agreed: whole,
      /** Events that were made of the file, and the lines or messages that are not about memory. */
      events: whole,
      leftAlone: whole,
    },
  ),
  define(
    'kernel.said',
    'a line of the kernel log about memory hotplug: evidence beside a trace, which it does not change',
    {
      text: z.string(),
      /** The bytes that the line names, if it names any. */
      about: z.strictObject(byteRange).nullable(),
    },
  ),
  define('page.dumped', 'the kernel described a page in its log, as it does for one that can not be moved', {
    pfn: pfnField,
    /** Its flags, in hexadecimal and by name, as they were printed; null where they were not. */
    flags: z.string().nullable(),
    reason: z.string().nullable(),
  }),
  define(
    'uevent.sent',
    'the kernel told user space of a memory block: evidence beside a trace, which it does not change',
    {
      action: z.enum(['add', 'remove', 'online', 'offline', 'change']),
      block: blockField,
      seqnum: whole.nullable(),
    },
  ),
  define(
    'sources.disagreed',
    'a second source tells of a block what the trace does not show: the state follows the trace',
    {
      block: blockField,
      said: z.string(),
      shown: z.string(),
    },
  ),
  define('line.notUnderstood', 'a line of the source that could not be read', { text: z.string() }),
] as const;

type Entry = (typeof CATALOGUE)[number];
export type EventType = Entry['type'];
/** Data of one event type, as validated. */
export type EventData<T extends EventType> = z.output<Extract<Entry, { type: T }>['data']>;

const BY_TYPE: ReadonlyMap<string, Entry> = new Map(CATALOGUE.map((entry) => [entry.type, entry]));

/** The catalogue's entry for a type, or undefined for a name that no event has. */
export const catalogueEntry = (type: string): Entry | undefined => BY_TYPE.get(type);
